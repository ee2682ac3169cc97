// Mistakes that figures of other tools make (METRIC_SEMANTICS.md, section 1), as what holds here.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"

namespace salespipe::test {
namespace {

using metrics::evaluate;

RC_GTEST_PROP(PeerDefects, NoShareOfDealsIsEverAboveAllOfThem, ()) {
  Query q = random_query();
  q.metrics = {"win_rate",          "win_rate_cohort", "cohort_win_rate_all",
               "cohort_open_share", "push_rate",       "slip_rate"};
  const Report report = evaluate(q, random_data());
  for (const Row& row : report.rows) {
    for (const auto& figure : row.metrics) {
      if (!figure) continue;
      RC_ASSERT(figure->numerator >= 0);
      RC_ASSERT(figure->numerator <= figure->denominator);
    }
  }
}

TEST(PeerDefects, AnOwnerWhoNeverLostHasAWinRateOf100PercentAndStaysInTheTeams) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-02-01", 100, "never lost"));
  b.add(row("2", "Lost", "2025-01-01", "2025-02-01", 30, "never won"));
  const Report report =
      evaluate(query({"win_rate", "win_rate_value"}, "2025-Q1", {"owner"}), b.build());
  EXPECT_EQ(fraction(report, report.row({"never lost"}), "win_rate"), "1/1");
  EXPECT_EQ(fraction(report, report.row({"never won"}), "win_rate"), "0/1");
  EXPECT_EQ(fraction(report, "win_rate"), "1/2");
  EXPECT_EQ(fraction(report, "win_rate_value"), "100/130");
}

TEST(PeerDefects, ADealTakesThirtyDaysFromCreationToCloseNotMinusThirty) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-01-31", 100));
  const metrics::Dataset data = b.build();
  EXPECT_EQ(fraction(evaluate(query({"cycle_days_mean"}, "2025-Q1"), data), "cycle_days_mean"),
            "30/1");
}

RC_GTEST_PROP(PeerDefects, NoDurationIsNegative, ()) {
  Query q = random_query();
  q.metrics = {"cycle_days_mean", "cycle_days_median", "close_days_mean", "close_days_p90"};
  const Report report = evaluate(q, random_data());
  for (const Row& row : report.rows) {
    for (const auto& figure : row.metrics) RC_ASSERT(!figure || figure->numerator >= 0);
  }
}

TEST(PeerDefects, ADealThatClosesBeforeItBeginsIsRefusedNotCounted) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-31", "2025-01-01", 100));
  EXPECT_EQ(refusal([&] { b.build(); }), ErrorCode::schema_violation);
}

TEST(PeerDefects, TheWeightedValueIsTheStagesShareOfTheValueNotAHundredTimesIt) {
  DatasetBuilder b(model());
  b.add(row("1", "Qualified", "2025-01-01", "", 1000));  // 40%
  const metrics::Dataset data = b.build();
  EXPECT_EQ(whole(data, "weighted_value", "2025-Q1"), 400);
}

TEST(PeerDefects, ADealCreatedAndClosedInOneMonthIsStillCreatedInIt) {
  DatasetBuilder b(model());
  b.add(row("won", "Won", "2025-01-03", "2025-01-20", 100));
  b.add(row("lost", "Lost", "2025-01-05", "2025-01-10", 30));
  b.add(row("open", "New", "2025-01-07", "", 7));
  const metrics::Dataset data = b.build();
  EXPECT_EQ(whole(data, "created_value", "2025-01"), 137);
  EXPECT_EQ(whole(data, "created_count", "2025-01"), 3);
}

TEST(PeerDefects, TheDayOfWinningDecidesTheMonthNotTheDayItWasExpected) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-03", 100).closing("2025-03-31", "2025-01-03").won("2025-02-10");
  Deal(b, "2", "2025-01-03", 10)
      .closing("2025-02-28", "2025-01-03")
      .won("2025-02-11")
      .closing("2025-03-01", "2025-03-20");  // edited after the fact
  const metrics::Dataset data = b.build();
  EXPECT_EQ(whole(data, "won_revenue", "2025-02"), 110);
  EXPECT_EQ(whole(data, "won_revenue", "2025-03"), 0);
}

TEST(PeerDefects, AWinAndALossOfOneDayGiveTheSameFiguresInWhateverOrderTheyCome) {
  const auto figures = [](bool won_first) {
    DatasetBuilder b(model());
    const auto won = row("won", "Won", "2025-01-01", "2025-02-01", 100);
    const auto lost = row("lost", "Lost", "2025-01-01", "2025-02-01", 30);
    b.add(won_first ? won : lost);
    b.add(won_first ? lost : won);
    const metrics::Dataset data = b.build();
    const metrics::Plan plan = metrics::compile(query({}, "2025-Q1", {"owner"}), data);
    return metrics::accumulate(plan, data);
  };
  EXPECT_TRUE(figures(true) == figures(false));
}

TEST(PeerDefects, ChangesOfOneDayHappenInTheOrderInWhichTheyAreTold) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-03", 100).won("2025-02-10").lost("2025-02-10").won("2025-02-10");
  const metrics::Dataset data = b.build();
  EXPECT_EQ(whole(data, "won_count", "2025-02"), 1);
  EXPECT_EQ(whole(data, "lost_count", "2025-02"), 0);
  Query ledger = query({"won_count", "lost_count"}, "2025-02");
  ledger.outcome = metrics::OutcomePolicy::as_recorded;
  const Report report = evaluate(ledger, data);
  EXPECT_EQ(whole(report, "won_count"), 2);
  EXPECT_EQ(whole(report, "lost_count"), 1);
}

}  // namespace
}  // namespace salespipe::test
