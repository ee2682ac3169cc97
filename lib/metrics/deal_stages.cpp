// The part of DealPass that follows deals through their stages: visits that end, moves that go
// back, and how long open deals have stood where they are.
#include "metrics/deal_pass.hpp"

namespace salespipe::metrics {

/// A deal enters another stage: what that ends or undoes counts where the deal came from, and a
/// closing that is undone where it goes to.
void DealPass::moved(const Deal& deal, const DealFold& before, StageCode to, Day day,
                     const std::vector<std::uint32_t>& running) {
  if (to == before.stage) return;
  const StageLook& from = look(before.stage);
  const StageLook& into = look(to);
  const bool reopened = is_closed(before.outcome) && !is_closed(into.outcome);
  if (!before.is_open() && !reopened) return;
  const std::uint64_t group =
      binding_.group(deal.group, before.owner, reopened ? to : before.stage);
  if (group == Binding::kNoGroup) return;
  const bool goes_back = before.is_open() && into.outcome == StageOutcome::open &&
                         into.pipeline == from.pipeline && into.ordinal < from.ordinal;
  for (const std::uint32_t period : running) {
    const std::uint32_t line = lines_.line(group, period);
    if (reopened) {
      cell(line, Slot::reopened_count) += 1;
      continue;
    }
    if (stage_days_ != State::kNoColumn) lines_.count(line, stage_days_, day - before.entered);
    if (goes_back) cell(line, Slot::moved_back_count) += 1;
  }
}

/// An open deal at a cut, in the line it counts in.
void DealPass::aged(const Deal& deal, const DealFold& fold, std::uint32_t line, Day last_day) {
  const std::int32_t age = last_day - fold.entered;
  if (stage_age_days_ != State::kNoColumn) lines_.count(line, stage_age_days_, age);
  if (open_age_days_ != State::kNoColumn) {
    lines_.count(line, open_age_days_, last_day - deal.created);
  }
  const std::int32_t limit = look(fold.stage).max_age_days;
  if (limit == 0 || age <= limit) return;
  cell(line, Slot::rotting_count) += 1;
  cell(line, Slot::rotting_value) += fold.value == kNoValue ? 0 : fold.value;
}

}  // namespace salespipe::metrics
