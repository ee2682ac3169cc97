#pragma once

#include <optional>

#include "metrics/cell_view.hpp"
#include "metrics/percentile.hpp"
#include "salespipe/metrics/catalogue.hpp"

namespace salespipe::metrics {

/// What most metrics are finished with.
using Result = std::optional<Figure>;

inline Figure money(Int128 minor_units) { return {Unit::money, minor_units, 1, std::nullopt}; }
inline Figure count(Int128 number) { return {Unit::count, number, 1, std::nullopt}; }

/// No value when the denominator is 0.
inline Result ratio(Int128 numerator, Int128 denominator,
                    std::optional<Int128> undecided = std::nullopt) {
  if (denominator == 0) return std::nullopt;
  return Figure{Unit::ratio, numerator, denominator, undecided};
}

template <Slot slot>
Result sum_of_money(const CellView& cells) {
  return money(cells.sum(slot));
}
template <Slot slot>
Result sum_of_count(const CellView& cells) {
  return count(cells.sum(slot));
}
template <Slot slot>
Result mean_days(const CellView& cells) {
  return mean(cells.bins(slot), Unit::days);
}
template <Slot slot, int numerator, int denominator>
Result percentile_days(const CellView& cells) {
  return percentile(cells.bins(slot), numerator, denominator, Unit::days);
}

/// A figure of open deals: those of unknown creation are open once the data are through.
template <Slot dated, Slot undated>
Int128 open_sum(const CellView& cells) {
  const Int128 known = cells.sum(dated);
  return cells.data_are_through() ? known + cells.sum(undated) : known;
}

}  // namespace salespipe::metrics
