// What is open when: cuts, unknown days, missing values, neglect.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;
using metrics::kNoValue;

bool has(const Report& report, std::string_view code, std::int64_t rows) {
  for (const Diagnostic& found : report.diagnostics) {
    if (found.code == code) return found.rows == rows;
  }
  return false;
}

TEST(OpenDeals, AreTheOnesOpenAtTheEndOfThePeriodOrOfTheDayAsked) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-10", 100).stage("Proposal", "2025-01-20").won("2025-02-05");
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "open_value", "2025-01"), 100);
  EXPECT_EQ(whole(data, "weighted_value", "2025-01"), 60);
  EXPECT_EQ(whole(data, "open_value", "2025-02"), 0);
  Query q = query({"open_value", "weighted_value"}, "2025-01", {"stage"});
  q.as_of = day("2025-01-19");
  EXPECT_EQ(whole(evaluate(q, data), evaluate(q, data).row({"New"}), "weighted_value"), 10);
  q.as_of = day("2025-01-09");
  EXPECT_EQ(whole(evaluate(q, data), "open_value"), 0);
  q.as_of = day("2025-03-31");  // later than the period: open figures stay at its end
  EXPECT_EQ(whole(evaluate(q, data), "open_value"), 100);
}

TEST(OpenDeals, APeriodThatHasNotBegunCountsNothingAndSaysSo) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-10", 100);
  Query q = query({"open_count", "created_count", "win_rate"}, "2025-02");
  q.as_of = day("2025-01-31");
  const Report report = evaluate(q, b.build());
  EXPECT_EQ(whole(report, "open_count"), 0);
  EXPECT_EQ(fraction(report, "win_rate"), "none");
  EXPECT_TRUE(has(report, "period_not_begun", 0));
}

TEST(OpenDeals, DealsOfUnknownCreationAreOpenOnceTheDataAreThrough) {
  DatasetBuilder b(model());
  b.add_history({});  // a table without rows
  b.add(row("undated", "Proposal", "", "", 500));
  b.add(row("dated", "Won", "2025-01-10", "2025-02-20", 100));
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "open_value", "2025-01"), 100);
  EXPECT_EQ(whole(data, "open_value", "2025-02"), 500);
  EXPECT_EQ(whole(data, "weighted_value", "2025-02"), 300);
  EXPECT_EQ(whole(data, "waterfall_end", "2025-02"), 0);
  EXPECT_EQ(whole(data, "abandoned_count", "2025"), 0);
  Query q = query({"open_count"}, "2025-02");
  EXPECT_TRUE(has(evaluate(q, data), "created_unknown", 1));
  q.as_of = day("2025-02-20");
  EXPECT_EQ(whole(evaluate(q, data), "open_count"), 1);
  q.as_of = day("2025-02-19");
  EXPECT_EQ(whole(evaluate(q, data), "open_count"), 1) << "the dated one, not the undated one";
}

TEST(OpenDeals, AClosedDealOfUnknownCreationCountsAsWonButHasNoCycle) {
  DatasetBuilder b(model());
  b.add(row("X", "Won", "", "2025-02-20", 100));
  const Report report = evaluate(query({}, "2025-02"), b.build());
  EXPECT_EQ(whole(report, "won_revenue"), 100);
  EXPECT_EQ(fraction(report, "cycle_days_mean"), "none");
  EXPECT_EQ(whole(report, "created_count"), 0);
  EXPECT_EQ(whole(report, "waterfall_won"), 0);
}

TEST(OpenDeals, ADealClosedOnAnUnknownDayIsInNoClosingFigureAndTold) {
  DatasetBuilder b(model());
  b.add(row("X", "Won", "2025-01-05", "", 100));
  const Report report = evaluate(query({}, "2025-01"), b.build());
  EXPECT_EQ(whole(report, "created_count"), 1);
  EXPECT_EQ(whole(report, "won_count"), 0);
  EXPECT_EQ(whole(report, "open_count"), 0);
  EXPECT_TRUE(has(report, "closed_unknown", 1));
}

