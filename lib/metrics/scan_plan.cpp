#include "metrics/scan_plan.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace salespipe::metrics {
namespace {

constexpr std::uint16_t bit(DealTrait trait) { return static_cast<std::uint16_t>(trait); }

/// Which scan fills a slot.
enum class Source : std::uint8_t { histories, elsewhere, closings, created, qualified, open };

Source source(Slot slot) {
  switch (slot) {
    case Slot::won_count:
    case Slot::won_value:
    case Slot::won_value_missing:
    case Slot::won_values:
    case Slot::lost_count:
    case Slot::lost_value:
    case Slot::cycle_days:
    case Slot::close_days:
      return Source::closings;
    case Slot::open_count:
    case Slot::open_value:
    case Slot::open_weighted:
    case Slot::open_value_missing:
    case Slot::abandoned_count:
    case Slot::abandoned_value:
      return Source::open;
    case Slot::created_count:
    case Slot::created_value:
    case Slot::cohort_won:
    case Slot::cohort_lost:
      return Source::created;
    case Slot::sales_qualified_count:
      return Source::qualified;
    // Undated deals are always folded; the others are not of deals, or counted apart.
    case Slot::undated_open_count:
    case Slot::undated_open_value:
    case Slot::undated_open_weighted:
    case Slot::undated_open_value_missing:
    case Slot::emails_sent:
    case Slot::calls_made:
    case Slot::meetings_held:
    case Slot::notes_taken:
    case Slot::owner_quota:
    case Slot::owner_quota_count:
    case Slot::team_quota:
    case Slot::team_quota_count:
    case Slot::created_unknown:
    case Slot::closed_unknown:
    case Slot::value_missing:
      return Source::elsewhere;
    default:
      return Source::histories;
  }
}

/// The part of a period that can have anything: up to its cut.
std::pair<Day, Day> asked(const PlannedPeriod& period) {
  return {period.period.from(), std::min(period.period.to(), period.judge_cut)};
}

void plan_segments(const Plan& plan, const DealFacts& facts, ScanPlan& scan) {
  std::vector<Day> limits;
  for (const PlannedPeriod& period : plan.periods()) {
    if (!period.begun) continue;
    const auto [from, to] = asked(period);
    limits.insert(limits.end(), {from, to});
  }
  std::sort(limits.begin(), limits.end());
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  scan.segments = DaySegments(limits, facts.first_day, facts.last_day);
  for (std::uint32_t index = 0; index < plan.periods().size(); ++index) {
    const PlannedPeriod& period = plan.periods()[index];
    if (!period.begun) continue;
    const auto [from, to] = asked(period);
    scan.spans.push_back({index, scan.segments.beginning_at(from), scan.segments.beginning_at(to)});
  }
}

void plan_cuts(const Plan& plan, const DealFacts& facts, ScanPlan& scan) {
  std::map<Day, std::vector<std::uint32_t>> cuts;
  for (std::uint32_t index = 0; index < plan.periods().size(); ++index) {
    const PlannedPeriod& period = plan.periods()[index];
    if (period.begun) cuts[period.open_cut].push_back(index);
  }
  for (auto& [cut, periods] : cuts) {
    (cut > facts.last_day ? scan.now_cuts : scan.past_cuts).push_back({cut, std::move(periods)});
  }
}

/// The traits whose deals must be folded for this plan; nothing when all deals must be.
std::optional<std::uint16_t> folded_traits(const Plan& plan, const Dataset& dataset,
                                           const Binding& binding, const ScanPlan& scan) {
  const Query& query = plan.query();
  const bool owner_now = query.owner_at == OwnerAt::current;
  const bool by_owner = binding.reads_owner();
  const bool by_stage = binding.reads_stage();
  std::uint16_t traits =
      bit(DealTrait::undated) | bit(DealTrait::early_changes) | bit(DealTrait::closed_unknown);
  const auto fold_when = [&traits](bool condition, DealTrait trait) {
    if (condition) traits = static_cast<std::uint16_t>(traits | bit(trait));
  };
  const bool past = !scan.present;
  if (past && by_stage && (scan.created || scan.qualified)) return std::nullopt;
  if (scan.closings) {
    const bool all = query.outcome != OutcomePolicy::restated;
    fold_when(all || past || query.exclude_closed_gap, DealTrait::reopened);
    fold_when(past || query.value_at == ValueAt::at_close, DealTrait::value_after_close);
    fold_when(by_owner && (past || !owner_now), DealTrait::owner_after_close);
    fold_when(by_stage && (past || query.outcome == OutcomePolicy::as_recorded),
              DealTrait::stage_after_close);
  }
  if (scan.created) {
    fold_when(past && by_owner && owner_now, DealTrait::owner_changed);
    fold_when(past && query.created_value_at == CreatedValueAt::as_of, DealTrait::value_changed);
    fold_when(past && scan.cohort, DealTrait::reopened);
  }
  if (scan.qualified) {
    fold_when(by_owner && !owner_now, DealTrait::owner_since_qualified);
    fold_when(past && by_owner && owner_now, DealTrait::owner_changed);
  }
  if (!scan.past_cuts.empty()) {
    fold_when(by_owner && owner_now, DealTrait::owner_changed);
    if (scan.abandoned && !dataset.touches.begin.empty()) return std::nullopt;
  }
  return traits;
}

}  // namespace

