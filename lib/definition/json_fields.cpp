#include "definition/json_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "definition/text_rules.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

using Json = documents::json;

/// The value as an integer from low to high, where it is one.
std::optional<std::int32_t> integer(const Json& value, std::int32_t low, std::int32_t high) {
  const auto fits = [&](auto number) { return number >= low && number <= high; };
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (high < 0 || number > static_cast<std::uint64_t>(high)) return std::nullopt;
    const auto narrow = static_cast<std::int64_t>(number);
    return fits(narrow) ? std::optional(static_cast<std::int32_t>(narrow)) : std::nullopt;
  }
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    return fits(number) ? std::optional(static_cast<std::int32_t>(number)) : std::nullopt;
  }
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  if (!fits(number) || std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int32_t>(number);
}

}  // namespace

void violates_schema(const std::string& pointer, const std::string& message) {
  ErrorPlace place;
  place.field = pointer;
  throw Error(ErrorCode::schema_violation, message, std::move(place));
}

std::string json_type(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a text";
  if (value.is_boolean()) return "true or false";
  return value.is_number() ? "a number" : "null";
}

void require_array(const Json& value, const std::string& pointer) {
  if (!value.is_array()) violates_schema(pointer, "expected a list, found " + json_type(value));
}

const std::string& require_string(const Json& value, const std::string& pointer) {
  if (!value.is_string()) violates_schema(pointer, "expected a text, found " + json_type(value));
  return value.get_ref<const std::string&>();
}

JsonFields::JsonFields(const Json& value, std::string pointer,
                       std::span<const std::string_view> known)
    : value_(value), pointer_(std::move(pointer)) {
  if (!value.is_object()) {
    violates_schema(pointer_, "expected an object, found " + json_type(value));
  }
  for (const auto& item : value.items()) {
    if (std::find(known.begin(), known.end(), item.key()) != known.end()) continue;
    std::string fields;
    for (const auto name : known) fields += (fields.empty() ? "" : ", ") + std::string(name);
    violates_schema(at(item.key()), "unknown field; the fields known here are " + fields);
  }
}

const Json* JsonFields::find(std::string_view name) const {
  const auto found = value_.find(name);
  return found == value_.end() ? nullptr : &*found;
}

const Json& JsonFields::require(std::string_view name) const {
  if (const auto* value = find(name)) return *value;
  violates_schema(at(name), "the field is missing; add it");
}

std::string JsonFields::at(std::string_view name) const { return json_pointer(pointer_, name); }

std::string JsonFields::text(std::string_view name) const {
  return require_string(require(name), at(name));
}

std::string JsonFields::text_or(std::string_view name, const std::string& fallback) const {
  const auto* value = find(name);
  return value == nullptr ? fallback : require_string(*value, at(name));
}

bool JsonFields::boolean_or(std::string_view name, bool fallback) const {
  const auto* value = find(name);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) {
    violates_schema(at(name), "expected true or false, found " + json_type(*value));
  }
  return value->get<bool>();
}

std::int32_t JsonFields::integer_or(std::string_view name, std::int32_t fallback, std::int32_t low,
                                    std::int32_t high) const {
  const auto* value = find(name);
  if (value == nullptr) return fallback;
  if (const auto number = integer(*value, low, high)) return *number;
  violates_schema(at(name), "expected a whole number from " + std::to_string(low) + " to " +
                                std::to_string(high) + ", found " +
                                (value->is_number() ? value->dump() : json_type(*value)));
}

std::int32_t JsonFields::parts_per_million(std::string_view name) const {
  const auto& value = require(name);
  const std::string expected =
      "expected a number from 0 to 1 with at most six decimals, such as 0.1 for 10 %, found ";
  if (!value.is_number()) violates_schema(at(name), expected + json_type(value));
  const double share = value.get<double>();
  constexpr double kMillion = 1e6;
  constexpr double kRounding = 1e-6;  // what a decimal fraction loses in a double is far smaller
  if (!(share >= 0.0 && share <= 1.0) ||
      std::abs(share * kMillion - std::round(share * kMillion)) > kRounding) {
    violates_schema(at(name), expected + value.dump());
  }
  return static_cast<std::int32_t>(std::lround(share * kMillion));
}

void JsonFields::refuse_word(const Json& value, const std::string& pointer,
                             std::string_view expected) {
  violates_schema(pointer, "expected one of " + std::string(expected) + ", found " +
                               salespipe::quoted(value.get_ref<const std::string&>()));
}

}  // namespace salespipe
