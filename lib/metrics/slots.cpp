#include "salespipe/metrics/slots.hpp"

#include <array>

namespace salespipe::metrics {
namespace {

constexpr SlotInfo sum(Slot slot, std::string_view name, Slot companion, std::string_view text,
                       Knowledge needs = Knowledge::nothing) {
  return {slot, name, SlotKind::sum, companion, text, needs};
}
constexpr SlotInfo histogram(Slot slot, std::string_view name, Slot companion,
                             std::string_view text) {
  return {slot, name, SlotKind::histogram, companion, text};
}

constexpr SlotInfo accounts(Slot slot, std::string_view name, std::string_view text,
                            Knowledge needs = Knowledge::nothing) {
  return {slot, name, SlotKind::labels, slot, text, needs, LabelSource::accounts};
}

using enum Slot;

constexpr std::array<SlotInfo, kSlots> kInfo{{
    sum(won_count, "won_count", won_count, "deals won"),
    sum(won_value, "won_value", won_count, "their value"),
    sum(won_value_missing, "won_value_missing", won_count, "those of them without a value"),
    histogram(won_values, "won_values", won_count, "their values, one by one"),
    sum(lost_count, "lost_count", lost_count, "deals lost"),
    sum(lost_value, "lost_value", lost_count, "their value"),
    sum(recurring_count, "recurring_count", recurring_count, "deals won that recur",
        Knowledge::annual_values),
    sum(recurring_value, "recurring_value", recurring_count, "their value over the whole term",
        Knowledge::annual_values),
    sum(annual_value, "annual_value", recurring_count, "their value a year",
        Knowledge::annual_values),
    sum(one_off_count, "one_off_count", one_off_count, "deals won that are paid once"),
    sum(one_off_value, "one_off_value", one_off_count, "their value"),
    sum(customer_value, "customer_value", customer_value, "value won of known accounts"),
    sum(customer_annual, "customer_annual", customer_annual,
        "value a year won of known accounts, of deals that recur", Knowledge::annual_values),
    sum(customer_one_off, "customer_one_off", customer_one_off,
        "value won of known accounts, of deals that are paid once"),
    accounts(customers, "customers", "accounts by how many deals were won of them"),
    accounts(recurring_customers, "recurring_customers", "the same, deals that recur",
             Knowledge::annual_values),
    accounts(one_off_customers, "one_off_customers", "the same, deals that are paid once"),
    sum(closing_count, "closing_count", closing_count,
        "deals open at the cut and expected to close in the period"),
    sum(closing_value, "closing_value", closing_count, "their value"),
    sum(undated_closing_count, "undated_closing_count", undated_closing_count,
        "the same, of unknown creation: open once the data are through"),
    sum(undated_closing_value, "undated_closing_value", undated_closing_count, "their value"),
    sum(due_count, "due_count", due_count,
        "deals that were open and expected to close in the period at some time in it"),
    sum(pushed_count, "pushed_count", due_count,
        "those of them whose expected close moved behind the period"),
    sum(start_due_count, "start_due_count", start_due_count,
        "deals open and expected to close in the period when it starts"),
    sum(start_due_value, "start_due_value", start_due_count, "their value then"),
    sum(slipped_count, "slipped_count", start_due_count, "those of them that slipped"),
    sum(slipped_value, "slipped_value", start_due_count, "their value when the period started"),
    histogram(cycle_days, "cycle_days", won_count, "days from the start to won"),
    histogram(close_days, "close_days", won_count, "days from the start to won or lost"),
    sum(open_count, "open_count", open_count, "deals open at the cut"),
    sum(open_value, "open_value", open_count, "their value"),
    sum(open_weighted, "open_weighted", open_count, "their value times parts per million",
        Knowledge::win_probabilities),
    sum(open_value_missing, "open_value_missing", open_count, "those of them without a value"),
    sum(undated_open_count, "undated_open_count", undated_open_count,
        "open deals of unknown creation: open once the data are through"),
    sum(undated_open_value, "undated_open_value", undated_open_count, "their value"),
    sum(undated_open_weighted, "undated_open_weighted", undated_open_count,
        "their value times parts per million", Knowledge::win_probabilities),
    sum(undated_open_value_missing, "undated_open_value_missing", undated_open_count,
        "those of them without a value"),
    sum(created_count, "created_count", created_count, "deals created"),
    sum(created_value, "created_value", created_count, "their value"),
    sum(cohort_won, "cohort_won", created_count, "deals created in the period, won at the cut"),
    sum(cohort_lost, "cohort_lost", created_count, "deals created in the period, lost at the cut"),
    sum(sales_qualified_count, "sales_qualified_count", sales_qualified_count,
        "deals that first reached a qualified stage", Knowledge::qualified_stage),
    sum(abandoned_count, "abandoned_count", abandoned_count, "open deals without activity",
        Knowledge::activity),
    sum(abandoned_value, "abandoned_value", abandoned_count, "their value", Knowledge::activity),
    sum(emails_sent, "emails_sent", emails_sent, "emails out", Knowledge::interactions),
    sum(calls_made, "calls_made", calls_made, "calls", Knowledge::interactions),
    sum(meetings_held, "meetings_held", meetings_held, "meetings", Knowledge::interactions),
    sum(notes_taken, "notes_taken", notes_taken, "notes", Knowledge::interactions),
    SlotInfo{active_owner, "active_owner", SlotKind::labels, active_owner,
             "owners by how many contributions they had"},
    SlotInfo{undated_active_owner, "undated_active_owner", SlotKind::labels, undated_active_owner,
             "owners of open deals of unknown creation"},
    histogram(owner_quota, "owner_quota", owner_quota_count,
              "quota times days shared with the period, by length of the quota in days"),
    sum(owner_quota_count, "owner_quota_count", owner_quota_count, "quotas of owners"),
    histogram(team_quota, "team_quota", team_quota_count, "the same, of the team"),
    sum(team_quota_count, "team_quota_count", team_quota_count, "quotas of the team"),
    sum(flow_start, "flow_start", flow_start, "value open when the period starts"),
    sum(flow_created, "flow_created", flow_created, "value created, as first set"),
    sum(flow_reopened, "flow_reopened", flow_reopened, "value opened again"),
    sum(flow_moved_in, "flow_moved_in", flow_moved_in, "value that came from another group"),
    sum(flow_value_up, "flow_value_up", flow_value_up, "value added to open deals"),
    sum(flow_value_down, "flow_value_down", flow_value_down, "value taken off open deals"),
    sum(flow_won, "flow_won", flow_won, "open value that was won"),
    sum(flow_lost, "flow_lost", flow_lost, "open value that was lost"),
    sum(flow_parked, "flow_parked", flow_parked, "open value that was parked"),
    sum(flow_moved_out, "flow_moved_out", flow_moved_out, "value that went to another group"),
    sum(flow_moved_within, "flow_moved_within", flow_moved_within,
        "value that came from another group of the same report"),
    sum(flow_end, "flow_end", flow_end, "value open at the cut, where it then is"),
    sum(created_unknown, "created_unknown", created_unknown, "deals of unknown creation"),
    sum(closed_unknown, "closed_unknown", closed_unknown, "deals closed on an unknown day"),
    sum(value_missing, "value_missing", value_missing, "deals without any value"),
    histogram(stage_days, "stage_days", stage_days, "days of visits of open stages that ended"),
    histogram(stage_age_days, "stage_age_days", open_count,
              "days that open deals have been in their stage"),
    histogram(open_age_days, "open_age_days", open_count, "days since open deals were created"),
    sum(rotting_count, "rotting_count", rotting_count,
        "open deals beyond the maximum age of their stage", Knowledge::maximum_ages),
    sum(rotting_value, "rotting_value", rotting_count, "their value", Knowledge::maximum_ages),
    sum(reopened_count, "reopened_count", reopened_count, "closings that were undone"),
    sum(moved_back_count, "moved_back_count", moved_back_count,
        "moves from an open stage to an earlier one"),
    sum(funnel_reached, "funnel_reached", funnel_reached, "deals that reached the stage"),
    sum(funnel_entered, "funnel_entered", funnel_entered, "deals that entered it"),
    sum(funnel_strict, "funnel_strict", funnel_strict, "deals that came through all before it"),
    sum(funnel_still_there, "funnel_still_there", funnel_still_there, "deals open in it"),
    sum(funnel_lost_from, "funnel_lost_from", funnel_lost_from, "deals lost from it"),
    sum(funnel_skipped, "funnel_skipped", funnel_skipped, "deals that passed without entering"),
    sum(funnel_advanced, "funnel_advanced", funnel_advanced, "deals that reached the next stage"),
    sum(funnel_lost_before_next, "funnel_lost_before_next", funnel_lost_before_next,
        "deals lost before the next stage"),
    histogram(funnel_visit_days, "funnel_visit_days", funnel_entered, "days of completed visits"),
    histogram(funnel_open_visit_days, "funnel_open_visit_days", funnel_entered,
              "days so far of visits still going on"),
    histogram(funnel_advance_days, "funnel_advance_days", funnel_advanced,
              "days from reaching the stage to reaching the next"),
    histogram(funnel_lost_days, "funnel_lost_days", funnel_lost_before_next,
              "days from reaching the stage to being lost before the next"),
    histogram(funnel_waiting_days, "funnel_waiting_days", funnel_reached,
              "days that deals were watched in the stage without either"),
    histogram(funnel_exits, "funnel_exits", funnel_entered,
              "visits by where they led: the step, won, and behind it lost"),
    sum(funnel_won_value, "funnel_won_value", funnel_still_there, "value of the deals won"),
    histogram(series_count, "series_count", series_count, "deals of a flow, by day"),
    histogram(series_value, "series_value", series_count, "their value, by day"),
    histogram(series_weighted, "series_weighted", series_count,
              "their value times parts per million, by day"),
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kInfo.size(); ++i) {
    if (static_cast<std::size_t>(kInfo[i].slot) != i) return false;
  }
  return true;
}
static_assert(in_order(), "one line per slot, in the order of the enumeration");

}  // namespace

const SlotInfo& info(Slot slot) noexcept { return kInfo[static_cast<std::size_t>(slot)]; }

std::span<const SlotInfo> slots() noexcept { return kInfo; }

std::optional<Slot> find_slot(std::string_view name) noexcept {
  for (const SlotInfo& entry : kInfo) {
    if (entry.name == name) return entry.slot;
  }
  return std::nullopt;
}

bool is_of_undated(Slot slot) noexcept {
  return slot == Slot::undated_open_count || slot == Slot::undated_open_value ||
         slot == Slot::undated_open_weighted || slot == Slot::undated_open_value_missing ||
         slot == Slot::undated_active_owner || slot == Slot::undated_closing_count ||
         slot == Slot::undated_closing_value;
}

}  // namespace salespipe::metrics
