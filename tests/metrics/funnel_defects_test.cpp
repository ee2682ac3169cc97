// Mistakes that other tools make with funnels and durations: what they get wrong is right here.
#include <array>

#include <gtest/gtest.h>

#include "metrics/support.hpp"
#include "salespipe/metrics/incidence.hpp"
#include "salespipe/metrics/survival.hpp"

namespace salespipe::test {
namespace {

using metrics::Bin;
using metrics::FunnelQuery;

metrics::FunnelGroup total_funnel(const metrics::Dataset& data, std::string_view as_of) {
  FunnelQuery q;
  q.as_of = day(as_of);
  return metrics::evaluate(q, data).groups.front();
}

TEST(FunnelDefects, AStageHasConversionAndDurationNotOnlyVisits) {
  DatasetBuilder b(model());
  Deal(b, "A", "2025-01-01", 100).stage("Qualified", "2025-01-05").won("2025-01-15");
  Deal(b, "B", "2025-01-01", 100).stage("Qualified", "2025-01-09").lost("2025-01-29");
  const auto group = total_funnel(b.build(), "2025-03-31");
  const auto& qualified = group.stages[1];
  EXPECT_EQ(qualified.reached, 2);
  ASSERT_TRUE(qualified.estimated);
  EXPECT_DOUBLE_EQ(qualified.estimated->advancing.value, 0.5);
  EXPECT_EQ(qualified.stay_days_median, 10);  // 10 and 20 days: half have ended by day 10
  EXPECT_EQ(qualified.visit_days_median->number(), 15.0);
  ASSERT_TRUE(group.stages[0].outlook);
  EXPECT_NEAR(group.stages[0].outlook->win_probability, 0.5, 1e-12);
  EXPECT_NEAR(group.stages[0].outlook->expected_days.value(), 6 + 15, 1e-12);
}

TEST(FunnelDefects, AWinAndALossOnOneDayGiveTheSameEstimateEachTimeAndInEachOrder) {
  const auto estimate_of = [](bool won_first) {
    DatasetBuilder b(model());
    const auto win = [&] { Deal(b, "W", "2025-01-01", 1).stage("Qualified", "2025-01-11"); };
    if (won_first) win();
    Deal(b, "L", "2025-01-01", 1).lost("2025-01-11");
    if (!won_first) win();
    Deal(b, "open", "2025-01-01", 1);
    return total_funnel(b.build(), "2025-02-28").stages[0].estimated;
  };
  const auto estimate = estimate_of(true);
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->advancing.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(estimate->losing, 1.0 / 3);
  EXPECT_DOUBLE_EQ(estimate->waiting, 1.0 / 3);
  EXPECT_EQ(estimate->advancing, estimate_of(false)->advancing);
}

TEST(FunnelDefects, AFunnelDoesNotTakeLossesForDealsThatStillWait) {
  // One minus Kaplan-Meier with losses censored says 4/9 of this (G7).
  const std::array<Bin, 2> won{{{2, 1}, {5, 1}}};
  const std::array<Bin, 2> lost{{{3, 1}, {5, 1}}};
  const std::array<Bin, 2> waiting{{{4, 1}, {7, 1}}};
  EXPECT_LT(metrics::estimated_conversion({won, lost, waiting})->advancing.value, 4.0 / 9);
}

TEST(FunnelDefects, ADealThatIsStillInItsStageIsNotDroppedFromTheStagesDuration) {
  DatasetBuilder b(model());
  Deal(b, "quick", "2025-01-01", 1).stage("Qualified", "2025-01-03");
  Deal(b, "slow", "2025-01-01", 1);
  Deal(b, "slower", "2025-01-01", 1);
  const auto group = total_funnel(b.build(), "2025-06-30");
  EXPECT_EQ(group.stages[0].visit_days_median->number(), 2.0) << "of the completed visits only";
  EXPECT_EQ(group.stages[0].stay_days_median, std::nullopt) << "less than half have ended";
}

TEST(FunnelDefects, ACloseBeforeTheCreationIsRefusedAndNoDurationIsClampedToZero) {
  DatasetBuilder b(model());
  b.add(row("X", "Won", "2025-02-01", "2025-01-20", 1));
  EXPECT_EQ(refusal([&] { b.build(); }), ErrorCode::schema_violation);
}

TEST(FunnelDefects, AVisitsDaysAreItsOwnAndNotThoseOfTheWholeDeal) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-01", 1)
      .stage("Qualified", "2025-01-04")
      .stage("New", "2025-01-10")
      .stage("Qualified", "2025-01-30")
      .won("2025-02-01");
  const auto group = total_funnel(b.build(), "2025-03-31");
  EXPECT_EQ(group.stages[0].visit_days, (std::vector<Bin>{{3, 1}, {20, 1}}));
  EXPECT_EQ(group.stages[1].visit_days, (std::vector<Bin>{{2, 1}, {6, 1}}));
  EXPECT_EQ(group.stages[1].advance_days, (std::vector<Bin>{{28, 1}})) << "first reach to won";
}

TEST(FunnelDefects, AFunnelOfFortyStagesWithRepeatsReachesTheLast) {
  std::vector<StageInfo> stages;
  for (int k = 0; k < 40; ++k) {
    stages.push_back({"P", "S" + std::to_string(k), StageOutcome::open, 0, false});
  }
  stages.push_back({"P", "Won", StageOutcome::won, 1'000'000, false});
  DatasetBuilder b{StageModel(stages)};
  metrics::OpportunityRow deal;
  deal.id = "X";
  deal.created = day("2025-01-01");
  b.add(deal);
  for (int k = 0; k < 80; ++k) {  // each stage twice
    metrics::HistoryRow change;
    const std::string name = "S" + std::to_string(k / 2);
    change.opportunity = "X";
    change.at = day("2025-01-01") + k;
    change.stage = name;
    b.add(change);
  }
  const auto group = total_funnel(b.build(), "2025-12-31");
  EXPECT_EQ(group.stages[39].reached, 1);
  EXPECT_EQ(group.stages[39].strict, 1);
  EXPECT_EQ(group.stages[40].reached, 0);
}

TEST(FunnelDefects, AFunnelsStateGrowsWithItsDaysNotWithItsEvents) {
  const auto cells_of = [](int deals) {
    DatasetBuilder b(model());
    for (int i = 0; i < deals; ++i) {
      Deal(b, std::to_string(i), "2025-01-01", 1)
          .stage("Qualified", "2025-01-05")
          .won("2025-02-01");
    }
    const metrics::Dataset data = b.build();
    FunnelQuery q;
    q.as_of = day("2025-03-31");
    const auto plan = metrics::compile(q, data);
    metrics::State state = plan.empty_state();
    metrics::accumulate(plan, data, {0, data.opportunities.size()}, 1, state);
    return state.cells().size();
  };
  EXPECT_EQ(cells_of(100), cells_of(2));
}

}  // namespace
}  // namespace salespipe::test
