#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.hpp"

namespace salespipe {

/// Error(schema_violation) at a JSON pointer.
[[noreturn]] void violates_schema(const std::string& pointer, const std::string& message);

/// "a number", "an object", ...: the type of a value, for messages.
std::string json_type(const documents::json& value);

/// Throws unless the value is an array.
void require_array(const documents::json& value, const std::string& pointer);

/// The string at a pointer, or a schema violation.
const std::string& require_string(const documents::json& value, const std::string& pointer);

/// The fields of one JSON object, read strictly: every reader names the field, and the error says
/// where it is and what was expected.
class JsonFields {
 public:
  /// Throws unless `value` is an object without other fields than `known`. Keeps a reference to it.
  JsonFields(const documents::json& value, std::string pointer,
             std::initializer_list<std::string_view> known)
      : JsonFields(value, std::move(pointer), std::span(known.begin(), known.size())) {}
  JsonFields(const documents::json& value, std::string pointer,
             std::span<const std::string_view> known);
  /// An object whose other fields are of no concern yet. Requires an object.
  static JsonFields any(const documents::json& object, std::string pointer) {
    return JsonFields(object, std::move(pointer));
  }

  const documents::json* find(std::string_view name) const;
  const documents::json& require(std::string_view name) const;
  std::string at(std::string_view name) const;  ///< The pointer of a field.

  std::string text(std::string_view name) const;
  std::string text_or(std::string_view name, const std::string& fallback) const;
  bool boolean_or(std::string_view name, bool fallback) const;
  /// A number without a fraction (3 or 3.0) from low to high.
  std::int32_t integer_or(std::string_view name, std::int32_t fallback, std::int32_t low,
                          std::int32_t high) const;
  /// A number from 0 to 1 with at most six decimals, as parts per million.
  std::int32_t parts_per_million(std::string_view name) const;

  /// One of a list of words; `parse` turns it into an optional.
  template <class Parse>
  auto word(std::string_view name, Parse parse, std::string_view expected) const {
    return word_at(require(name), at(name), parse, expected);
  }
  template <class Enum, class Parse>
  Enum word_or(std::string_view name, Enum fallback, Parse parse, std::string_view expected) const {
    const auto* value = find(name);
    return value == nullptr ? fallback : word_at(*value, at(name), parse, expected);
  }

 private:
  JsonFields(const documents::json& object, std::string pointer)
      : value_(object), pointer_(std::move(pointer)) {}

  template <class Parse>
  static auto word_at(const documents::json& value, const std::string& pointer, Parse parse,
                      std::string_view expected) {
    const auto parsed = parse(std::string_view(require_string(value, pointer)));
    if (!parsed) refuse_word(value, pointer, expected);
    return *parsed;
  }
  [[noreturn]] static void refuse_word(const documents::json& value, const std::string& pointer,
                                       std::string_view expected);

  const documents::json& value_;
  std::string pointer_;
};

}  // namespace salespipe
