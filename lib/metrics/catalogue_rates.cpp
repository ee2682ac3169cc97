// Win rates: of what was closed in a period, and of what was created in it (cohorts).
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

Result win_rate(const CellView& cells) {
  const Int128 won = cells.sum(won_count);
  return ratio(won, won + cells.sum(lost_count), open_sum<open_count, undated_open_count>(cells));
}

Result win_rate_value(const CellView& cells) {
  const Int128 won = cells.sum(won_value);
  return ratio(won, won + cells.sum(lost_value), open_sum<open_count, undated_open_count>(cells));
}

Int128 cohort_open(const CellView& cells) {
  return cells.sum(created_count) - cells.sum(cohort_won) - cells.sum(cohort_lost);
}

Result win_rate_cohort(const CellView& cells) {
  const Int128 won = cells.sum(cohort_won);
  return ratio(won, won + cells.sum(cohort_lost), cohort_open(cells));
}

Result cohort_win_rate_all(const CellView& cells) {
  return ratio(cells.sum(cohort_won), cells.sum(created_count), cohort_open(cells));
}

Result cohort_open_share(const CellView& cells) {
  return ratio(cohort_open(cells), cells.sum(created_count));
}

const std::array kMetrics{
    Metric{"win_rate", "Win rate", Unit::ratio, "rates", "won_count / (won_count + lost_count)",
           "Of the deals closed in P, the share won. No value when none was closed. Undecided: the "
           "deals open at the cut.",
           "outcome,owner_at,as_of",
           SlotList(won_count, lost_count).reading(open_count, undated_open_count), win_rate,
           "0.75: A, D and F of those and B; C and E are undecided"},
    Metric{"win_rate_value", "Win rate by value", Unit::ratio, "rates",
           "won_revenue / (won_revenue + lost_value)",
           "One big deal can carry it: win_rate is the headline.",
           "outcome,value_at,owner_at,as_of",
           SlotList(won_value, lost_value).reading(open_count, undated_open_count), win_rate_value,
           "0.7143: 4500.00 won of the 6300.00 decided"},
    Metric{"win_rate_cohort", "Win rate of the period's deals", Unit::ratio, "rates",
           "won / (won + lost), deals created in P, as they stand at the cut",
           "Young cohorts look odd while most of their deals are undecided: see "
           "cohort_open_share.",
           "as_of", SlotList(created_count, cohort_won, cohort_lost), win_rate_cohort,
           "1: of A, E and F, created in P, A and F are decided and won"},
    Metric{"cohort_win_rate_all", "Won share of the period's deals", Unit::ratio, "rates",
           "won / created_count, deals created in P, as they stand at the cut",
           "Undecided deals count as not won: it only grows as a cohort ages.", "as_of",
           SlotList(created_count, cohort_won, cohort_lost), cohort_win_rate_all,
           "0.6667: A and F of A, E and F"},
    Metric{"cohort_open_share", "Undecided share of the period's deals", Unit::ratio, "rates",
           "neither won nor lost / created_count, deals created in P, as they stand at the cut",
           "Open and parked deals: how much of the cohort's win rate is still to come.", "as_of",
           SlotList(created_count, cohort_won, cohort_lost), cohort_open_share,
           "0.3333: E of A, E and F"},
};

}  // namespace

std::span<const Metric> rate_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
