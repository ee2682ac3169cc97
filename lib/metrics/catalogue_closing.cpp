// What is expected to close in a period: is it enough, and does it hold?
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/checked.hpp"
#include "metrics/finishers.hpp"
#include "metrics/quota_amount.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

Result open_closing(const CellView& cells) {
  return count(open_sum<closing_count, undated_closing_count>(cells));
}

Result value_closing(const CellView& cells) {
  return money(open_sum<closing_value, undated_closing_value>(cells));
}

/// open / (quota - won), over the quota's denominator.
Result coverage(const CellView& cells) {
  const auto quota = quota_amount(cells);
  if (!quota) return std::nullopt;
  const Int128 to_go =
      checked_sub(quota->numerator, checked_mul(cells.sum(won_value), quota->denominator));
  if (to_go <= 0) return std::nullopt;
  const Int128 open = open_sum<closing_value, undated_closing_value>(cells);
  return ratio(checked_mul(open, quota->denominator), to_go);
}

template <Slot part, Slot whole>
Result share(const CellView& cells) {
  return ratio(cells.sum(part), cells.sum(whole));
}

constexpr std::string_view kSlip =
    "Lost deals have not slipped. Before P is over, only those have that are by then expected "
    "after "
    "it. A deal counts for the owner and stage it had at the start.";

const std::array kMetrics{
    Metric{"open_count_closing", "Open deals expected to close", Unit::count, "closing",
           "number of deals open at the cut whose expected close lies in P",
           "Those that are overdue but expected in P count.", "as_of",
           SlotList(closing_count, undated_closing_count), open_closing, "1: E, on 28 March"},
    Metric{"open_value_closing", "Open value expected to close", Unit::money, "closing",
           "sum of value of the deals of open_count_closing",
           "What may still be won in P by the deals' own dates.", "as_of",
           SlotList(closing_value, undated_closing_value), value_closing, "500.00: E"},
    Metric{"coverage", "Pipeline coverage", Unit::ratio, "closing",
           "open_value_closing / (quota - won_revenue)",
           "Is there enough for what is still to go? No value when the quota is met.",
           "outcome,value_at,owner_at,as_of",
           SlotList(closing_value, undated_closing_value, owner_quota, owner_quota_count,
                    team_quota, team_quota_count, won_value),
           coverage, "0.5: 500.00 of the 1000.00 to go"},
    Metric{"push_count", "Deals pushed", Unit::count, "closing",
           "deals whose expected close moved, while they were open, from P to a day after P, in P",
           "Once per deal. A move within P is none.", "as_of", SlotList(pushed_count, due_count),
           sum_of_count<pushed_count>, "1: C, on 25 March to 30 April"},
    Metric{
        "push_rate", "Push rate", Unit::ratio, "closing",
        "push_count / deals that were open and expected to close in P at some time in P",
        "How far to trust expected closes. Owner and stage are those with which a deal was first "
        "expected in P.",
        "as_of", SlotList(due_count, pushed_count), share<pushed_count, due_count>,
        "0.1667: C of all six, D since it was pulled in"},
    Metric{"slipped_count", "Deals slipped", Unit::count, "closing",
           "deals open and expected to close in P when P starts, still open when it ends", kSlip,
           "as_of", SlotList(slipped_count, start_due_count), sum_of_count<slipped_count>,
           "1: C; B was lost"},
    Metric{"slipped_value", "Value slipped", Unit::money, "closing",
           "sum of value, when P starts, of the deals of slipped_count", kSlip, "as_of",
           SlotList(slipped_value), sum_of_money<slipped_value>, "3000.00: C"},
    Metric{"slip_rate", "Slip rate", Unit::ratio, "closing",
           "slipped_count / deals open and expected to close in P when P starts", kSlip, "as_of",
           SlotList(start_due_count, slipped_count), share<slipped_count, start_due_count>,
           "0.5: C of B and C"},
    Metric{"slip_rate_value", "Slip rate by value", Unit::ratio, "closing",
           "slipped_value / value of the same deals when P starts", kSlip, "as_of",
           SlotList(start_due_value, slipped_value), share<slipped_value, start_due_value>,
           "0.625: C 3000.00 of 4800.00"},
};

}  // namespace

std::span<const Metric> closing_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
