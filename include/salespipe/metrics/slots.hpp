#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace salespipe::metrics {

/// The additive quantities that every figure is finished from. Order is not part of any format:
/// states name slots by their names.
enum class Slot : std::uint16_t {
  won_count,
  won_value,
  won_value_missing,
  won_values,
  lost_count,
  lost_value,
  recurring_count,
  recurring_value,
  annual_value,
  one_off_count,
  one_off_value,
  customer_value,
  customer_annual,
  customer_one_off,
  customers,
  recurring_customers,
  one_off_customers,
  closing_count,
  closing_value,
  undated_closing_count,
  undated_closing_value,
  due_count,
  pushed_count,
  start_due_count,
  start_due_value,
  slipped_count,
  slipped_value,
  cycle_days,
  close_days,
  open_count,
  open_value,
  open_weighted,
  open_value_missing,
  undated_open_count,
  undated_open_value,
  undated_open_weighted,
  undated_open_value_missing,
  created_count,
  created_value,
  cohort_won,
  cohort_lost,
  sales_qualified_count,
  abandoned_count,
  abandoned_value,
  emails_sent,
  calls_made,
  meetings_held,
  notes_taken,
  active_owner,
  undated_active_owner,
  owner_quota,
  owner_quota_count,
  team_quota,
  team_quota_count,
  flow_start,
  flow_created,
  flow_reopened,
  flow_moved_in,
  flow_value_up,
  flow_value_down,
  flow_won,
  flow_lost,
  flow_parked,
  flow_moved_out,
  flow_moved_within,
  flow_end,
  created_unknown,
  closed_unknown,
  value_missing,
  stage_days,
  stage_age_days,
  open_age_days,
  rotting_count,
  rotting_value,
  reopened_count,
  moved_back_count,
  funnel_reached,
  funnel_entered,
  funnel_strict,
  funnel_still_there,
  funnel_lost_from,
  funnel_skipped,
  funnel_advanced,
  funnel_lost_before_next,
  funnel_visit_days,
  funnel_open_visit_days,
  funnel_advance_days,
  funnel_lost_days,
  funnel_waiting_days,
  funnel_exits,
  funnel_won_value,
  series_count,
  series_value,
  series_weighted,
};
inline constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::series_weighted) + 1;

/// How the cells of a slot are keyed beyond period and group.
enum class SlotKind : std::uint8_t {
  sum,        ///< One number, bin 0.
  histogram,  ///< bin: days, minor units, a step of a funnel, or a denominator in days (quotas);
              ///< amount: how many.
  labels,     ///< bin: a text (an owner, an account); amount: how many contributions it had.
};

/// What a data set may not know, and some slots cannot be filled without.
enum class Knowledge : std::uint8_t {
  nothing,            ///< Nothing special.
  win_probabilities,  ///< Of every open stage.
  qualified_stage,    ///< Which stage means that a deal is sales qualified.
  interactions,       ///< A table of them, be it empty.
  activity,           ///< What happened to deals: a history or interactions, be they empty.
  maximum_ages,       ///< Of some open stage: how long a deal may stay in it.
  annual_values,      ///< Which deals recur, and what they bring a year.
};
inline constexpr std::size_t kKnowledgeKinds = 7;

/// Whose names the labels of a label slot are.
enum class LabelSource : std::uint8_t { owners, accounts };

struct SlotInfo {
  Slot slot;
  std::string_view name;
  SlotKind kind;
  /// A count slot that says whether there was anything to sum: a group whose only deals are worth 0
  /// is still a row. The slot itself when it needs none.
  Slot companion;
  std::string_view documentation;
  Knowledge needs = Knowledge::nothing;
  LabelSource labels = LabelSource::owners;
};

const SlotInfo& info(Slot slot) noexcept;
/// Whether a slot is of deals whose creation is not known: it counts once the data are through.
bool is_of_undated(Slot slot) noexcept;
/// Every slot, in order.
std::span<const SlotInfo> slots() noexcept;
std::optional<Slot> find_slot(std::string_view name) noexcept;

}  // namespace salespipe::metrics
