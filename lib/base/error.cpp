#include "salespipe/base/error.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace salespipe {
namespace {

// In the order of the enumeration; the numbers are part of the C ABI.
constexpr std::array<std::string_view, 16> kNames{
    "ok",          "invalid_argument", "parse_error", "not_found",         "already_exists",
    "ambiguous",   "conflict",         "overflow",    "currency_mismatch", "schema_violation",
    "unsupported", "io_error",         "corrupt",     "invalid_state",     "internal",
    "not_allowed"};
static_assert(kNames.size() == static_cast<std::size_t>(ErrorCode::not_allowed) + 1);

void append_part(std::string& out, const char* word, const std::string& value) {
  if (value.empty()) return;
  if (!out.empty()) out += ", ";
  out += word;
  out += value;
}

/// "deals.csv, line 12, column value, field /x"; "" when the place is not known.
std::string describe(const ErrorPlace& place) {
  std::string out;
  append_part(out, "", place.file);
  append_part(out, "line ", place.line > 0 ? std::to_string(place.line) : std::string{});
  append_part(out, "column ", place.column);
  append_part(out, "field ", place.field);
  return out;
}

std::string compose(const std::string& message, const ErrorPlace& place) {
  std::string where = describe(place);
  return where.empty() ? message : where + ": " + message;
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  return index < kNames.size() ? kNames[index] : std::string_view{"unknown"};
}

Error::Error(ErrorCode code, const std::string& message)
    : std::runtime_error(message), code_(code), message_(message) {}

Error::Error(ErrorCode code, const std::string& message, ErrorPlace place)
    : std::runtime_error(compose(message, place)),
      code_(code),
      message_(message),
      place_(std::move(place)) {}

}  // namespace salespipe
