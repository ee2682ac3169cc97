// A watched book: after every command its reports are those of the book read from the start.
#include "salespipe/exchange/live_book.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "exchange/happenings.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/exchange/series_json.hpp"

namespace salespipe::exchange::test {
namespace {

using metrics::Query;
using metrics::WatchId;

Query asked(std::string_view period, std::vector<std::string> by) {
  Query query;
  query.periods = {Period::parse(period)};
  query.by = std::move(by);
  return query;
}

std::vector<Query> questions() {
  std::vector<Query> out{asked("2025", {"month", "stage"}), asked("2025-Q1", {"owner"}),
                         asked("2025", {"account", "pipeline"}), asked("2025-02", {"lost_reason"})};
  out[1].outcome = metrics::OutcomePolicy::as_recorded;
  out[1].owner_at = metrics::OwnerAt::current;
  out[1].as_of = parse_day("2025-02-20");
  out[3].filters = {{"source", {"Web"}, false}, {"owner", {"owner 1"}, true}};
  return out;
}

/// A report as JSON, or how it was refused: facts with any date may make no sense together, and a
/// pipeline without deals has no column to group by.
template <class Ask>
std::string told(const Ask& ask) {
  try {
    return to_json(ask());
  } catch (const Error& error) {
    return "refused: " + std::string(error.what());
  }
}

RC_GTEST_PROP(LiveBook, ReportsAfterEveryCommandWhatTheBookSays, ()) {
  Happenings story;
  BookDatasetOptions options;
  options.zone = TimeZone::find(below(2) == 0 ? "UTC" : "America/New_York");
  if (below(3) == 0) options.pipelines = {story.pipeline};
  if (below(3) == 0) options.data_through = parse_day("2025-06-30");
  for (int i = below(12) + 1; i > 0; --i) story.happen();
  try {
    dataset_from_book(story.book, options);
  } catch (const Error&) {
    RC_DISCARD("figures refuse the book from the start");
  }
  LiveBook live(story.book, options);
  const auto compare = [&](const Query& query, WatchId watch) {
    const std::string said = told([&] { return live.report(watch); });
    const std::string wanted =
        told([&] { return metrics::evaluate(query, dataset_from_book(story.book, options)); });
    if (said == wanted) return;
    const auto [at, other] = std::mismatch(said.begin(), said.end(), wanted.begin(), wanted.end());
    const auto place = static_cast<std::size_t>(at - said.begin());
    const std::size_t from = place < 200 ? 0 : place - 200;
    RC_FAIL("live: " + said.substr(from, 400) + "\nbook: " + wanted.substr(from, 400));
  };
  std::vector<Query> queries;
  std::vector<WatchId> watches;
  for (const Query& query : questions()) {
    try {
      watches.push_back(live.watch(query));
      queries.push_back(query);
    } catch (const Error& error) {
      // No deal of these pipelines, and so no such column yet.
      RC_ASSERT(error.code() == ErrorCode::not_found);
    }
  }
  for (int i = 0; i < 8; ++i) {
    for (int pending = below(3); pending >= 0; --pending) story.happen();
    for (std::size_t q = 0; q < watches.size(); ++q) compare(queries[q], watches[q]);
  }
}

TEST(LiveBook, FollowsADealFromItsCreationToItsWin) {
  Book book;
  CommandContext at;
  at.at = Instant{1'735'689'600'000'000};
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at);
  LiveBook live(book);
  Query query = asked("2025-01", {});
  query.metrics = {"open_value", "created_count"};
  const WatchId watch = live.watch(query);
  EXPECT_EQ(live.report(watch).figure(live.report(watch).row(), "created_count")->whole(), 0);
  NewOpportunity deal;
  deal.name = "First";
  deal.value = DealValue::parse("120 EUR");
  const OpportunityId id = book.create_opportunity(pipeline, deal, at);
  auto report = live.report(watch);
  EXPECT_EQ(report.figure(report.row(), "open_value")->whole(), 12000);
  at.at.micros += 1'000'000;
  book.change_value(id, DealValue::parse("150 EUR"), at);
  book.lose(id, "Price", at);
  report = live.report(watch);
  EXPECT_EQ(report.figure(report.row(), "open_value")->whole(), 0);
  live.unwatch(watch);
  EXPECT_THROW(live.report(watch), Error);
  EXPECT_THROW(live.unwatch(watch), Error);
}

TEST(LiveBook, KnowsWhatADealBringsInAYearOnceItsValueRecursAndNoLonger) {
  Book book;
  CommandContext at;
  at.at = Instant{1'735'689'600'000'000};
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at);
  NewOpportunity deal;
  deal.name = "First";
  deal.value = DealValue::parse("120 EUR");
  const OpportunityId id = book.create_opportunity(pipeline, deal, at);
  book.win(id, at);
  LiveBook live(book);
  Query query = asked("2025-01", {});
  query.metrics = {"acv_value"};
  const WatchId watch = live.watch(query);
  const auto annual = [&] {
    const auto report = live.report(watch);
    return report.figure(report.row(), "acv_value")->whole();
  };
  EXPECT_EQ(annual(), 0);
  book.change_value(id, DealValue::parse("50 EUR/month x 24"), at);
  EXPECT_EQ(annual(), 60000);
  book.change_value(id, DealValue::parse("80 EUR"), at);
  EXPECT_EQ(annual(), 0);
}

TEST(LiveBook, IsReadAgainWhenAPipelineChanges) {
  Book book;
  CommandContext at;
  at.at = Instant{1'735'689'600'000'000};
  const PipelineId first =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at);
  NewOpportunity deal;
  deal.name = "First";
  book.create_opportunity(first, deal, at);
  LiveBook live(book);
  const WatchId watch = live.watch(asked("2025-01", {"stage", "pipeline"}));
  const PipelineId second =
      book.add_pipeline(Pipeline::standard("Renewal", Currency("EUR"), Fridge::without), at);
  book.create_opportunity(second, deal, at);
  EXPECT_EQ(
      to_json(live.report(watch)),
      to_json(metrics::evaluate(asked("2025-01", {"stage", "pipeline"}), dataset_from_book(book))));
}

TEST(SeriesDocument, SaysWhatIsOpenAndWhyDayByDay) {
  Book book;
  CommandContext at;
  at.at = Instant{1'735'689'600'000'000};
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at);
  NewOpportunity deal;
  deal.name = "First";
  deal.value = DealValue::parse("120 EUR");
  const OpportunityId id = book.create_opportunity(pipeline, deal, at);
  at.at.micros += std::int64_t{86'400'000'000};
  book.lose(id, "Price", at);
  const auto query =
      series_query_from_json(R"({"period": "2025-01-01..2025-01-02", "every": "day"})");
  const std::string text = to_json(metrics::evaluate(query, dataset_from_book(book)));
  EXPECT_NE(text.find(R"("from":"2025-01-01","to":"2025-01-02","count":1,"value":"120.00")"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"("flows":{"lost":{"count":1,"value":"120.00"}})"), std::string::npos)
      << text;
  EXPECT_THROW(series_query_from_json(R"({"every": "day"})"), Error);
  EXPECT_THROW(series_query_from_json(R"({"period": "2025", "every": "days"})"), Error);
}

}  // namespace
}  // namespace salespipe::exchange::test