TEST(OpenDeals, CurrentOwnerIsTheOneOnTheDayTheFiguresAreAsOf) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100).owner("ann", "2025-01-02").owner("bob", "2025-02-10");
  const Dataset data = b.build();
  Query q = query({"open_count", "created_count", "waterfall_end"}, "2025-01", {"owner"});
  q.as_of = day("2025-03-31");
  const Report at_event = evaluate(q, data);
  EXPECT_EQ(whole(at_event, at_event.row({"ann"}), "open_count"), 1);
  q.owner_at = metrics::OwnerAt::current;
  const Report current = evaluate(q, data);
  EXPECT_EQ(whole(current, current.row({"bob"}), "open_count"), 1);
  EXPECT_EQ(whole(current, current.row({"bob"}), "created_count"), 1);
  EXPECT_EQ(whole(current, current.row({"ann"}), "waterfall_end"), 100) << "flows stay";
}

TEST(OpenDeals, AMissingValueAddsNothingAndIsCounted) {
  DatasetBuilder b(model());
  b.add(row("open", "New", "2025-01-05", "", kNoValue));
  b.add(row("won", "Won", "2025-01-05", "2025-01-06", kNoValue));
  b.add(row("valued", "New", "2025-01-05", "", 30));
  const Report report = evaluate(query({}, "2025-01"), b.build());
  EXPECT_EQ(whole(report, "open_value"), 30);
  EXPECT_EQ(whole(report, "open_value_missing_count"), 1);
  EXPECT_EQ(whole(report, "won_revenue"), 0);
  EXPECT_EQ(whole(report, "won_value_missing_count"), 1);
  EXPECT_TRUE(has(report, "value_missing", 2));
}

TEST(OpenDeals, AreAbandonedAfterMoreThanNDaysWithoutActivity) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-01", 40);
  const Dataset data = b.build();
  Query q = query({"abandoned_count", "abandoned_value"}, "2025");
  q.as_of = day("2025-01-31");  // 30 days after
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_count"), 0);
  q.as_of = day("2025-02-01");  // 31
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_count"), 1);
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_value"), 40);
  q.abandoned_after_days = 31;
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_count"), 0);
}

TEST(OpenDeals, AnInteractionOrAnyChangeOfTheDealIsActivity) {
  DatasetBuilder b(model());
  Deal(b, "called", "2025-01-01", 1);
  Deal(b, "moved_to_bob", "2025-01-01", 1).owner("bob", "2025-01-20");
  Deal(b, "quiet", "2025-01-01", 1);
  metrics::InteractionRow visit;
  visit.opportunity = "called";
  visit.type = metrics::InteractionType::web_visit;
  visit.at = day("2025-01-15");
  b.add(visit);
  visit.at = day("2025-06-01");  // after the cut: not known then
  b.add(visit);
  const Dataset data = b.build();
  Query q = query({"abandoned_count"}, "2025");
  q.as_of = day("2025-02-10");
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_count"), 1);
  q.as_of = day("2025-02-15");
  EXPECT_EQ(whole(evaluate(q, data), "abandoned_count"), 2);
}

TEST(OpenDeals, WhatHappenedBeforeTheCreationJustAppliesAndIsNotReached) {
  DatasetBuilder b(model());
  b.add(row("X", "New", "2025-01-10", "", 5));
  for (const auto& [stage, at] : {std::pair{"Qualified", "2025-01-02"}, {"New", "2025-01-05"}}) {
    metrics::HistoryRow change;
    change.opportunity = "X";
    change.stage = stage;
    change.at = day(at);
    b.add(change);
  }
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "sales_qualified_count", "2025"), 0);
  Query q = query({"open_count"}, "2025-01", {"stage"});
  q.as_of = day("2025-01-09");
  EXPECT_EQ(whole(evaluate(q, data), "open_count"), 0);
  q.as_of = day("2025-01-10");
  const Report report = evaluate(q, data);
  EXPECT_EQ(whole(report, report.row({"New"}), "open_count"), 1);
}

TEST(OpenDeals, CreatedValueIsTheOneFirstSetUnlessTheOneAtTheCutIsAskedFor) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-10", 0).value(100, "2025-01-12").value(140, "2025-01-20");
  const Dataset data = b.build();
  Query q = query({"created_value"}, "2025-01");
  EXPECT_EQ(whole(evaluate(q, data), "created_value"), 100);
  q.created_value_at = metrics::CreatedValueAt::as_of;
  EXPECT_EQ(whole(evaluate(q, data), "created_value"), 140);
}

}  // namespace
}  // namespace salespipe::test
