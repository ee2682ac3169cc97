// Does the funnel bend at the qualified stage?
#include <gtest/gtest.h>

#include "metrics/support.hpp"
#include "salespipe/metrics/funnel_bend.hpp"
#include "salespipe/metrics/stage_chain.hpp"

namespace salespipe::test {
namespace {

using metrics::Bend;
using metrics::BendStep;
using metrics::BendVerdict;
using metrics::StageExits;

/// A step that `advanced` took and `lost` did not, all decided.
BendStep step(std::int64_t advanced, std::int64_t lost) {
  const std::vector<metrics::Bin> taken{{5, advanced}};
  const std::vector<metrics::Bin> ended{{5, lost}};
  return {advanced + lost, lost, metrics::estimated_conversion({taken, ended, {}})};
}

TEST(Bend, IsAtQualifiedWhenTheStepsBehindItConvertFarBetter) {
  // G13: 80 of 200 before, 60 of 80 after.
  const Bend bend = metrics::bend_of({step(80, 120), step(60, 20)}, 1, 6'000'00, 60);
  EXPECT_EQ(bend.verdict, BendVerdict::bends_at_qualified);
  EXPECT_NEAR(bend.difference->value, 0.35, 1e-12);
  EXPECT_GT(bend.difference->low, 0.2);
  EXPECT_LT(bend.difference->high, 0.5);
  EXPECT_NEAR(bend.odds_ratio->value, 4.5, 1e-9);
  EXPECT_EQ(bend.before->decided, 200);
  EXPECT_NEAR(bend.after->conversion.value, 0.75, 1e-12);
}

TEST(Bend, AFunnelThatHalvesAtEveryStepLeaksAlthoughTheShareOfWonDealsRisesFromStageToStage) {
  const std::vector<BendStep> steps{step(800, 800), step(400, 400), step(200, 200), step(100, 100)};
  double before = 0;
  for (const BendStep& each : steps) {  // the trap: won of those that reached a stage
    EXPECT_GT(100.0 / static_cast<double>(each.reached), before);
    before = 100.0 / static_cast<double>(each.reached);
  }
  const Bend bend = metrics::bend_of(steps, 2, 1'000'000, 100);
  EXPECT_EQ(bend.verdict, BendVerdict::leaks_after_qualified);
  EXPECT_NEAR(bend.difference->value, 0, 1e-12);
}

TEST(Bend, NamesTheStepWhoseLossesCostMostInWonRevenue) {
  // A won deal is worth 100. The 50 lost from the second step would have won 9 of 10 each time.
  const Bend bend = metrics::bend_of({step(150, 50), step(100, 50), step(90, 10)}, 1, 9'000, 90);
  ASSERT_TRUE(bend.worst);
  EXPECT_EQ(bend.worst->step, 1U);
  EXPECT_EQ(bend.worst->cost->whole(), 4'500);
  const Bend later = metrics::bend_of({step(150, 50), step(145, 5), step(90, 55)}, 1, 9'000, 90);
  EXPECT_EQ(later.worst->step, 2U);
  EXPECT_EQ(later.worst->cost->whole(), 5'500);
  const Bend none = metrics::bend_of({step(150, 50), step(150, 0)}, 1, 15'000, 150);
  EXPECT_FALSE(none.worst);
}

TEST(Bend, IsNotToldFromFewDealsOrWithoutAStepBeforeOrBetweenTheTwoVerdicts) {
  EXPECT_EQ(metrics::bend_of({step(10, 30), step(30, 2)}, 1, 0, 0).verdict,
            BendVerdict::not_enough_data);
  EXPECT_EQ(metrics::bend_of({step(600, 200)}, 0, 0, 0).verdict, BendVerdict::not_enough_data);
  EXPECT_FALSE(metrics::bend_of({step(600, 200)}, 0, 0, 0).difference);
  EXPECT_EQ(metrics::bend_of({step(40, 60), step(50, 50)}, 1, 0, 0).verdict,
            BendVerdict::not_enough_data)
      << "odds 1.5 times as high: the interval holds the limit";
  EXPECT_EQ(refusal([] { metrics::bend_of({step(1, 1)}, 1, 0, 0); }), ErrorCode::invalid_argument);
}

TEST(Bend, OfAFunnelIsOfItsFirstQualifiedStageAndNeedsAHistory) {
  const auto funnel = [](bool with_history) {
    DatasetBuilder b(model());
    for (int i = 0; i < 200; ++i) {
      const std::string id = std::to_string(i);
      if (!with_history) {
        b.add(row(id, i < 60 ? "Won" : "Lost", "2025-01-01", "2025-02-01", 100));
      } else if (i < 140) {
        Deal(b, id, "2025-01-01", 100).lost("2025-01-20");
      } else {
        Deal(b, id, "2025-01-01", 100).stage("Qualified", "2025-01-10").won("2025-02-01");
      }
    }
    return metrics::evaluate(metrics::FunnelQuery{}, b.build());
  };
  const auto known = funnel(true);
  ASSERT_TRUE(known.groups[0].bend);
  EXPECT_TRUE(known.knows_history);
  EXPECT_EQ(known.groups[0].bend->qualified, 1U);
  EXPECT_EQ(known.groups[0].bend->verdict, BendVerdict::bends_at_qualified);
  EXPECT_EQ(known.groups[0].won_value.whole(), 6'000);
  const auto unknown = funnel(false);
  EXPECT_FALSE(unknown.knows_history);
  EXPECT_EQ(unknown.groups[0].bend->verdict, BendVerdict::not_enough_data);
}

TEST(StageChain, HasNoAnswerWhereNobodyKnowsHowItEnds) {
  // A leads to B and C; nothing has left B yet; C and D only lead to each other; E closes.
  const std::vector<StageExits> exits{{{0, 1, 1, 0, 0}, 0, 0, 1.0},
                                      {{0, 0, 0, 0, 0}, 0, 0, 1.0},
                                      {{0, 0, 0, 1, 0}, 0, 0, 1.0},
                                      {{0, 0, 1, 0, 0}, 0, 0, 1.0},
                                      {{0, 0, 0, 0, 0}, 3, 1, std::nullopt}};
  const auto outlook = metrics::absorbing_chain(exits);
  EXPECT_FALSE(outlook[0]);
  EXPECT_FALSE(outlook[1]);
  EXPECT_FALSE(outlook[2]);
  EXPECT_FALSE(outlook[3]);
  ASSERT_TRUE(outlook[4]);
  EXPECT_DOUBLE_EQ(outlook[4]->win_probability, 0.75);
  EXPECT_FALSE(outlook[4]->expected_days) << "its days are not known";
  EXPECT_EQ(refusal([] {
              metrics::absorbing_chain({{{1, 2}, 0, 0, 1.0}});
            }),
            ErrorCode::invalid_argument);
}

TEST(StageChain, FollowsVisitsThroughTheFridgeAndUndoneClosings) {
  DatasetBuilder b(model());
  Deal(b, "A", "2025-01-01", 1).stage("Fridge", "2025-01-05").stage("Qualified", "2025-02-01");
  Deal(b, "B", "2025-01-01", 1).lost("2025-01-08").stage("New", "2025-01-20").won("2025-01-30");
  Deal(b, "C", "2025-01-01", 1).stage("Fridge", "2025-01-05");
  Deal(b, "D", "2025-01-01", 1).stage("Qualified", "2025-01-02").stage("New", "2025-01-03");
  const auto stages = metrics::evaluate(metrics::FunnelQuery{}, b.build()).groups[0].stages;
  EXPECT_EQ(stages[0].exits.to, (std::vector<std::int64_t>{1, 2, 0}));
  EXPECT_EQ(stages[0].exits.won, 1);
  EXPECT_EQ(stages[0].exits.lost, 0);
  EXPECT_EQ(stages[1].exits.to, (std::vector<std::int64_t>{1, 0, 0}));
}

}  // namespace
}  // namespace salespipe::test
