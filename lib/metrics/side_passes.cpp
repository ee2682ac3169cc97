#include "metrics/side_passes.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

/// The slot of an activity of the team; nothing for what prospects do.
std::optional<Slot> activity(InteractionType type) {
  switch (type) {
    case InteractionType::email_out:
      return Slot::emails_sent;
    case InteractionType::call:
      return Slot::calls_made;
    case InteractionType::meeting:
      return Slot::meetings_held;
    case InteractionType::note:
      return Slot::notes_taken;
    default:
      return std::nullopt;
  }
}

/// The stage in which an interaction's deal stands at a cut; kNoStage for none.
StageCode stage_at(const Dataset& dataset, std::uint32_t deal, Day cut) {
  if (deal == kNoRow) return kNoStage;
  const Day created = dataset.opportunities.created[deal];
  const std::uint64_t first = dataset.history.begin[deal];
  const std::uint64_t end = dataset.history.begin[deal + 1];
  if (!is_known(created) && first == end) {
    return cut > dataset.data_through ? dataset.opportunities.stage[deal] : kNoStage;
  }
  if (is_known(created) && created >= cut) return kNoStage;
  StageCode stage = kNoStage;
  for (std::uint64_t event = first; event < end && dataset.history.day[event] < cut; ++event) {
    if (dataset.history.kind[event] != ChangeKind::stage) continue;
    stage = static_cast<StageCode>(dataset.history.payload[event]);
  }
  return stage;
}

}  // namespace

void interaction_pass(const Plan& plan, const Dataset& dataset, const Binding& binding,
                      const Timeline& timeline, RowRange rows, LineTable& lines) {
  constexpr std::array kRead{Slot::emails_sent, Slot::calls_made, Slot::meetings_held,
                             Slot::notes_taken, Slot::active_owner};
  if (std::none_of(kRead.begin(), kRead.end(), [&](Slot slot) { return plan.uses(slot); })) return;
  const std::uint32_t active_owner = lines.bins_column(Slot::active_owner);
  const std::vector<Timeline::Point>& points = timeline.points();
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    const std::optional<Slot> slot = activity(dataset.interactions.type[row]);
    if (!slot) continue;
    const std::size_t at = timeline.first_after(dataset.interactions.day[row]);
    if (at == points.size() || points[at].running.empty()) continue;
    const std::uint32_t owner = dataset.interactions.owner[row];
    const std::uint64_t row_group = binding.interaction_group(row);
    for (const std::uint32_t period : points[at].running) {
      const StageCode stage = binding.reads_stage()
                                  ? stage_at(dataset, dataset.interactions.opportunity[row],
                                             plan.periods()[period].judge_cut)
                                  : kNoStage;
      const std::uint64_t group = binding.group(row_group, owner, stage);
      if (group == Binding::kNoGroup) continue;
      const std::uint32_t line = lines.line(group, period);
      lines.sums(line)[lines.column(*slot)] += 1;
      if (active_owner != State::kNoColumn) lines.count(line, active_owner, owner);
    }
  }
}

void quota_pass(const Plan& plan, const Dataset& dataset, const Binding& binding, RowRange rows,
                int sign, State& state) {
  if (!plan.uses(Slot::owner_quota) || !binding.passes_without_deal()) return;
  const bool by_owner = plan.dimensions() == std::vector<std::string>{"owner"};
  const Quotas& quotas = dataset.quotas;
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    const std::uint32_t owner = quotas.owner[row];
    const bool team = owner == 0;
    if (!binding.owner_passes(owner)) continue;
    const std::string_view name = dataset.owners.text(owner);
    const std::span<const std::string_view> keys = by_owner && !team
                                                       ? std::span<const std::string_view>(&name, 1)
                                                       : std::span<const std::string_view>();
    for (std::uint32_t index = 0; index < plan.periods().size(); ++index) {
      const Period& period = plan.periods()[index].period;
      const Day from = std::max(period.from(), quotas.from[row]);
      const Day to = std::min(period.to(), quotas.to[row]);
      if (from >= to) continue;
      state.add(index, keys, team ? Slot::team_quota : Slot::owner_quota,
                quotas.to[row] - quotas.from[row],
                checked_mul(Int128{quotas.value[row]} * (to - from), sign));
      state.add(index, keys, team ? Slot::team_quota_count : Slot::owner_quota_count, 0, sign);
    }
  }
}

}  // namespace salespipe::metrics