std::optional<ScanPlan> plan_scan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                                  std::size_t deals) {
  constexpr std::uint64_t kMostGroups = std::uint64_t{1} << 22;
  const std::uint64_t most_cells =
      std::min(std::uint64_t{1} << 23, 16 * std::uint64_t{deals} + 16'384);
  const DealFacts& facts = dataset.facts;
  if (facts.size() == 0 || facts.size() != dataset.opportunities.size()) return std::nullopt;
  if (!is_known(facts.first_day)) return std::nullopt;  // nothing is dated
  if (facts.last_day - facts.first_day >= DaySegments::kMostDays) return std::nullopt;
  // Sums of a whole data set must fit 64 bits.
  if (facts.largest_value != 0 && std::numeric_limits<std::int64_t>::max() / facts.largest_value <=
                                      static_cast<std::int64_t>(facts.size())) {
    return std::nullopt;
  }
  ScanPlan scan;
  bool open = false;
  for (const Slot slot : plan.spec().slots) {
    switch (source(slot)) {
      case Source::histories:
        return std::nullopt;
      case Source::closings:
        scan.closings = true;
        break;
      case Source::created:
        scan.created = true;
        break;
      case Source::qualified:
        scan.qualified = true;
        break;
      case Source::open:
        open = true;
        break;
      case Source::elsewhere:
        break;
    }
  }
  if (plan.query().cycle_from == CycleFrom::first_contact) return std::nullopt;
  scan.won_only =
      !plan.uses(Slot::lost_count) && !plan.uses(Slot::lost_value) && !plan.uses(Slot::close_days);
  scan.cohort = plan.uses(Slot::cohort_won) || plan.uses(Slot::cohort_lost);
  scan.weighted = plan.uses(Slot::open_weighted);
  scan.abandoned = plan.uses(Slot::abandoned_count) || plan.uses(Slot::abandoned_value);
  Day one_judge = kNoDay;
  bool several_judges = false;
  scan.present = true;
  for (const PlannedPeriod& period : plan.periods()) {
    if (!period.begun) continue;
    scan.present = scan.present && period.judge_cut > facts.last_day;
    several_judges = several_judges || (is_known(one_judge) && one_judge != period.judge_cut);
    one_judge = period.judge_cut;
  }
  if (scan.cohort && !scan.present && several_judges) return std::nullopt;
  if (plan.periods().size() > 30'000) return std::nullopt;  // segments are 16 bits wide
  plan_segments(plan, facts, scan);
  if (open) plan_cuts(plan, facts, scan);

  const std::uint64_t groups = binding.group_space();
  const std::uint64_t stages = dataset.stages.size() + 1;
  if (groups > kMostGroups || groups * scan.segments.count() > most_cells ||
      groups * stages * (scan.past_cuts.size() + 1) > most_cells || scan.now_cuts.size() > 4) {
    return std::nullopt;
  }
  const auto traits = folded_traits(plan, dataset, binding, scan);
  if (!traits) return std::nullopt;
  scan.folded_traits = *traits;
  return scan;
}

}  // namespace salespipe::metrics
