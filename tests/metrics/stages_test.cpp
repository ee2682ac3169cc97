// Time in stages, deals that stand still, and deals that go back.
#include <algorithm>

#include <gtest/gtest.h>

#include "metrics/golden_log.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;

/// New rots after 14 days, Qualified after 20, Proposal never.
StageModel model_with_ages() {
  return StageModel({{"P", "New", StageOutcome::open, 100'000, false, 14},
                     {"P", "Qualified", StageOutcome::open, 400'000, true, 20},
                     {"P", "Proposal", StageOutcome::open, 600'000, false, 0},
                     {"P", "Won", StageOutcome::won, 1'000'000, false},
                     {"P", "Lost", StageOutcome::lost, 0, false}});
}

TEST(DaysInStage, AreThoseOfVisitsThatEndedInThePeriodUnderTheStageThatWasLeft) {
  const Report report =
      evaluate(query({"days_in_stage_mean", "days_in_stage_median", "days_in_stage_p90"}, "2025-Q1",
                     {"stage"}),
               golden_log());
  // New: A 10, B 20, D 28, E 19 and 10, F 16; C and G left it in 2024.
  EXPECT_EQ(fraction(report, report.row({"New"}), "days_in_stage_mean"), "103/6");
  EXPECT_EQ(report.figure(report.row({"New"}), "days_in_stage_median")->number(), 17.5);
  EXPECT_EQ(report.figure(report.row({"New"}), "days_in_stage_p90")->number(), 24.0);
  // Qualified: A 26, B 21, C 31, E 13, F 31, G 112.
  EXPECT_EQ(fraction(report, report.row({"Qualified"}), "days_in_stage_mean"), "234/6");
  // Proposal: A 28, D 67; C is still there.
  EXPECT_EQ(fraction(report, report.row({"Proposal"}), "days_in_stage_mean"), "95/2");
  EXPECT_EQ(report.rows.size(), 4U) << "closed stages have no days";
}

TEST(DaysInStage, OfASecondVisitBeginAnew) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-01", 1)
      .stage("Qualified", "2025-01-04")
      .stage("New", "2025-01-10")
      .stage("Qualified", "2025-01-30");
  EXPECT_EQ(fraction(evaluate(query({"days_in_stage_mean"}, "2025-01", {"stage"}), b.build()),
                     "days_in_stage_mean"),
            "29/3");  // 3, 6, 20
}

TEST(StageAge, IsCountedToTheLastDayAndBeginsAnewWhenADealMovesBack) {
  Query q = query({"stage_age_days_mean", "open_age_days_mean", "open_age_days_median"}, "2025-Q1",
                  {"stage"});
  const Report report = evaluate(q, golden_log());
  // On 31 March: C 70 in Proposal, E 16 in Qualified since it came back, H 30 in New.
  EXPECT_EQ(fraction(report, "stage_age_days_mean"), "116/3");
  EXPECT_EQ(fraction(report, report.row({"Qualified"}), "stage_age_days_mean"), "16/1");
  // Since creation: C 120, E 58, H 30.
  EXPECT_EQ(fraction(report, "open_age_days_mean"), "208/3");
  EXPECT_EQ(report.figure(report.row(), "open_age_days_median")->number(), 58.0);
  q.as_of = day("2025-03-15");
  EXPECT_EQ(fraction(evaluate(q, golden_log()), evaluate(q, golden_log()).row({"Qualified"}),
                     "stage_age_days_mean"),
            "18/2")
      << "E came that day, F on 25 February";
}

TEST(StageAge, HasNoValueWithoutOpenDealsOfKnownCreation) {
  DatasetBuilder b(model());
  b.add(row("undated", "Qualified", "", "", 1));
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "open_count", "2025"), 1);
  EXPECT_EQ(fraction(evaluate(query({"stage_age_days_mean"}, "2025"), data), "stage_age_days_mean"),
            "none");
}

TEST(Rotting, IsADealThatStandsInItsStageForLongerThanTheStageAllows) {
  DatasetBuilder b(model_with_ages());
  Deal(b, "X", "2025-01-01", 40);
  Deal(b, "in_time", "2025-01-05", 7);
  Deal(b, "unlimited", "2025-01-01", 9).stage("Proposal", "2025-01-02");
  const Dataset data = b.build();
  Query q = query({"rotting_count", "rotting_value"}, "2025");
  q.as_of = day("2025-01-15");  // 14 days
  EXPECT_EQ(whole(evaluate(q, data), "rotting_count"), 0);
  q.as_of = day("2025-01-16");
  EXPECT_EQ(whole(evaluate(q, data), "rotting_count"), 1);
  EXPECT_EQ(whole(evaluate(q, data), "rotting_value"), 40);
}

TEST(Rotting, HasNoValueWhenNoStageHasAMaximumAge) {
  const Report report = evaluate(query({"rotting_count", "rotting_value"}, "2025"), golden_log());
  EXPECT_EQ(whole(report, "rotting_count"), -999);
  EXPECT_EQ(whole(report, "rotting_value"), -999);
  EXPECT_TRUE(
      std::any_of(report.diagnostics.begin(), report.diagnostics.end(), [](const auto& one) {
        return one.code == "metrics_without_data" && one.where.contains("rotting_count");
      }));
}

TEST(StageModels, RefuseAMaximumAgeThatIsNone) {
  EXPECT_EQ(refusal([] {
              StageModel({{"P", "New", StageOutcome::open, 0, false, -2}});
            }),
            ErrorCode::invalid_argument);
  EXPECT_NE(model().text(), model_with_ages().text()) << "their states do not merge";
}

TEST(GoingBack, CountsEachReopeningAndEachMoveToAnEarlierStageOnItsDay) {
  const Report report =
      evaluate(query({"reopened_count", "moved_back_count"}, "2025-Q1", {"stage"}), golden_log());
  EXPECT_EQ(whole(report, "reopened_count"), 1);  // F
  EXPECT_EQ(whole(report, report.row({"Qualified"}), "reopened_count"), 1) << "where it went to";
  EXPECT_EQ(whole(report, "moved_back_count"), 1);  // E
  EXPECT_EQ(whole(report, report.row({"Qualified"}), "moved_back_count"), 1) << "what it left";
  EXPECT_EQ(whole(golden_log(), "reopened_count", "2025-01"), 0);
}

}  // namespace
}  // namespace salespipe::test
