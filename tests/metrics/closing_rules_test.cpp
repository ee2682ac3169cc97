// What counts as won and lost, with which value, for whom and when.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;

/// Won in January, reopened in February, lost in March.
Dataset won_then_lost() {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100)
      .value(100, "2025-01-02")
      .owner("ann", "2025-01-02")
      .won("2025-01-20")
      .value(70, "2025-02-10")
      .stage("Qualified", "2025-02-10")
      .owner("bob", "2025-02-15")
      .lost("2025-03-05");
  return b.build();
}

TEST(Closings, LostDealThatWasReopenedCountsOnceAsItStandsAtTheCut) {
  const Dataset data = won_then_lost();
  EXPECT_EQ(whole(data, "won_count", "2025-Q1"), 0);
  EXPECT_EQ(whole(data, "lost_count", "2025-Q1"), 1);
  EXPECT_EQ(whole(data, "lost_value", "2025-Q1"), 70);
}

TEST(Closings, AsRecordedCountsEveryCloseInItsOwnPeriodWithItsOwnValueAndOwner) {
  const Dataset data = won_then_lost();
  Query q = query({"won_count", "won_revenue", "lost_count", "lost_value"}, "2025-Q1", {"owner"});
  q.outcome = metrics::OutcomePolicy::as_recorded;
  const Report report = evaluate(q, data);
  EXPECT_EQ(whole(report, "won_count"), 1);
  EXPECT_EQ(whole(report, "lost_count"), 1);
  EXPECT_EQ(whole(report, report.row({"bob"}), "lost_value"), 70);
  EXPECT_EQ(report.rows.size(), 3U);
  EXPECT_EQ(whole(report, report.row({"ann"}), "won_revenue"), 100);
}

TEST(Closings, FirstOutcomeKeepsTheFirstCloseWhateverCameLater) {
  Query q = query({"won_count", "won_revenue", "lost_count"}, "2025-01");
  q.outcome = metrics::OutcomePolicy::first;
  q.as_of = day("2025-03-31");
  const Report report = evaluate(q, won_then_lost());
  EXPECT_EQ(whole(report, "won_count"), 1);
  EXPECT_EQ(whole(report, "won_revenue"), 100);
  EXPECT_EQ(whole(report, "lost_count"), 0);
}

TEST(Closings, AsOfBeforeTheReopeningStillSeesTheDealWon) {
  Query q = query({"won_count"}, "2025-01");
  EXPECT_EQ(whole(evaluate(q, won_then_lost()), "won_count"), 1);
  q.as_of = day("2025-02-09");
  EXPECT_EQ(whole(evaluate(q, won_then_lost()), "won_count"), 1);
  q.as_of = day("2025-02-10");
  EXPECT_EQ(whole(evaluate(q, won_then_lost()), "won_count"), 0);
  q.as_of = day("2025-01-20");
  EXPECT_EQ(whole(evaluate(q, won_then_lost()), "won_count"), 1);
  q.as_of = day("2025-01-19");
  EXPECT_EQ(whole(evaluate(q, won_then_lost()), "won_count"), 0);
}

TEST(Closings, ValueIsTheOneAtTheCloseUnlessTheCurrentOneIsAskedFor) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 0)
      .value(100, "2025-01-02")
      .value(120, "2025-01-10")
      .won("2025-01-10")
      .value(150, "2025-01-10")
      .value(200, "2025-01-25");
  const Dataset data = b.build();
  Query q = query({"won_revenue", "won_value_mean", "won_value_median"}, "2025-01");
  EXPECT_EQ(whole(evaluate(q, data), "won_revenue"), 120);
  q.value_at = metrics::ValueAt::current;
  const Report current = evaluate(q, data);
  EXPECT_EQ(whole(current, "won_revenue"), 200);
  EXPECT_EQ(whole(current, "won_value_mean"), 200);
  EXPECT_EQ(whole(current, "won_value_median"), 200);
  q.as_of = day("2025-01-24");
  EXPECT_EQ(whole(evaluate(q, data), "won_revenue"), 150);
}

TEST(Closings, AValueToldInTheRowOfTheCloseIsTheValueAtTheClose) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100).value(100, "2025-01-02");
  metrics::HistoryRow close;
  close.opportunity = "X";
  close.at = day("2025-01-09");
  close.stage = "Won";
  close.value = 130;
  b.add(close);
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "won_revenue", "2025-01"), 130);
  EXPECT_EQ(whole(data, "waterfall_value_up", "2025-01"), 30);
  EXPECT_EQ(whole(data, "waterfall_won", "2025-01"), 130);
}

