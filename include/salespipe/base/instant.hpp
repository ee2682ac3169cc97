#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace salespipe {

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t micros = 0;
  constexpr auto operator<=>(const Instant&) const = default;

  /// RFC 3339 with an offset or 'Z', fraction up to 6 digits: "2025-03-31T23:30:00-04:00".
  /// Error(parse_error) otherwise (a text without offset is refused: its zone is not known here;
  /// so is second 60, which this time scale does not have). A space may stand for the 'T'.
  static Instant parse(std::string_view text);
};

inline constexpr Instant kNoInstant{std::numeric_limits<std::int64_t>::min()};
constexpr bool is_known(Instant instant) { return instant != kNoInstant; }

/// UTC with 'Z', fraction only when it is not zero: "2025-04-01T03:30:00Z"; parse() of it gives the
/// same instant. "" for kNoInstant; Error(invalid_argument) outside the years 1400 to 9999.
std::string to_string(Instant instant);

}  // namespace salespipe
