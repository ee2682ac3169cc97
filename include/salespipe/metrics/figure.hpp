#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "salespipe/base/int128.hpp"

namespace salespipe::metrics {

enum class Unit : std::uint8_t { money, count, ratio, days };

/// "money", "count", "ratio", "days"
std::string_view to_string(Unit unit) noexcept;

/// One figure, exact: numerator / denominator. Money is in minor units, so an amount has
/// denominator 1, a mean amount the count. A ratio keeps its true numerator and denominator
/// (3 / 5, not reduced). The one rounding happens in these accessors. "No value" is an absent
/// Figure (std::optional), never a zero.
struct Figure {
  Unit unit = Unit::count;
  Int128 numerator = 0;
  Int128 denominator = 1;           ///< Above 0 unless the ratio is of a negative amount; never 0.
  std::optional<Int128> undecided;  ///< Rates of closed deals: how many are still open.

  /// Money and counts: the whole number, rounded half to even. Sums of 64-bit amounts fit.
  Int128 rounded() const;
  /// The same where 64 bits are enough: Error(overflow) beyond.
  std::int64_t whole() const;
  /// The figure as a double, for ratios and days (and for drawing). Money in minor units.
  double number() const noexcept;
};

/// now - before. For money and counts `whole` is the difference of the two rounded figures, so that
/// what is shown adds up; `number` is the difference as a double (money in minor units).
struct Change {
  Unit unit = Unit::count;
  Int128 whole = 0;
  double number = 0;
  std::optional<double> ratio;  ///< (now - before) / |before|; absent when before is 0.
};

/// The change between two figures of one metric.
Change change_between(const Figure& now, const Figure& before);

}  // namespace salespipe::metrics