TEST(Closings, OwnerIsTheOneAtTheCloseUnlessTheCurrentOneIsAskedFor) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100)
      .owner("ann", "2025-01-02")
      .owner("bob", "2025-01-05")
      .won("2025-01-10")
      .owner("eve", "2025-01-20");
  const Dataset data = b.build();
  Query q = query({"won_count"}, "2025-01", {"owner"});
  EXPECT_EQ(whole(evaluate(q, data), evaluate(q, data).row({"bob"}), "won_count"), 1);
  q.owner_at = metrics::OwnerAt::current;
  EXPECT_EQ(whole(evaluate(q, data), evaluate(q, data).row({"eve"}), "won_count"), 1);
}

TEST(Closings, MovingFromOneWonStageToAnotherIsNoNewClose) {
  DatasetBuilder b(StageModel({{"", "Open", StageOutcome::open, 0, false},
                               {"", "Signed", StageOutcome::won, 0, false},
                               {"", "Invoiced", StageOutcome::won, 0, false}}));
  b.add(row("X", "Invoiced", "2025-01-01", "", 10));
  for (const auto& [stage, at] :
       {std::pair{"Open", "2025-01-01"}, std::pair{"Signed", "2025-01-20"},
        std::pair{"Invoiced", "2025-02-03"}}) {
    metrics::HistoryRow change;
    change.opportunity = "X";
    change.stage = stage;
    change.at = day(at);
    b.add(change);
  }
  const Dataset data = b.build();
  Query q = query({"won_count"}, "2025-Q1", {"month"});
  for (const auto policy :
       {metrics::OutcomePolicy::restated, metrics::OutcomePolicy::as_recorded}) {
    q.outcome = policy;
    const Report report = evaluate(q, data);
    EXPECT_EQ(whole(report, report.total(period("2025-01")), "won_count"), 1);
    EXPECT_EQ(whole(report, report.total(period("2025-02")), "won_count"), 0);
  }
}

TEST(Closings, AParkedDealIsNeitherOpenNorWonNorLost) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100).stage("Fridge", "2025-01-10");
  const Report report = evaluate(query({}, "2025-01"), b.build());
  EXPECT_EQ(whole(report, "open_count"), 0);
  EXPECT_EQ(whole(report, "won_count"), 0);
  EXPECT_EQ(whole(report, "lost_count"), 0);
  EXPECT_EQ(whole(report, "waterfall_parked"), 100);
  EXPECT_EQ(fraction(report, "cohort_open_share"), "1/1");
}

TEST(Closings, ReopenedTimeIsTakenOffTheCycleOnlyWhenAsked) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-01", 10)
      .lost("2025-01-11")
      .stage("Qualified", "2025-01-21")
      .won("2025-01-31");
  const Dataset data = b.build();
  Query q = query({"cycle_days_mean"}, "2025-01");
  EXPECT_EQ(fraction(evaluate(q, data), "cycle_days_mean"), "30/1");
  q.exclude_closed_gap = true;
  EXPECT_EQ(fraction(evaluate(q, data), "cycle_days_mean"), "20/1");
  q.cycle_from = metrics::CycleFrom::qualified;  // reached after the gap: nothing to take off
  EXPECT_EQ(fraction(evaluate(q, data), "cycle_days_mean"), "10/1");
}

TEST(Closings, ALossThatTurnsOutWonWithoutReopeningHasNoGapToTakeOff) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-01", 10).lost("2025-01-11").won("2025-01-15");
  const Dataset data = b.build();
  Query q = query({"cycle_days_mean"}, "2025-01");
  q.exclude_closed_gap = true;
  EXPECT_EQ(fraction(evaluate(q, data), "cycle_days_mean"), "14/1");
  q.cycle_from = metrics::CycleFrom::qualified;  // reached by being won
  EXPECT_EQ(fraction(evaluate(q, data), "cycle_days_mean"), "0/1");
}

TEST(Closings, AsRecordedTakesTheCurrentValueAndOwnerWhenAsked) {
  Query q = query({"won_revenue"}, "2025-Q1", {"owner"});
  q.outcome = metrics::OutcomePolicy::as_recorded;
  q.value_at = metrics::ValueAt::current;
  q.owner_at = metrics::OwnerAt::current;
  const Report report = evaluate(q, won_then_lost());
  EXPECT_EQ(whole(report, report.row({"bob"}), "won_revenue"), 70);
}

TEST(Closings, ReachingALaterOpenStageOrWonIsReachingQualifiedOnceAndForAll) {
  DatasetBuilder b(model());
  Deal(b, "skips", "2025-01-01", 1).stage("Proposal", "2025-01-05");
  Deal(b, "wins", "2025-01-01", 1).won("2025-01-06");
  Deal(b, "again", "2025-01-01", 1)
      .stage("Qualified", "2025-01-07")
      .stage("New", "2025-01-08")
      .stage("Qualified", "2025-02-02");
  Deal(b, "loses", "2025-01-01", 1).lost("2025-01-09");
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "sales_qualified_count", "2025-01"), 3);
  EXPECT_EQ(whole(data, "sales_qualified_count", "2025-02"), 0);
}

}  // namespace
}  // namespace salespipe::test
