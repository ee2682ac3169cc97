// Tables in, in any order and form; broken ones refused with where and what to do.
#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::HistoryRow;
using metrics::kNoValue;
using metrics::OpportunityColumns;
using metrics::When;
using testing::HasSubstr;

HistoryRow entry(std::string_view id, std::string_view stage, When at) {
  HistoryRow row;
  row.opportunity = id;
  row.stage = stage;
  row.at = at;
  return row;
}

TEST(Builder, TakesColumnsAsDictionariesOrTextsWithNulls) {
  const std::array<std::string_view, 3> ids{"a", "b", "c"};
  const std::array<std::string_view, 2> stages{"New", "Won"};
  const std::array<std::int32_t, 3> stage_codes{0, 1, 0};
  const std::array<std::string_view, 1> sources{"Web"};
  const std::array<std::int32_t, 3> source_codes{0, -1, 0};
  const std::array days{day("2025-01-01"), day("2025-01-02"), day("2025-01-03")};
  const std::array closed{kNoDay, day("2025-01-05"), kNoDay};
  const std::array<std::int64_t, 3> values{10, 20, kNoValue};
  OpportunityColumns columns;
  columns.rows = 3;
  columns.id.values = ids;
  columns.stage = {stages, stage_codes};
  columns.created.days = days;
  columns.closed.days = closed;
  columns.value = values;
  columns.dimensions = {{"source", {sources, source_codes}}};
  DatasetBuilder b(model());
  b.add_opportunities(columns);
  const Dataset data = b.build();
  const Report report = metrics::evaluate(query({}, "2025-01", {"source"}), data);
  EXPECT_EQ(whole(report, report.row({""}), "won_revenue"), 20);
  EXPECT_EQ(whole(report, report.row({"Web"}), "open_count"), 2);
  EXPECT_EQ(whole(report, "open_value_missing_count"), 1);
}

TEST(Builder, OrdersTheHistoryOfEachDealByTimeAndKeepsTiesInRowOrder) {
  DatasetBuilder b(model());
  b.add(entry("X", "Won", day("2025-01-20")));
  b.add(entry("X", "Qualified", day("2025-01-10")));
  b.add(entry("X", "Proposal", day("2025-01-10")));
  b.add(row("X", "Won", "2025-01-01", "", 5));  // the opportunity may come last
  const Dataset data = b.build();
  const std::vector<std::uint32_t> expected{0, 1, 2, 3};  // New is told by the creation
  EXPECT_EQ(data.history.payload, expected);
}

TEST(Builder, InstantsOfOneDayKeepTheirOrder) {
  DatasetBuilder b(model());
  b.add(row("X", "Won", "2025-01-01", "", 5));
  b.add(entry("X", "Lost", Instant::parse("2025-01-10T15:00:00Z")));
  b.add(entry("X", "Won", Instant::parse("2025-01-10T16:00:00Z")));
  b.add(entry("X", "Proposal", Instant::parse("2025-01-10T09:00:00Z")));
  EXPECT_EQ(whole(b.build(), "won_count", "2025-01"), 1);
}

TEST(Builder, WithoutHistoryADealEntersItsFirstStageAndThenTheCurrentOne) {
  DatasetBuilder b(model());
  b.add(row("open", "Proposal", "2025-01-01", "", 5));
  b.add(row("won", "Won", "2025-01-01", "2025-01-09", 5));
  const Dataset data = b.build();
  EXPECT_EQ(data.history.day, (std::vector<Day>{day("2025-01-01"), day("2025-01-01"),
                                                day("2025-01-01"), day("2025-01-09")}));
  EXPECT_EQ(data.history.payload, (std::vector<std::uint32_t>{0, 2, 0, 3}));
}

TEST(Builder, AHistoryThatStartsLateLeavesTheDealInItsFirstStageUntilThen) {
  DatasetBuilder b(model());
  b.add(row("X", "Proposal", "2025-01-01", "", 5));
  b.add(entry("X", "Proposal", day("2025-01-20")));
  const Dataset data = b.build();
  Query q = query({"open_count"}, "2025-01", {"stage"});
  q.as_of = day("2025-01-10");
  const Report report = metrics::evaluate(q, data);
  EXPECT_EQ(whole(report, report.row({"New"}), "open_count"), 1);
}

TEST(Builder, AMissingCreationIsTheDayOfTheFirstChange) {
  DatasetBuilder b(model());
  b.add(row("X", "New", "", "", 5));
  b.add(entry("X", "New", day("2025-01-20")));
  EXPECT_EQ(whole(b.build(), "created_count", "2025-01"), 1);
}

TEST(Builder, ReportsTablesThatContradictTheirHistoryAndFollowsTheHistory) {
  DatasetBuilder b(model());
  b.add(row("X", "New", "2025-01-01", "", 5));
  auto won = entry("X", "Won", day("2025-01-20"));
  won.value = 8;
  b.add(won);
  const Dataset data = b.build();
  EXPECT_EQ(whole(data, "won_revenue", "2025-01"), 8);
  std::vector<std::string> codes;
  for (const Diagnostic& found : data.diagnostics) codes.push_back(found.code);
  EXPECT_THAT(codes,
              testing::IsSupersetOf({"stage_differs_from_history", "value_differs_from_history"}));
}

