// Worked examples G7, G8, G9 and G13: waits, stays and moves whose estimates are known as
// fractions.
#include <array>

#include <gtest/gtest.h>

#include "metrics/golden_log.hpp"
#include "salespipe/metrics/incidence.hpp"
#include "salespipe/metrics/stage_chain.hpp"
#include "salespipe/metrics/survival.hpp"

namespace salespipe::test {
namespace {

using metrics::Bin;
using metrics::StageExits;

TEST(Golden, G3StepConversionsEstimatedWithTheDealsThatWait) {
  metrics::FunnelQuery q;
  q.as_of = day("2025-03-31");
  const auto steps = metrics::evaluate(q, golden_log()).groups.front().stages;
  // New: all but H came further, F last; H had waited for less.
  ASSERT_TRUE(steps[0].estimated);
  EXPECT_DOUBLE_EQ(steps[0].estimated->advancing.value, 1.0);
  EXPECT_EQ(steps[0].waiting_days, (std::vector<Bin>{{30, 1}}));
  // Qualified: D after 0 days, A 26, C and F 31; B lost after 21, G after 112; E waits for 39.
  EXPECT_EQ(steps[1].advance_days, (std::vector<Bin>{{0, 1}, {26, 1}, {31, 2}}));
  EXPECT_EQ(steps[1].lost_days, (std::vector<Bin>{{21, 1}, {112, 1}}));
  EXPECT_EQ(steps[1].waiting_days, (std::vector<Bin>{{39, 1}}));
  EXPECT_DOUBLE_EQ(steps[1].estimated->advancing.value, 4.0 / 7);
  EXPECT_DOUBLE_EQ(steps[1].estimated->losing, 3.0 / 7);
  EXPECT_EQ(steps[1].advance_days_median->number(), 28.5);
  // Proposal: three were won; C has waited longer than any of them.
  EXPECT_DOUBLE_EQ(steps[2].estimated->advancing.value, 0.75);
  EXPECT_DOUBLE_EQ(steps[2].estimated->waiting, 0.25);
  EXPECT_DOUBLE_EQ(steps[3].cumulative_estimated.value(), 3.0 / 7);
  EXPECT_FALSE(steps[3].estimated);
}

TEST(Golden, G7AdvancingAndBeingLostCompeteAndAddUpToOneWithTheWaiting) {
  // Days 2 won, 3 lost, 4 waiting, 5 won, 5 lost, 7 waiting.
  const std::array<Bin, 2> won{{{2, 1}, {5, 1}}};
  const std::array<Bin, 2> lost{{{3, 1}, {5, 1}}};
  const std::array<Bin, 2> waiting{{{4, 1}, {7, 1}}};
  const auto points = metrics::cumulative_incidence({won, lost, waiting});
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[0].day, 2);
  EXPECT_DOUBLE_EQ(points[0].advancing, 1.0 / 6);
  EXPECT_DOUBLE_EQ(points[1].losing, 1.0 / 6);
  EXPECT_EQ(points[2].day, 5);
  EXPECT_TRUE(points[2].at_risk == 3) << "both ends of day 5 are of the same risk set";
  EXPECT_DOUBLE_EQ(points[2].advancing, 7.0 / 18);
  EXPECT_DOUBLE_EQ(points[2].losing, 7.0 / 18);
  EXPECT_DOUBLE_EQ(points[2].waiting, 2.0 / 9);
  const auto estimate = metrics::estimated_conversion({won, lost, waiting});
  ASSERT_TRUE(estimate);
  EXPECT_DOUBLE_EQ(estimate->advancing.value, 7.0 / 18);
  EXPECT_LT(estimate->advancing.low, 7.0 / 18);
  EXPECT_GT(estimate->advancing.high, 7.0 / 18);
  EXPECT_EQ(estimate->day, 5);
}

TEST(Golden, G8MedianDaysInStageCountTheVisitsThatGoOn) {
  const std::array<Bin, 4> ended{{{5, 1}, {8, 1}, {15, 1}, {30, 1}}};
  const std::array<Bin, 2> going_on{{{12, 1}, {20, 1}}};
  EXPECT_EQ(metrics::survival_median({ended, going_on}), 15);
  // 5 + 3 * 5/6 + 7 * 2/3 + 15 * 4/9
  EXPECT_DOUBLE_EQ(metrics::survival_mean({ended, going_on}).value(),
                   5 + 2.5 + 14.0 / 3 + 20.0 / 3);
  EXPECT_DOUBLE_EQ(metrics::survival_mean({ended, {}}).value(), 14.5);
  EXPECT_EQ(metrics::survival_median({{}, going_on}), std::nullopt);
}

TEST(Golden, G9StagesAreAnAbsorbingChainWithItsMovesBack) {
  const std::vector<StageExits> exits{
      {{0, 60, 0}, 0, 40, 10.0}, {{5, 0, 30}, 0, 15, 20.0}, {{0, 8, 0}, 24, 8, 15.0}};
  const auto outlook = metrics::absorbing_chain(exits);
  ASSERT_EQ(outlook.size(), 3U);
  const std::array wins{54.0 / 205, 18.0 / 41, 141.0 / 205};
  const std::array days{1310.0 / 41, 1500.0 / 41, 915.0 / 41};
  for (std::size_t k = 0; k < 3; ++k) {
    ASSERT_TRUE(outlook[k]);
    EXPECT_NEAR(outlook[k]->win_probability, wins[k], 1e-12);
    EXPECT_NEAR(outlook[k]->expected_days.value(), days[k], 1e-12);
  }
  EXPECT_GT(outlook[0]->win_probability, 0.6 * 0.6 * 0.6) << "the product of the steps";
}

TEST(Golden, G13TheOddsOfAStepBehindQualifiedAgainstOneBeforeIt) {
  const auto odds = metrics::odds_ratio_of(0.75, 80, 0.4, 200);
  EXPECT_NEAR(odds.value, 4.5, 1e-12);
  EXPECT_NEAR(odds.low, 2.520, 5e-4);
  EXPECT_NEAR(odds.high, 8.035, 5e-4);
}

}  // namespace
}  // namespace salespipe::test
