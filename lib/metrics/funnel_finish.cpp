// finish() of a funnel: counts per step to conversions.
#include <algorithm>
#include <map>

#include "metrics/cell_view.hpp"
#include "metrics/percentile.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/funnel.hpp"
#include "salespipe/metrics/survival.hpp"

namespace salespipe::metrics {
namespace {

/// The merged cells of each step of one group.
using Steps = std::vector<CellView>;

std::optional<Figure> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return Figure{Unit::ratio, part, whole, std::nullopt};
}

std::vector<Bin> bins(const CellView& cells, Slot slot) {
  const auto found = cells.bins(slot);
  return {found.begin(), found.end()};
}

/// A visit of which d days have passed at the cut was watched through its day d - 1: the cut is the
/// first day that has not been seen.
std::vector<Bin> watched(std::vector<Bin> open_visits) {
  for (Bin& bin : open_visits) --bin.at;
  return open_visits;
}

/// The cells of an open stage's days, and what is estimated from them.
void finish_days(FunnelStage& stage, const CellView& cells) {
  stage.advance_days = bins(cells, Slot::funnel_advance_days);
  stage.lost_days = bins(cells, Slot::funnel_lost_days);
  stage.waiting_days = bins(cells, Slot::funnel_waiting_days);
  stage.visit_days = bins(cells, Slot::funnel_visit_days);
  stage.open_visit_days = bins(cells, Slot::funnel_open_visit_days);
  stage.estimated = estimated_conversion({stage.advance_days, stage.lost_days, stage.waiting_days});
  stage.visit_days_median = percentile(stage.visit_days, 1, 2, Unit::days);
  stage.advance_days_median = percentile(stage.advance_days, 1, 2, Unit::days);
  stage.stay_days_median = survival_median({stage.visit_days, watched(stage.open_visit_days)});
}

StageExits exits_of(const CellView& cells, const FunnelStage& stage, std::size_t open_stages) {
  StageExits exits;
  exits.to.assign(open_stages, 0);
  for (const Bin& bin : cells.bins(Slot::funnel_exits)) {
    const auto to = static_cast<std::size_t>(bin.at);
    const std::int64_t visits = narrow_int64(bin.amount);
    if (to < open_stages) {
      exits.to[to] = visits;
    } else {
      (to == open_stages ? exits.won : exits.lost) = visits;
    }
  }
  exits.visit_days = survival_mean({stage.visit_days, watched(stage.open_visit_days)});
  return exits;
}

/// What looks at more than one stage: chances multiplied along the way, the chain, the bend.
void finish_way(const FunnelPlan& plan, FunnelGroup& group) {
  std::vector<StageExits> exits;
  std::vector<BendStep> steps;
  std::optional<double> chance = 1.0;
  for (FunnelStage& stage : group.stages) {
    stage.cumulative_estimated = chance;
    if (stage.is_won) break;
    chance = chance && stage.estimated ? std::optional(*chance * stage.estimated->advancing.value)
                                       : std::nullopt;
    exits.push_back(stage.exits);
    steps.push_back({stage.reached, stage.lost_before_next, stage.estimated});
  }
  // In a part that was taken out counts are negative, and nothing is told of its chain.
  const bool sound = std::all_of(exits.begin(), exits.end(), [](const StageExits& row) {
    return row.won >= 0 && row.lost >= 0 &&
           std::all_of(row.to.begin(), row.to.end(), [](std::int64_t n) { return n >= 0; });
  });
  if (sound) {
    const auto outlook = absorbing_chain(exits);
    for (std::size_t k = 0; k < outlook.size(); ++k) group.stages[k].outlook = outlook[k];
  }
  if (!plan.qualified) return;
  group.bend =
      bend_of(steps, *plan.qualified, group.won_value.numerator, group.stages.back().still_there);
  // Without a history every loss is one of the first stage: the sides are not to be compared.
  if (!plan.knows_history) group.bend->verdict = BendVerdict::not_enough_data;
}

FunnelGroup finished(const FunnelPlan& plan, Steps& steps, std::vector<std::string> by) {
  FunnelGroup group;
  group.by = std::move(by);
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
      finish_days(stage, cells);
      stage.exits = exits_of(cells, stage, plan.open_stages.size());
    } else {
      group.won_value.numerator = cells.sum(Slot::funnel_won_value);
    }
    stage.cumulative =
        share(stage.reached, group.stages.empty() ? stage.reached : group.stages.front().reached);
    group.stages.push_back(std::move(stage));
  }
  finish_way(plan, group);
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
  FunnelResult result{plan.query,        plan.cut,           plan.currency,
                      plan.minor_digits, plan.knows_history, {}};
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