TEST(Builder, SeveralPipelinesShareOneDataSet) {
  const StageModel two({{"Sales", "Open", StageOutcome::open, 0, false},
                        {"Sales", "Won", StageOutcome::won, 0, false},
                        {"Renewals", "Due", StageOutcome::open, 0, false},
                        {"Renewals", "Won", StageOutcome::won, 0, false}});
  DatasetBuilder b(two);
  auto deal = row("1", "Won", "2025-01-01", "2025-01-05", 10);
  deal.pipeline = "Sales";
  b.add(deal);
  deal = row("2", "Due", "2025-01-01", "", 20);
  b.add(deal);
  const Dataset data = b.build();
  const Report report =
      metrics::evaluate(query({"won_count", "open_count"}, "2025-01", {"pipeline"}), data);
  EXPECT_EQ(whole(report, report.row({"Sales"}), "won_count"), 1);
  EXPECT_EQ(whole(report, report.row({"Renewals"}), "open_count"), 1);

  DatasetBuilder ambiguous(two);
  ambiguous.add(row("1", "Won", "2025-01-01", "2025-01-05", 10));
  EXPECT_EQ(refusal([&] { ambiguous.build(); }), ErrorCode::ambiguous);
}

/// What building one table says.
template <class Fill>
std::string built(Fill&& fill) {
  return refusal_text([&] {
    DatasetBuilder b(model());
    fill(b);
    b.build();
  });
}

TEST(Builder, RefusesBrokenTablesNamingRowAndColumn) {
  EXPECT_THAT(built([](auto& b) {
                b.add(row("a", "New", "", "", 1));
                b.add(row("a", "New", "", "", 1));
              }),
              HasSubstr("opportunities row 2: id \"a\" is already that of row 1"));
  EXPECT_THAT(built([](auto& b) { b.add(row("", "New", "", "", 1)); }),
              HasSubstr("opportunities row 1: column \"id\" is empty"));
  EXPECT_THAT(built([](auto& b) { b.add(row("a", "Nwe", "", "", 1)); }),
              HasSubstr("opportunities row 1: no stage is called \"Nwe\"; there are: \"New\""));
  EXPECT_THAT(built([](auto& b) { b.add(row("a", "", "2025-01-01", "", 1)); }),
              HasSubstr("no stage is known"));
  EXPECT_THAT(built([](auto& b) { b.add(row("a", "Won", "2025-01-02", "2025-01-01", 1)); }),
              HasSubstr("closed on 2025-01-01, before it was created on 2025-01-02"));
  EXPECT_THAT(built([](auto& b) {
                b.add(row("a", "Won", "2025-01-02", "", 1));
                b.add(entry("a", "Won", day("2025-01-01")));
              }),
              HasSubstr("history row 1: the deal was closed before it was created"));
  EXPECT_THAT(built([](auto& b) { b.add(entry("ghost", "New", day("2025-01-01"))); }),
              HasSubstr("history row 1: no opportunity has the id \"ghost\""));
  EXPECT_THAT(built([](auto& b) {
                b.add(row("a", "New", "", "", 1));
                b.add(entry("a", "New", {}));
              }),
              HasSubstr("history row 1: column \"at\" is empty"));
}

TEST(Builder, RefusesColumnsOfUnequalLengthsAndCodesOutsideTheirDictionary) {
  const std::array<std::string_view, 2> ids{"a", "b"};
  const std::array<std::int64_t, 1> values{1};
  OpportunityColumns columns;
  columns.rows = 2;
  columns.id.values = ids;
  columns.value = values;
  EXPECT_THAT(built([&](auto& b) { b.add_opportunities(columns); }),
              HasSubstr("column \"value\" has 1 cells, the table 2 rows"));
  const std::array<std::int32_t, 2> codes{0, 7};
  columns.value = {};
  columns.stage = {ids, codes};
  EXPECT_THAT(built([&](auto& b) { b.add_opportunities(columns); }),
              HasSubstr("code 7 of column \"stage\" lies outside its dictionary of 2"));
}

TEST(Builder, RefusesAmountsInSeveralCurrenciesCountingThem) {
  const auto in = [](std::string_view id, std::string_view currency) {
    auto deal = row(id, "New", "", "", 1);
    deal.currency = currency;
    return deal;
  };
  const auto fill = [&](auto& b) {
    b.add(in("a", "EUR"));
    b.add(in("b", "SEK"));
    b.add(in("c", "EUR"));
  };
  EXPECT_THAT(built(fill), HasSubstr("\"EUR\" (2 rows), \"SEK\" (1 rows)"));
  DatasetBuilder b(model());
  b.add(in("a", "JPY"));
  const Dataset data = b.build();
  EXPECT_EQ(data.currency, "JPY");
  EXPECT_EQ(data.minor_digits, 0);
}

}  // namespace
}  // namespace salespipe::test
