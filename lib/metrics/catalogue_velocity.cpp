// How fast money comes in.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/checked.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

/// open x won / (won + lost) x value / won x deals / days, with `won` cancelled: exact.
Result sales_velocity(const CellView& cells) {
  const Int128 won = cells.sum(won_count);
  const Int128 decided = won + cells.sum(lost_count);
  Int128 days = 0;
  Int128 deals = 0;  // those of known creation
  for (const Bin& bin : cells.bins(cycle_days)) {
    days = checked_add(days, checked_mul(bin.at, bin.amount));
    deals = checked_add(deals, bin.amount);
  }
  if (won == 0 || days == 0) return std::nullopt;
  const Int128 open = open_sum<open_count, undated_open_count>(cells);
  return Figure{Unit::money, checked_mul(checked_mul(open, cells.sum(won_value)), deals),
                checked_mul(decided, days), std::nullopt};
}

Result realised_velocity(const CellView& cells) {
  if (cells.period().days_gone == 0) return std::nullopt;
  return Figure{Unit::money, cells.sum(won_value), cells.period().days_gone, std::nullopt};
}

const std::array kMetrics{
    Metric{"sales_velocity", "Sales velocity", Unit::money, "velocity",
           "open_count x win_rate x won_value_mean / cycle_days_mean",
           "What the open deals would bring a day if they went like those of P. No value without a "
           "won deal, or when all were won on the day they began.",
           "outcome,value_at,cycle_from,exclude_closed_gap,days,holidays,owner_at,as_of",
           SlotList(won_count, won_value, lost_count, cycle_days)
               .reading(open_count, undated_open_count),
           sales_velocity, "30.13: 2 x 0.75 x 1500.00 / 74.6667"},
    Metric{"realised_velocity", "Revenue per day", Unit::money, "velocity",
           "won_revenue / days of P gone at the cut", "What came in, beside sales_velocity.",
           "outcome,value_at,days,holidays,owner_at,as_of", SlotList(won_value), realised_velocity,
           "50.00: 4500.00 over the 90 days of P"},
};

}  // namespace

std::span<const Metric> velocity_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
