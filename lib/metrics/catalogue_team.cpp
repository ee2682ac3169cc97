// What the team does, and what it neglects.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

Int128 all_activities(const CellView& cells) {
  return cells.sum(emails_sent) + cells.sum(calls_made) + cells.sum(meetings_held) +
         cells.sum(notes_taken);
}

Result activities(const CellView& cells) { return count(all_activities(cells)); }

Result activities_per_rep(const CellView& cells) {
  return ratio(all_activities(cells), cells.labels(active_owner, undated_active_owner));
}

/// Who did anything is a row of each of these, with 0 where he did none of it.
constexpr SlotList kActivities(emails_sent, calls_made, meetings_held, notes_taken);

const std::array kMetrics{
    Metric{"activities", "Activities", Unit::count, "team",
           "emails_sent + calls_made + meetings_held + notes, in P",
           "What the team did, not what its prospects did. By owner: the interaction's own.",
           "as_of", kActivities, activities, "5: all but the email that came in from D's customer"},
    Metric{"emails_sent", "Emails sent", Unit::count, "team", "interactions email_out in P",
           "Emails that the team sent.", "as_of", kActivities, sum_of_count<emails_sent>,
           "2: to A and E"},
    Metric{"calls_made", "Calls made", Unit::count, "team", "interactions call in P",
           "Calls with prospects.", "as_of", kActivities, sum_of_count<calls_made>,
           "2: with B and F"},
    Metric{"meetings_held", "Meetings held", Unit::count, "team", "interactions meeting in P",
           "Meetings with prospects.", "as_of", kActivities, sum_of_count<meetings_held>,
           "1: with A"},
    Metric{"activities_per_rep", "Activities per rep", Unit::ratio, "team",
           "activities / owners with any deal open, won, lost or created, or any activity, in P",
           "Owners who did nothing but hold open deals count; work and deals without an owner do "
           "not make one.",
           "as_of",
           SlotList(emails_sent, calls_made, meetings_held, notes_taken, active_owner,
                    undated_active_owner),
           activities_per_rep, "2.5: 5 activities over ann and bob"},
    Metric{"sales_qualified_count", "Sales qualified deals", Unit::count, "team",
           "deals that first reached a qualified stage in P",
           "Reached: entered a qualified or a later open stage, or won. Once per deal.", "as_of",
           SlotList(sales_qualified_count), sum_of_count<sales_qualified_count>,
           "5: A, B, D (by skipping to Proposal), E and F; C qualified in December"},
    Metric{"abandoned_count", "Abandoned deals", Unit::count, "team",
           "deals open at the cut whose last activity is more than N days before its last day",
           "Activity: any change of the deal, or an interaction with it. N is 30 unless said.",
           "abandoned_after_days,as_of", SlotList(abandoned_count), sum_of_count<abandoned_count>,
           "1: E, last heard of on 24 February, 35 days before 31 March"},
    Metric{"abandoned_value", "Value of abandoned deals", Unit::money, "team",
           "sum of value of the deals of abandoned_count", "What is being neglected?",
           "abandoned_after_days,as_of", SlotList(abandoned_value), sum_of_money<abandoned_value>,
           "500.00: E"},
};

}  // namespace

std::span<const Metric> team_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
