// The state is an abelian group, and how the rows are cut does not matter.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"

namespace salespipe::test {
namespace {

using metrics::accumulate;
using metrics::Dataset;
using metrics::Part;
using metrics::Plan;
using metrics::State;

/// Random parts that cover every row once.
std::vector<Part> random_parts(const Dataset& data) {
  const auto cuts = [](std::size_t size) {
    std::vector<std::size_t> limits{0, size};
    for (int i = 0; i < 2; ++i) limits.push_back(*rc::gen::inRange<std::size_t>(0, size + 1));
    std::sort(limits.begin(), limits.end());
    return limits;
  };
  const auto deals = cuts(data.opportunities.size());
  const auto interactions = cuts(data.interactions.size());
  const auto quotas = cuts(data.quotas.size());
  std::vector<Part> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    parts.push_back({{deals[i], deals[i + 1]},
                     {interactions[i], interactions[i + 1]},
                     {quotas[i], quotas[i + 1]}});
  }
  return parts;
}

State state_of(const Plan& plan, const Dataset& data, const Part& part, int sign = 1) {
  State state = plan.empty_state();
  accumulate(plan, data, part, sign, state);
  return state;
}

RC_GTEST_PROP(StateLaws, PartsMergedInAnyOrderAreTheWhole, ()) {
  const Dataset data = random_data();
  const Plan plan = metrics::compile(random_query(), data);
  const auto parts = random_parts(data);
  const State a = state_of(plan, data, parts[0]);
  const State b = state_of(plan, data, parts[1]);
  const State c = state_of(plan, data, parts[2]);
  State left = a;
  left.merge(b);
  left.merge(c);
  State right = c;
  State b_and_a = b;
  b_and_a.merge(a);
  right.merge(b_and_a);
  RC_ASSERT(left == right);
  RC_ASSERT(left == accumulate(plan, data));
  left.merge(plan.empty_state());
  RC_ASSERT(left == right);
}

RC_GTEST_PROP(StateLaws, TakingOutUndoesTakingIn, ()) {
  const Dataset data = random_data();
  const Plan plan = metrics::compile(random_query(), data);
  const auto parts = random_parts(data);
  const State before = state_of(plan, data, parts[0]);
  State state = before;
  accumulate(plan, data, parts[1], 1, state);
  accumulate(plan, data, parts[1], -1, state);
  RC_ASSERT(state == before);
  state.merge(state_of(plan, data, parts[2]));
  state.remove(state_of(plan, data, parts[2]));
  RC_ASSERT(state == before);
  State negative = before;
  negative.negate();
  negative.merge(before);
  RC_ASSERT(negative == plan.empty_state());
}

RC_GTEST_PROP(StateLaws, TheNumberOfThreadsDoesNotMatter, ()) {
  const Dataset data = random_data();
  const Plan plan = metrics::compile(random_query(), data);
  const int threads = *rc::gen::inRange(2, 9);
  RC_ASSERT(accumulate(plan, data, threads) == accumulate(plan, data, 1));
}

RC_GTEST_PROP(StateLaws, TheLongFormHoldsAllThereIs, ()) {
  const Dataset data = random_data();
  const Plan plan = metrics::compile(random_query(), data);
  const State state = accumulate(plan, data);
  State copy = plan.empty_state();
  for (const metrics::Cell& cell : state.cells()) {
    if (metrics::info(cell.slot).kind == metrics::SlotKind::labels) {
      copy.add_label(cell.period, cell.keys, cell.slot, cell.label, cell.amount);
    } else {
      copy.add(cell.period, cell.keys, cell.slot, cell.bin, cell.amount);
    }
  }
  RC_ASSERT(copy == state);
}

/// The whole of the sums a report's total shows, for comparison with another report.
std::vector<std::string> figures_of(const Report& report, const Row& row) {
  std::vector<std::string> texts;
  for (const metrics::Metric* metric : report.metrics) {
    texts.push_back(std::string(metric->name) + ' ' + fraction(report, row, metric->name));
  }
  return texts;
}

RC_GTEST_PROP(Totals, AreTheSameHoweverTheyAreGrouped, ()) {
  const Dataset data = random_data();
  Query q = random_query();
  q.compare = metrics::Compare::none;
  q.by = {"owner", "stage", "source"};
  const Report grouped = metrics::evaluate(q, data);
  q.by = {};
  const Report whole_data = metrics::evaluate(q, data);
  RC_ASSERT(figures_of(grouped, grouped.row()) == figures_of(whole_data, whole_data.row()));
}

RC_GTEST_PROP(Totals, AreTheSumsOfTheirGroupsForAmountsAndCounts, ()) {
  const Dataset data = random_data();
  Query q = random_query();
  q.metrics = {"won_revenue",   "won_count",     "lost_value",      "open_value", "open_count",
               "created_count", "created_value", "abandoned_count", "activities"};
  q.by = {"stage", "owner"};
  q.top = metrics::Top{2, ""};
  const Report report = metrics::evaluate(q, data);
  for (const std::string& metric : q.metrics) {
    std::int64_t sum = 0;
    for (const Row& row : report.rows) {
      if (!row.is_total) sum += whole(report, row, metric);
    }
    RC_ASSERT(sum == whole(report, metric));
  }
}

}  // namespace
}  // namespace salespipe::test
