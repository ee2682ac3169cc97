#include "metrics/side_passes.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "metrics/checked.hpp"
#include "metrics/signed_cell.hpp"
#include "metrics/uses_any.hpp"

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

}  // namespace

InteractionPass::InteractionPass(const Plan& plan, const Dataset& dataset, const Binding& binding,
                                 const Timeline& timeline, LineTable& lines)
    : plan_(plan),
      data_(dataset),
      binding_(binding),
      timeline_(timeline),
      lines_(lines),
      active_owner_(lines.bins_column(Slot::active_owner)) {
  constexpr std::array kRead{Slot::emails_sent, Slot::calls_made, Slot::meetings_held,
                             Slot::notes_taken, Slot::active_owner};
  wanted_ = uses_any(plan, kRead);
}

void InteractionPass::tell(std::size_t row, const DealRows* deal) {
  const std::optional<Slot> slot = activity(data_.interactions.type[row]);
  if (!slot) return;
  const std::vector<Timeline::Point>& points = timeline_.points();
  const std::size_t at = timeline_.first_after(data_.interactions.day[row]);
  if (at == points.size() || points[at].running.empty()) return;
  const std::uint32_t owner = data_.interactions.owner[row];
  const std::uint64_t row_group = binding_.interaction_group(row);
  for (const std::uint32_t period : points[at].running) {
    const StageCode stage =
        binding_.reads_stage() && deal != nullptr
            ? stage_at(*deal, plan_.periods()[period].judge_cut, data_.data_through)
            : kNoStage;
    const std::uint64_t group = binding_.group(row_group, owner, stage);
    if (group == Binding::kNoGroup) continue;
    const std::uint32_t line = lines_.line(group, period);
    SignedCell{lines_.sums(line)[lines_.column(*slot)], lines_.sign()} += 1;
    if (active_owner_ != State::kNoColumn) lines_.count(line, active_owner_, owner);
  }
}

void InteractionPass::run(RowRange rows) {
  if (!wanted_) return;
  for (std::size_t row = rows.first; row < rows.last; ++row) {
    const std::uint32_t deal = data_.interactions.opportunity[row];
    if (deal == kNoRow || !binding_.reads_stage()) {
      tell(row, nullptr);
      continue;
    }
    const DealRows its = rows_of(data_, 0, deal);
    tell(row, &its);
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
