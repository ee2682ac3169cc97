// finish() of a funnel: counts per step to conversions.
#include <algorithm>
#include <map>

#include "metrics/cell_view.hpp"
#include "metrics/percentile.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/funnel.hpp"

namespace salespipe::metrics {
namespace {

/// The merged cells of each step of one group.
using Steps = std::vector<CellView>;

std::optional<Figure> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return Figure{Unit::ratio, part, whole, std::nullopt};
}

FunnelGroup finished(const FunnelPlan& plan, Steps& steps, std::vector<std::string> by) {
  FunnelGroup group{std::move(by), {}};
  for (std::size_t k = 0; k < steps.size(); ++k) {
    CellView& cells = steps[k];
    cells.settle();
    const auto number = [&cells](Slot slot) { return narrow_int64(cells.sum(slot)); };
    FunnelStage stage;
    const bool is_won = k == plan.open_stages.size();
    if (!is_won) stage.stage = plan.stages.at(plan.open_stages[k]).name;
    stage.is_won = is_won;
    stage.reached = number(Slot::funnel_reached);
    stage.entered = number(Slot::funnel_entered);
    stage.strict = number(Slot::funnel_strict);
    stage.still_there = number(Slot::funnel_still_there);
    stage.lost_from = number(Slot::funnel_lost_from);
    stage.skipped = number(Slot::funnel_skipped);
    stage.lost_before_next = number(Slot::funnel_lost_before_next);
    const std::int64_t advanced = number(Slot::funnel_advanced);
    if (!is_won) {
      stage.pending = stage.reached - advanced - stage.lost_before_next;
      stage.conversion = share(advanced, stage.reached);
      stage.decided = share(advanced, advanced + stage.lost_before_next);
      stage.upper_bound = share(advanced + stage.pending, stage.reached);
    }
    stage.cumulative =
        share(stage.reached, group.stages.empty() ? stage.reached : group.stages.front().reached);
    const auto visits = cells.bins(Slot::funnel_visit_days);
    const auto open_visits = cells.bins(Slot::funnel_open_visit_days);
    stage.visit_days.assign(visits.begin(), visits.end());
    stage.open_visit_days.assign(open_visits.begin(), open_visits.end());
    stage.visit_days_median = percentile(visits, 1, 2, Unit::days);
    group.stages.push_back(std::move(stage));
  }
  return group;
}

}  // namespace

FunnelResult finish(const FunnelPlan& plan, const State& state) {
  if (plan.spec.text != state.spec().text) {
    throw Error(ErrorCode::invalid_argument, "the state is of another query than the plan");
  }
  const PlannedPeriod period{plan.query.period.value_or(Period(kFirstDay, kLastDay))};
  const auto no_cells = [&] {
    return Steps(plan.open_stages.size() + 1, CellView(state, period, false));
  };
  Steps total = no_cells();
  std::map<std::vector<std::string>, Steps> groups;
  for (const State::Line& line : state.lines()) {
    const std::vector<std::string_view> keys = state.group_keys(line.group);
    if (keys.empty() || line.period != 0) continue;
    const std::size_t step = std::stoul(std::string(keys.back()));
    total.at(step).add(line);
    if (keys.size() == 1) continue;
    const auto [found, is_new] =
        groups.try_emplace(std::vector<std::string>(keys.begin(), keys.end() - 1), no_cells());
    found->second.at(step).add(line);
  }
  FunnelResult result{plan.query, plan.cut, {}};
  result.groups.push_back(finished(plan, total, {}));
  for (auto& [by, steps] : groups) result.groups.push_back(finished(plan, steps, by));
  return result;
}

FunnelResult evaluate(const FunnelQuery& query, const Dataset& dataset) {
  const FunnelPlan plan = compile(query, dataset);
  State state = plan.empty_state();
  accumulate(plan, dataset, {0, dataset.opportunities.size()}, 1, state);
  FunnelResult result = finish(plan, state);
  result.known_at = dataset.known_at;
  return result;
}

}  // namespace salespipe::metrics
