// Revenue: what was won, lost and created in a period, and what is open at its end.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

constexpr std::string_view kClosing = "outcome,value_at,owner_at,as_of";
constexpr Int128 kPartsPerMillion = 1'000'000;

Result won_value_mean(const CellView& cells) {
  const Int128 deals = cells.sum(won_count);
  if (deals == 0) return std::nullopt;
  return Figure{Unit::money, cells.sum(won_value), deals, std::nullopt};
}

Result won_value_median(const CellView& cells) {
  return percentile(cells.bins(won_values), 1, 2, Unit::money);
}

Result open_deals(const CellView& cells) {
  return count(open_sum<open_count, undated_open_count>(cells));
}

Result value_of_open(const CellView& cells) {
  return money(open_sum<open_value, undated_open_value>(cells));
}

Result open_without_value(const CellView& cells) {
  return count(open_sum<open_value_missing, undated_open_value_missing>(cells));
}

Result weighted(const CellView& cells) {
  return Figure{Unit::money, open_sum<open_weighted, undated_open_weighted>(cells),
                kPartsPerMillion, std::nullopt};
}

const std::array kMetrics{
    Metric{"won_revenue", "Won revenue", Unit::money, "revenue", "sum of value of deals won in P",
           "How much have I closed? The value of a deal is the one it had when it was won.",
           kClosing, SlotList(won_value), sum_of_money<won_value>,
           "4500.00: A 1200.00 + D 2400.00 + F 900.00, its value when it was won"},
    Metric{"won_count", "Deals won", Unit::count, "revenue", "number of deals won in P",
           "A deal is won in P when, judged at the cut, it stands in a won stage and last entered "
           "it on a day in P.",
           kClosing, SlotList(won_count), sum_of_count<won_count>,
           "3: A, D and F, which was lost first, reopened and won"},
    Metric{"won_value_mean", "Mean value of a won deal", Unit::money, "revenue",
           "won_revenue / won_count", "What is a won deal worth, on average?", kClosing,
           SlotList(won_value, won_count), won_value_mean, "1500.00: 4500.00 over 3 deals"},
    Metric{"won_value_median", "Median value of a won deal", Unit::money, "revenue",
           "median of value over deals won in P",
           "Half of the won deals are worth at most this. A deal without a value counts as 0.",
           kClosing, SlotList(won_values), won_value_median,
           "1200.00: the middle one of F 900.00, A 1200.00 and D 2400.00"},
    Metric{"won_value_missing_count", "Won deals without a value", Unit::count, "revenue",
           "number of deals won in P whose value is not known",
           "They add 0 to won_revenue: how far to trust it.", kClosing, SlotList(won_value_missing),
           sum_of_count<won_value_missing>, "0: A, D and F all have a value"},
    Metric{"lost_count", "Deals lost", Unit::count, "revenue", "number of deals lost in P",
           "As won_count, for lost stages.", kClosing, SlotList(lost_count),
           sum_of_count<lost_count>, "1: B; F was lost in February but does not stand lost"},
    Metric{"lost_value", "Value lost", Unit::money, "revenue", "sum of value of deals lost in P",
           "The value that a deal had when it was lost.", kClosing, SlotList(lost_value),
           sum_of_money<lost_value>, "1800.00: B"},
    Metric{"created_count", "Deals created", Unit::count, "revenue", "number of deals created in P",
           "How many new ones? Deals of unknown creation are in no period.", "as_of",
           SlotList(created_count), sum_of_count<created_count>,
           "3: A, E and F; B, C and D are of December"},
    Metric{"created_value", "Value created", Unit::money, "revenue",
           "sum of value of deals created in P",
           "Pipe generated: value as first set (at_create), or at the cut (as_of).",
           "created_value_at,as_of", SlotList(created_value), sum_of_money<created_value>,
           "2500.00: A 1200.00 + E 500.00 + F 800.00, as first set"},
    Metric{"open_count", "Open deals", Unit::count, "revenue", "number of deals open at the cut",
           "Deals of unknown creation are open from the last day of the data on.", "as_of",
           SlotList(open_count, undated_open_count), open_deals, "2: C and E"},
    Metric{"open_value", "Open value", Unit::money, "revenue",
           "sum of value of deals open at the cut", "What could I still close?", "as_of",
           SlotList(open_value, undated_open_value), value_of_open,
           "4100.00: C 3600.00, raised in February, + E 500.00"},
    Metric{"open_value_missing_count", "Open deals without a value", Unit::count, "revenue",
           "number of deals open at the cut whose value is not known",
           "They add 0 to open_value: how far to trust it.", "as_of",
           SlotList(open_value_missing, undated_open_value_missing), open_without_value,
           "0: C and E both have a value"},
    Metric{"weighted_value", "Weighted open value", Unit::money, "revenue",
           "sum of value x win probability of the stage, deals open at the cut",
           "Exact in 128 bits; rounded once, half to even, at the end.", "as_of",
           SlotList(open_weighted, undated_open_weighted), weighted,
           "2360.00: C 3600.00 x 60% + E 500.00 x 40%"},
};

}  // namespace

std::span<const Metric> revenue_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
