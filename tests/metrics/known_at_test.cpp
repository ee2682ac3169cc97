// What was known at a day: rows recorded later do not exist, nor what they have changed since.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

metrics::HistoryRow change(std::string_view at, std::string_view stage,
                           std::string_view recorded = {}) {
  metrics::HistoryRow row;
  row.opportunity = "X";
  row.at = day(at);
  row.stage = stage;
  if (!recorded.empty()) row.recorded_at = day(recorded);
  return row;
}

/// A deal of 5 January, moved on the 20th and won on 1 March; both were entered weeks later.
metrics::Dataset known(std::string_view at) {
  metrics::DatasetOptions options;
  options.known_at = day(at);
  DatasetBuilder b(model(), options);
  auto deal = row("X", "Won", "2025-01-05", "2025-03-01", 150);
  deal.dimensions = {{"source", "Web"}};
  b.add(deal);
  b.add(row("later", "New", "2025-06-01", "", 7));
  b.add(change("2025-01-05", "New"));
  auto moved = change("2025-01-20", "Qualified", "2025-02-10");
  moved.value = 150;
  moved.owner = "bob";
  b.add(moved);
  b.add(change("2025-03-01", "Won", "2025-03-09"));
  metrics::InteractionRow call;
  call.at = day("2025-01-10");
  call.type = metrics::InteractionType::call;
  call.owner = "ann";
  call.opportunity = "X";
  call.recorded_at = day("2025-01-12");
  b.add(call);
  return b.build();
}

TEST(KnownAt, ADealThatWasCreatedLaterDoesNotExist) {
  EXPECT_EQ(known("2025-01-04").opportunities.size(), 0U);
  EXPECT_EQ(known("2025-01-05").opportunities.size(), 1U);
  EXPECT_EQ(known("2025-06-01").opportunities.size(), 2U);
}

TEST(KnownAt, AChangeRecordedLaterHidesTheCellsThatItChanged) {
  const metrics::Dataset early = known("2025-02-09");
  Query asked = query({"open_count", "open_value_missing_count"}, "2025-01", {"owner", "stage"});
  Report report = metrics::evaluate(asked, early);
  EXPECT_EQ(whole(report, report.row({"", "New"}), "open_count"), 1);
  EXPECT_EQ(whole(report, "open_value_missing_count"), 1);
  report = metrics::evaluate(asked, known("2025-02-10"));
  EXPECT_EQ(whole(report, report.row({"bob", "Qualified"}), "open_count"), 1);
}

TEST(KnownAt, ACloseCountsOnceItIsRecorded) {
  EXPECT_EQ(whole(known("2025-03-08"), "won_count", "2025-03"), 0);
  EXPECT_EQ(whole(known("2025-03-09"), "won_count", "2025-03"), 1);
}

TEST(KnownAt, AnInteractionCountsOnceItIsRecorded) {
  EXPECT_EQ(whole(known("2025-01-11"), "calls_made", "2025-01"), 0);
  EXPECT_EQ(whole(known("2025-01-12"), "calls_made", "2025-01"), 1);
}

TEST(KnownAt, TheReportSaysSoAndTheDataEndThere) {
  const metrics::Dataset data = known("2025-02-09");
  EXPECT_EQ(data.data_through, day("2025-01-10"));
  EXPECT_EQ(metrics::evaluate(query({"won_count"}, "2025-01"), data).known_at, day("2025-02-09"));
  EXPECT_FALSE(
      is_known(metrics::evaluate(query({"won_count"}, "2025-01"), DatasetBuilder(model()).build())
                   .known_at));
}

TEST(KnownAt, WithoutHistoryADealThatClosedLaterStandsInTheFirstStage) {
  metrics::DatasetOptions options;
  options.known_at = day("2025-02-01");
  DatasetBuilder b(model(), options);
  b.add(row("X", "Won", "2025-01-05", "2025-03-01", 150));
  const Report report = metrics::evaluate(query({"open_count"}, "2025-01", {"stage"}), b.build());
  EXPECT_EQ(whole(report, report.row({"New"}), "open_count"), 1);
}

}  // namespace
}  // namespace salespipe::test
