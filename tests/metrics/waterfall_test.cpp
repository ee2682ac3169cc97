// The waterfall adds up, to the minor unit, for any history, group and filter.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;

std::int64_t start_and_flows(const Report& report, const Row& row) {
  const auto get = [&](const char* name) { return whole(report, row, name); };
  return get("waterfall_start") + get("waterfall_created") + get("waterfall_reopened") +
         get("waterfall_moved_in") + get("waterfall_value_up") - get("waterfall_value_down") -
         get("waterfall_won") - get("waterfall_lost") - get("waterfall_parked") -
         get("waterfall_moved_out");
}

RC_GTEST_PROP(Waterfall, AddsUpInEveryRowForRandomHistoriesGroupsAndFilters, ()) {
  const Dataset data = random_data();
  const Report report = evaluate(random_query(), data);
  for (const Row& row : report.rows) {
    RC_ASSERT(start_and_flows(report, row) == whole(report, row, "waterfall_end"));
  }
}

RC_GTEST_PROP(Waterfall, TheEndOfAMonthIsTheStartOfTheNext, ()) {
  const Dataset data = random_data();
  Query q = query({"waterfall_start", "waterfall_end"}, "2025", {"month"});
  const Report report = evaluate(q, data);
  for (std::size_t i = 2; i < report.rows.size(); ++i) {
    RC_ASSERT(whole(report, report.rows[i], "waterfall_start") ==
              whole(report, report.rows[i - 1], "waterfall_end"));
  }
}

TEST(Waterfall, AChangeOfOwnerMovesTheDealFromOneOwnerToTheOther) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100)
      .value(100, "2025-01-02")
      .owner("ann", "2025-01-02")
      .owner("bob", "2025-01-10")
      .value(130, "2025-01-12");
  const Dataset data = b.build();
  const Report report = evaluate(query({}, "2025-01", {"owner"}), data);
  EXPECT_EQ(whole(report, report.row({"ann"}), "waterfall_created"), 100);
  EXPECT_EQ(whole(report, report.row({"ann"}), "waterfall_moved_out"), 100);
  EXPECT_EQ(whole(report, report.row({"bob"}), "waterfall_moved_in"), 100);
  EXPECT_EQ(whole(report, report.row({"bob"}), "waterfall_value_up"), 30);
  EXPECT_EQ(whole(report, report.row({"bob"}), "waterfall_end"), 130);
  EXPECT_EQ(whole(report, "waterfall_moved_in"), 0) << "nothing moves within the total";
  EXPECT_EQ(whole(report, "waterfall_moved_out"), 0);
}

TEST(Waterfall, AFilterByOwnerSeesTheDealLeave) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100).owner("ann", "2025-01-02").owner("bob", "2025-01-10");
  Query q = query({}, "2025-01");
  q.filters = {{"owner", {"ann"}, false}};
  EXPECT_EQ(whole(evaluate(q, b.build()), "waterfall_moved_out"), 100);
}

TEST(Waterfall, ADealWokenFromTheFridgeIsReopened) {
  DatasetBuilder b(model());
  Deal(b, "X", "2024-12-02", 100).stage("Fridge", "2024-12-10").stage("Proposal", "2025-01-10");
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "waterfall_reopened", "2025-01"), 100);
  EXPECT_EQ(whole(data, "waterfall_parked", "2024-12"), 100);
}

TEST(Waterfall, ADealCreatedAndWonInThePeriodFlowsInAndOut) {
  DatasetBuilder b(model());
  b.add(row("X", "Won", "2025-01-05", "2025-01-05", 70));
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "waterfall_created", "2025-01"), 70);
  EXPECT_EQ(whole(data, "waterfall_won", "2025-01"), 70);
  EXPECT_EQ(whole(data, "waterfall_end", "2025-01"), 0);
}

TEST(Waterfall, ByStageADealIsCreatedInItsFirstStageAndWonFromItsLast) {
  DatasetBuilder b(model());
  Deal(b, "X", "2025-01-02", 100).stage("Proposal", "2025-01-05").won("2025-01-09");
  const Report report = evaluate(query({}, "2025-01", {"stage"}), b.build());
  EXPECT_EQ(whole(report, report.row({"New"}), "waterfall_created"), 100);
  EXPECT_EQ(whole(report, report.row({"New"}), "waterfall_moved_out"), 100);
  EXPECT_EQ(whole(report, report.row({"Proposal"}), "waterfall_moved_in"), 100);
  EXPECT_EQ(whole(report, report.row({"Proposal"}), "waterfall_won"), 100);
  EXPECT_EQ(whole(report, report.row({"Won"}), "won_revenue"), 100);
}

}  // namespace
}  // namespace salespipe::test
