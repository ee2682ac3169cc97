#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace salespipe {

/// A calendar day as a count of days since 1970-01-01, in whatever zone the context names. A value
/// type for columns and arithmetic; Date gives it a face. Range: years 1400 to 9999.
struct Day {
  std::int32_t number = 0;

  constexpr auto operator<=>(const Day&) const = default;
  /// Days from `other` to this day; negative when this is earlier.
  constexpr std::int32_t operator-(Day other) const { return number - other.number; }
  constexpr Day operator+(std::int32_t days) const { return Day{number + days}; }
  constexpr Day operator-(std::int32_t days) const { return Day{number - days}; }
};

/// "No day": an unknown or absent date. It sorts before every real day.
inline constexpr Day kNoDay{std::numeric_limits<std::int32_t>::min()};

/// The limits of what Date can name: 1400-01-01 and 9999-12-31.
inline constexpr Day kFirstDay{-208188};
inline constexpr Day kLastDay{2932896};

constexpr bool is_known(Day day) { return day != kNoDay; }

}  // namespace salespipe
