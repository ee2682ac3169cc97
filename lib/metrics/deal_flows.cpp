// The waterfall's part of DealPass: what each change does to the value that is open. Per event and
// exact, so that start + flows = end by construction.
#include "metrics/deal_pass.hpp"

namespace salespipe::metrics {
namespace {

Int128 amount(const DealFold& fold) { return fold.value == kNoValue ? 0 : fold.value; }

/// Where open value goes when a deal stops being open.
Slot exit_to(StageOutcome outcome) {
  if (outcome == StageOutcome::won) return Slot::flow_won;
  return outcome == StageOutcome::lost ? Slot::flow_lost : Slot::flow_parked;
}

}  // namespace

void DealPass::starting(const Deal& deal, const DealFold& fold, std::uint32_t period) {
  if (!flows_in(fold, period)) return;
  const std::uint64_t group = binding_.group(deal.group, fold.owner, fold.stage);
  if (group != Binding::kNoGroup)
    cell(lines_.line(group, period), Slot::flow_start) += amount(fold);
}

void DealPass::ending(const Deal& deal, const DealFold& fold, std::uint32_t period) {
  if (!flows_in(fold, period)) return;
  const std::uint64_t group = binding_.group(deal.group, fold.owner, fold.stage);
  if (group != Binding::kNoGroup) cell(lines_.line(group, period), Slot::flow_end) += amount(fold);
}

void DealPass::born(const Deal& deal, const DealFold& fold,
                    const std::vector<std::uint32_t>& running) {
  const std::uint64_t group = binding_.group(deal.group, fold.owner, fold.stage);
  if (group == Binding::kNoGroup || fold.stage == kNoStage) return;
  for (const std::uint32_t period : running) {
    if (flows_of_closing_ && !plan_.periods()[period].period.contains(fold.expected_close)) {
      continue;
    }
    const std::uint32_t line = lines_.line(group, period);
    cell(line, Slot::flow_created) += amount(fold);
    if (!fold.is_open()) cell(line, exit_to(fold.outcome)) += amount(fold);
  }
}

void DealPass::flows(const Deal& deal, const DealFold& before, const DealFold& after,
                     const std::vector<std::uint32_t>& running) {
  if (!before.is_open() && !after.is_open()) return;
  constexpr std::uint64_t kNone = Binding::kNoGroup;
  const std::uint64_t group_before = binding_.group(deal.group, before.owner, before.stage);
  const std::uint64_t group_after = binding_.group(deal.group, after.owner, after.stage);
  const Int128 rise = amount(after) - amount(before);
  for (const std::uint32_t period : running) {
    const std::uint64_t from = flows_in(before, period) ? group_before : kNone;
    const std::uint64_t to = flows_in(after, period) ? group_after : kNone;
    if (!after.is_open()) {
      if (from != kNone) cell(lines_.line(from, period), exit_to(after.outcome)) += amount(before);
      continue;
    }
    if (!before.is_open()) {
      if (to != kNone) cell(lines_.line(to, period), Slot::flow_reopened) += amount(after);
      continue;
    }
    if (from != to) {
      if (from != kNone) cell(lines_.line(from, period), Slot::flow_moved_out) += amount(before);
      if (to != kNone) {
        const std::uint32_t line = lines_.line(to, period);
        cell(line, Slot::flow_moved_in) += amount(before);
        if (from != kNone) cell(line, Slot::flow_moved_within) += amount(before);
      }
    }
    if (to == kNone || rise == 0) continue;
    const std::uint32_t line = lines_.line(to, period);
    if (rise > 0) {
      cell(line, Slot::flow_value_up) += rise;
    } else {
      cell(line, Slot::flow_value_down) -= rise;
    }
  }
}

}  // namespace salespipe::metrics
