// Worked examples of METRIC_SEMANTICS.md section 6, by their names there.
#include <gtest/gtest.h>

#include "metrics/golden_log.hpp"

namespace salespipe::test {
namespace {

using metrics::Bin;
using metrics::FunnelQuery;
using metrics::FunnelStage;
using metrics::OutcomePolicy;

TEST(Golden, G1RollingWaterfallAddsUpTo1010) {
  const Report report = metrics::evaluate(query({}, "2025-Q1"), golden_log());
  EXPECT_EQ(whole(report, "waterfall_start"), 950);
  EXPECT_EQ(whole(report, "waterfall_created"), 1030);
  EXPECT_EQ(whole(report, "waterfall_reopened"), 80);
  EXPECT_EQ(whole(report, "waterfall_moved_in"), 0);
  EXPECT_EQ(whole(report, "waterfall_value_up"), 70);
  EXPECT_EQ(whole(report, "waterfall_value_down"), 50);
  EXPECT_EQ(whole(report, "waterfall_won"), 590);
  EXPECT_EQ(whole(report, "waterfall_lost"), 480);
  EXPECT_EQ(whole(report, "waterfall_parked"), 0);
  EXPECT_EQ(whole(report, "waterfall_moved_out"), 0);
  EXPECT_EQ(whole(report, "waterfall_end"), 1010);
  EXPECT_EQ(whole(report, "open_value"), 1010);
  EXPECT_EQ(whole(report, "open_count"), 3);
}

TEST(Golden, G1WindowedWaterfallAddsUpTo150) {
  Query q = query({}, "2025-Q1");
  q.waterfall_window = metrics::WaterfallWindow::closing;
  const Report report = metrics::evaluate(q, golden_log());
  EXPECT_EQ(whole(report, "waterfall_start"), 550);
  EXPECT_EQ(whole(report, "waterfall_created"), 530);
  EXPECT_EQ(whole(report, "waterfall_reopened"), 80);
  EXPECT_EQ(whole(report, "waterfall_moved_in"), 400) << "D, pulled in";
  EXPECT_EQ(whole(report, "waterfall_value_up"), 70);
  EXPECT_EQ(whole(report, "waterfall_value_down"), 50);
  EXPECT_EQ(whole(report, "waterfall_won"), 590);
  EXPECT_EQ(whole(report, "waterfall_lost"), 480);
  EXPECT_EQ(whole(report, "waterfall_parked"), 0);
  EXPECT_EQ(whole(report, "waterfall_moved_out"), 360) << "C, pushed";
  EXPECT_EQ(whole(report, "waterfall_end"), 150) << "E";
  EXPECT_EQ(whole(report, "open_value_closing"), 150);
}

TEST(Golden, G2WinRateByEachOutcomePolicyAndByCohort) {
  Query q =
      query({"win_rate", "win_rate_value", "win_rate_cohort", "cohort_win_rate_all"}, "2025-Q1");
  const Report restated = metrics::evaluate(q, golden_log());
  EXPECT_EQ(fraction(restated, "win_rate"), "3/5");
  EXPECT_EQ(restated.figure(restated.row(), "win_rate")->undecided, Int128{3});
  EXPECT_EQ(fraction(restated, "win_rate_value"), "590/990");
  EXPECT_DOUBLE_EQ(restated.figure(restated.row(), "win_rate_value")->number(), 59.0 / 99.0);
  EXPECT_EQ(fraction(restated, "win_rate_cohort"), "2/3");
  EXPECT_EQ(fraction(restated, "cohort_win_rate_all"), "2/5");
  q.outcome = OutcomePolicy::first;
  EXPECT_EQ(fraction(metrics::evaluate(q, golden_log()), "win_rate"), "2/5");
  q.outcome = OutcomePolicy::as_recorded;
  EXPECT_EQ(fraction(metrics::evaluate(q, golden_log()), "win_rate"), "3/6");
}

std::vector<FunnelStage> funnel_at(std::string_view as_of) {
  FunnelQuery q;
  q.as_of = day(as_of);
  return metrics::evaluate(q, golden_log()).groups.front().stages;
}

TEST(Golden, G3StageReachLiteralAndStrict) {
  const auto steps = funnel_at("2025-03-31");
  ASSERT_EQ(steps.size(), 4U);
  const auto along = [&](auto member) {
    std::vector<std::int64_t> numbers;
    for (const FunnelStage& step : steps) numbers.push_back(step.*member);
    return numbers;
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(along(&FunnelStage::reached), (Numbers{8, 7, 4, 3}));
  EXPECT_EQ(along(&FunnelStage::entered), (Numbers{8, 6, 3, 3}));
  EXPECT_EQ(along(&FunnelStage::strict), (Numbers{8, 6, 2, 1}));
  EXPECT_EQ(along(&FunnelStage::skipped), (Numbers{0, 1, 1, 0}));
  EXPECT_EQ(along(&FunnelStage::still_there), (Numbers{1, 1, 1, 3}));
  EXPECT_EQ(along(&FunnelStage::lost_from), (Numbers{0, 2, 0, 0}));
}

TEST(Golden, G3StepConversionsAndTheirBounds) {
  const auto steps = funnel_at("2025-03-31");
  const auto text = [](const std::optional<Figure>& figure) {
    return figure ? to_string(figure->numerator) + "/" + to_string(figure->denominator) : "none";
  };
  EXPECT_EQ(text(steps[0].conversion), "7/8");
  EXPECT_EQ(text(steps[0].upper_bound), "8/8");
  EXPECT_EQ(text(steps[1].conversion), "4/7");
  EXPECT_EQ(text(steps[1].decided), "4/6");
  EXPECT_EQ(text(steps[1].upper_bound), "5/7");
  EXPECT_EQ(text(steps[2].conversion), "3/4");
  EXPECT_EQ(text(steps[2].decided), "3/3");
  EXPECT_EQ(text(steps[2].upper_bound), "4/4");
  EXPECT_EQ(text(steps[3].cumulative), "3/8");
  EXPECT_EQ(text(steps[3].conversion), "none");
}

TEST(Golden, G4CycleAndCloseDurations) {
  Query q = query({"cycle_days_mean", "cycle_days_median", "close_days_mean"}, "2025-Q1");
  const Report report = metrics::evaluate(q, golden_log());
  EXPECT_EQ(fraction(report, "cycle_days_mean"), "226/3");
  EXPECT_EQ(report.figure(report.row(), "cycle_days_median")->number(), 67.0);
  EXPECT_EQ(fraction(report, "close_days_mean"), "398/5");
  q.exclude_closed_gap = true;
  EXPECT_EQ(fraction(metrics::evaluate(q, golden_log()), "cycle_days_mean"), "206/3");
}

TEST(Golden, G4VisitsOfAStageCompletedAndCensored) {
  const auto steps = funnel_at("2025-03-31");
  // S1: A 10, B 20, C 19, D 28, E 19 and 10, F 16, G 19; H is there since 03-01.
  EXPECT_EQ(steps[0].visit_days, (std::vector<Bin>{{10, 2}, {16, 1}, {19, 3}, {20, 1}, {28, 1}}));
  EXPECT_EQ(steps[0].open_visit_days, (std::vector<Bin>{{31, 1}}));
  // S2: A 26, B 21, C 31, E 13, F 31, G 112; E waits for 17 days.
  EXPECT_EQ(steps[1].visit_days, (std::vector<Bin>{{13, 1}, {21, 1}, {26, 1}, {31, 2}, {112, 1}}));
  EXPECT_EQ(steps[1].open_visit_days, (std::vector<Bin>{{17, 1}}));
}

TEST(Golden, G5VelocityOfTheOpenDealsAndOfTheRevenue) {
  const Report report =
      metrics::evaluate(query({"sales_velocity", "realised_velocity"}, "2025-Q1"), golden_log());
  const Figure velocity = *report.figure(report.row(), "sales_velocity");
  EXPECT_EQ(velocity.numerator * 113, velocity.denominator * 531);
  EXPECT_EQ(velocity.whole(), 5) << "rounded once, at the end";
  EXPECT_EQ(fraction(report, "realised_velocity"), "590/90");
}

TEST(Golden, G6OfTwoDealsExpectedAtTheStartOneSlipped) {
  const Report report = metrics::evaluate(
      query({"slip_rate", "slip_rate_value", "slipped_count", "slipped_value", "push_count"},
            "2025-Q1"),
      golden_log());
  EXPECT_EQ(fraction(report, "slip_rate"), "1/2") << "C slipped, G was lost";
  EXPECT_EQ(fraction(report, "slip_rate_value"), "300/550");
  EXPECT_EQ(whole(report, "slipped_count"), 1);
  EXPECT_EQ(whole(report, "slipped_value"), 300);
  EXPECT_EQ(whole(report, "push_count"), 1) << "C, by 46 days";
}

TEST(Golden, G6CoverageOfWhatIsStillToGo) {
  Query q = query({"coverage", "open_value_closing"}, "2025-Q1");
  q.as_of = day("2025-01-01");
  EXPECT_EQ(fraction(metrics::evaluate(q, golden_log(800)), "coverage"), "550/800");
  q.as_of = day("2025-03-14");
  const Report later = metrics::evaluate(q, golden_log(800));
  EXPECT_EQ(whole(later, "open_value_closing"), 990);
  EXPECT_EQ(fraction(later, "coverage"), "990/700");
}

TEST(Golden, G6AMetTargetHasNoCoverage) {
  EXPECT_EQ(
      fraction(metrics::evaluate(query({"coverage"}, "2025-Q1"), golden_log(590)), "coverage"),
      "none");
}

TEST(Golden, G14ADealWonLateOnTheLastEveningIsOfTheZonesOwnQuarter) {
  const auto won_in = [](const char* zone, std::string_view when) {
    DatasetBuilder b(model(), {TimeZone::find(zone), "", kNoDay});
    auto deal = row("A", "Won", "2025-01-02", "", 100);
    deal.closed = Instant::parse("2025-03-31T23:30:00-04:00");
    b.add(deal);
    return whole(b.build(), "won_count", when);
  };
  EXPECT_EQ(won_in("America/New_York", "2025-Q1"), 1);
  EXPECT_EQ(won_in("America/New_York", "2025-Q2"), 0);
  EXPECT_EQ(won_in("UTC", "2025-Q1"), 0);
  EXPECT_EQ(won_in("UTC", "2025-Q2"), 1);
}

TEST(Golden, G17OwnersWithoutLossesOrWinsAddUpToTheTrueRate) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-02-01", 100, "A"));
  b.add(row("2", "Won", "2025-01-01", "2025-02-01", 50, "B"));
  b.add(row("3", "Lost", "2025-01-01", "2025-02-01", 50, "B"));
  b.add(row("4", "Lost", "2025-01-01", "2025-02-01", 30, "C"));
  const Report report =
      metrics::evaluate(query({"win_rate_value"}, "2025-Q1", {"owner"}), b.build());
  EXPECT_EQ(fraction(report, "win_rate_value"), "150/230");
  EXPECT_EQ(fraction(report, report.row({"A"}), "win_rate_value"), "100/100");
  EXPECT_EQ(fraction(report, report.row({"B"}), "win_rate_value"), "50/100");
  EXPECT_EQ(fraction(report, report.row({"C"}), "win_rate_value"), "0/30");
}

}  // namespace
}  // namespace salespipe::test
