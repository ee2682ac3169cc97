// Funnels by cohort, group and state.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/binding.hpp"
#include "metrics/funnel_scan.hpp"
#include "metrics/golden_log.hpp"
#include "metrics/random_data.hpp"

namespace salespipe::test {
namespace {

using metrics::FunnelQuery;
using metrics::FunnelResult;
using metrics::FunnelStage;

TEST(Funnel, OfAPeriodFollowsTheDealsCreatedInIt) {
  FunnelQuery q;
  q.period = period("2025-Q1");
  const FunnelResult result = metrics::evaluate(q, golden_log());
  const auto& steps = result.groups.front().stages;
  EXPECT_EQ(steps[0].reached, 5);  // A B E F H
  EXPECT_EQ(steps[1].reached, 4);
  EXPECT_EQ(steps[2].reached, 2);
  EXPECT_EQ(steps[3].reached, 2);
  EXPECT_TRUE(steps[3].is_won);
  EXPECT_EQ(steps[2].skipped, 1);
}

TEST(Funnel, DealsOfUnknownCreationStandInTheFunnelOfAllDealsOnly) {
  DatasetBuilder b(model());
  b.add(row("undated", "Qualified", "", "", 1));
  b.add(row("dated", "New", "2025-01-05", "", 1));
  const metrics::Dataset data = b.build();
  EXPECT_EQ(metrics::evaluate(FunnelQuery{}, data).groups[0].stages[1].still_there, 1);
  FunnelQuery q;
  q.period = period("2025-01");
  EXPECT_EQ(metrics::evaluate(q, data).groups[0].stages[1].still_there, 0);
}

TEST(Funnel, ADealThatBeginsWonIsWorthWhatItBeganWith) {
  DatasetBuilder b(model());
  metrics::OpportunityRow deal;
  deal.id = "A";
  deal.created = day("2025-01-05");
  deal.stage = "Won";
  b.add(deal);
  metrics::HistoryRow first;
  first.opportunity = "A";
  first.at = day("2025-01-05");
  first.value = 100;
  b.add(first);
  metrics::HistoryRow second = first;  // of the same moment: the value goes up, the stage is told
  second.stage = "Won";
  second.value = 250;
  b.add(second);
  const metrics::Dataset data = b.build();
  metrics::Query report;
  report.metrics = {"won_revenue"};
  report.periods = {period("2025-01")};
  const auto won = metrics::evaluate(report, data);
  EXPECT_EQ(won.figure(won.row(), "won_revenue")->whole(), 100);
  EXPECT_EQ(metrics::evaluate(FunnelQuery{}, data).groups[0].won_value.whole(), 100);
}

TEST(Funnel, GroupsByWhatStaysAndRefusesWhatChanges) {
  FunnelQuery q;
  q.by = {"pipeline"};
  const FunnelResult result = metrics::evaluate(q, golden_log());
  ASSERT_EQ(result.groups.size(), 2U);
  EXPECT_EQ(result.groups[1].by, (std::vector<std::string>{"P"}));
  EXPECT_EQ(result.groups[1].stages[0].reached, result.groups[0].stages[0].reached);
  q.by = {"owner"};
  EXPECT_EQ(refusal([&] { metrics::evaluate(q, golden_log()); }), ErrorCode::unsupported);
}

RC_GTEST_PROP(FunnelLaws, MomentsTellWhatHistoriesTell, ()) {
  const metrics::Dataset data = random_data();
  metrics::Dataset without_facts = data;
  without_facts.facts = {};
  FunnelQuery q;
  if (*rc::gen::inRange(0, 2) == 0) q.by = {"source"};
  if (*rc::gen::inRange(0, 3) == 0) q.filters = {{"account", {"Acme"}, false}};
  if (*rc::gen::inRange(0, 3) == 0) q.period = period("2025-Q1");
  q.as_of = day("2025-03-01") + *rc::gen::inRange(0, 400);
  const metrics::FunnelPlan plan = metrics::compile(q, data);
  const metrics::RowRange all{0, data.opportunities.size()};
  const metrics::Binding binding(q.by, q.filters, data);
  RC_CLASSIFY(metrics::FunnelScan::make(plan, data, binding).has_value(), "from moments");
  RC_ASSERT(!metrics::FunnelScan::make(plan, without_facts, binding));
  metrics::State scanned = plan.empty_state();
  metrics::accumulate(plan, data, all, 1, scanned);
  metrics::State folded = plan.empty_state();
  metrics::accumulate(plan, without_facts, all, 1, folded);
  RC_ASSERT(scanned == folded);
}

RC_GTEST_PROP(FunnelLaws, PartsMergeToTheWholeAndNoOneIsForgotten, ()) {
  const metrics::Dataset data = random_data();
  FunnelQuery q;
  q.by = {"source"};
  q.as_of = day("2025-01-01") + *rc::gen::inRange(0, 220);
  const metrics::FunnelPlan plan = metrics::compile(q, data);
  const std::size_t size = data.opportunities.size();
  const std::size_t cut = *rc::gen::inRange<std::size_t>(0, size + 1);
  metrics::State parts = plan.empty_state();
  metrics::accumulate(plan, data, {cut, size}, 1, parts);
  metrics::accumulate(plan, data, {0, cut}, 1, parts);
  metrics::State all = plan.empty_state();
  metrics::accumulate(plan, data, {0, size}, 1, all);
  RC_ASSERT(parts == all);
  const FunnelResult result = metrics::finish(plan, all);
  const auto& steps = result.groups.front().stages;
  for (std::size_t k = 0; k + 1 < steps.size(); ++k) {
    const FunnelStage& step = steps[k];
    if (const auto& estimated = step.estimated) {
      const double sum = estimated->advancing.value + estimated->losing + estimated->waiting;
      RC_ASSERT(std::abs(sum - 1) < 1e-12);
      RC_ASSERT(estimated->advancing.low >= 0 && estimated->advancing.high <= 1);
      RC_ASSERT(estimated->advancing.low <= estimated->advancing.value);
      RC_ASSERT(estimated->advancing.value <= estimated->advancing.high);
    }
    RC_ASSERT(step.reached == steps[k + 1].reached + step.lost_before_next + step.pending);
    RC_ASSERT(step.pending >= 0);
    RC_ASSERT(step.reached == step.entered + step.skipped);
    RC_ASSERT(step.strict <= step.entered);
  }
  metrics::accumulate(plan, data, {0, size}, -1, all);
  RC_ASSERT(all == plan.empty_state());
}

}  // namespace
}  // namespace salespipe::test
