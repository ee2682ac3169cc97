#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "salespipe/base/error.hpp"
#include "salespipe/exchange/arrow_dataset.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/report_arrow.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/exchange/table_import.hpp"
#include "small_team.hpp"

namespace salespipe::exchange {
namespace {

using nlohmann::json;
using test::book_with_pipeline;
using test::import_options;
using test::small_history;
using test::small_team;
using test::taken;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

metrics::StageModel stages() { return stage_model(book_with_pipeline()); }

json report_of(const metrics::Dataset& data, const std::string& query) {
  return json::parse(to_json(metrics::evaluate(query_from_json(query), data)));
}

metrics::Dataset team_data(bool with_history = true) {
  const auto deals = small_team();
  const auto history = small_history();
  metrics::DatasetOptions options;
  options.currency = "EUR";
  return dataset_from_tables({&deals, with_history ? &history : nullptr, nullptr, nullptr},
                             stages(), options);
}

constexpr const char* kQuarter =
    R"({"period": "2025-Q1", "compare": "previous", "by": ["owner"],
        "metrics": ["won_revenue", "won_count", "win_rate", "open_value", "cycle_days_median"]})";

TEST(ReportJson, MoneyIsTextCountsAreIntegersAndWhatHasNoValueIsLeftOut) {
  const json report = report_of(team_data(), kQuarter);
  const json& total = report["rows"][0];
  EXPECT_EQ(total["by"], json::object());
  EXPECT_EQ(total["kind"], "total");
  EXPECT_EQ(total["period"], (json{{"from", "2025-01-01"}, {"to", "2025-04-01"}}));
  EXPECT_EQ(total["metrics"]["won_revenue"], "100.00");
  EXPECT_EQ(total["metrics"]["won_count"], 1);
  EXPECT_EQ(total["metrics"]["win_rate"], 0.5);
  EXPECT_EQ(total["metrics"]["cycle_days_median"], 36.0);
  EXPECT_EQ(total["ratios"]["win_rate"]["numerator"], "1");
  EXPECT_EQ(total["ratios"]["win_rate"]["denominator"], "2");
  EXPECT_EQ(total["previous"]["won_count"], 0);
  EXPECT_FALSE(total["previous"].contains("win_rate"));
  EXPECT_EQ(total["change"]["won_revenue"]["difference"], "100.00");
  EXPECT_FALSE(total["change"]["won_revenue"].contains("ratio"));
  EXPECT_EQ(report["query"]["currency"], "EUR");
  EXPECT_EQ(report["query"]["period"], "2025-Q1");
}

TEST(ReportJson, RowsOfADimensionFollowTheTotal) {
  const json report = report_of(team_data(), kQuarter);
  std::vector<std::string> owners;
  for (std::size_t i = 1; i < report["rows"].size(); ++i) {
    owners.push_back(report["rows"][i]["by"]["owner"]);
  }
  EXPECT_THAT(owners, ElementsAre("ann", "bob"));
}

TEST(ReportJson, ASplitPeriodNamesItsParts) {
  const json report = report_of(
      team_data(), R"({"period": "2025-Q1", "by": ["month"], "metrics": ["created_count"]})");
  std::vector<std::string> parts;
  std::vector<int> created;
  for (const auto& row : report["rows"]) {
    parts.push_back(row["by"].value("month", "whole"));
    created.push_back(row["metrics"]["created_count"]);
  }
  EXPECT_THAT(parts, ElementsAre("whole", "2025-01", "2025-02", "2025-03"));
  EXPECT_THAT(created, ElementsAre(3, 2, 1, 0));
  EXPECT_EQ(report["rows"][1]["kind"], "subtotal");
}

TEST(ReportJson, TheUndatedDealIsReported) {
  const json report = report_of(team_data(), kQuarter);
  bool found = false;
  for (const auto& diagnostic : report["diagnostics"]) {
    if (diagnostic["code"] != "created_unknown") continue;
    found = true;
    EXPECT_EQ(diagnostic["rows"], 1);
  }
  EXPECT_TRUE(found);
}

TEST(ReportArrow, ARowForEachRowOfTheReport) {
  const auto report = metrics::evaluate(query_from_json(kQuarter), team_data());
  const auto table = taken(to_arrow(report));
  EXPECT_THAT(table.texts("kind"), ElementsAre("total", "group", "group"));
  EXPECT_THAT(table.texts("owner"), ElementsAre("", "ann", "bob"));
  EXPECT_THAT(table.money("won_revenue", 2), ElementsAre(10000, 10000, 0));
  EXPECT_TRUE(table.has("win_rate_previous"));
}

TEST(BookDataset, ABookGivesTheFiguresOfTheTablesThatItWasMadeFrom) {
  constexpr const char* kAll =
      R"({"period": "2025-Q1", "by": ["owner"], "metrics": ["won_revenue", "won_count",
          "lost_count", "win_rate", "open_count", "open_value", "created_count", "created_value",
          "cycle_days_mean", "won_value_median", "sales_qualified_count"]})";
  for (const bool with_history : {false, true}) {
    Book book = book_with_pipeline();
    const auto history = small_history();
    import_tables(book, small_team(), with_history ? &history : nullptr, nullptr,
                  import_options(book));
    const json of_book = report_of(dataset_from_book(book), kAll);
    const json of_tables = report_of(team_data(with_history), kAll);
    EXPECT_EQ(of_book["rows"].dump(), of_tables["rows"].dump());
  }
}

TEST(BookDataset, CustomFieldsAreDimensions) {
  Book book = book_with_pipeline();
  import_tables(book, small_team(), nullptr, nullptr, import_options(book));
  const json report =
      report_of(dataset_from_book(book),
                R"({"period": "2025-Q1", "by": ["region"], "metrics": ["created_count"]})");
  EXPECT_EQ(report["rows"][1]["by"]["region"], "north");
  EXPECT_EQ(report["rows"][1]["metrics"]["created_count"], 2);
}

TEST(QueryJson, TheEchoOfAQueryIsTheQuery) {
  const std::string text =
      R"({"period": ["2025-Q1", {"from": "2025-01-05", "to": "2025-01-09"}],
          "compare": "last_year", "by": ["owner", "month"], "as_of": "2025-06-30",
          "top": {"count": 3, "metric": "won_count"}, "outcome": "first",
          "filters": [{"dimension": "source", "values": ["Web"], "exclude": true}]})";
  const std::string echo = to_json(query_from_json(text));
  EXPECT_EQ(to_json(query_from_json(echo)), echo);
  EXPECT_THAT(echo, HasSubstr(R"("period":["2025-Q1",{"from":"2025-01-05","to":"2025-01-09"}])"));
}

TEST(QueryJson, WhatDaysAndWaterfallsMeanIsReadAndEchoed) {
  const auto query = query_from_json(
      R"({"period": "2025-Q1", "days": "business", "holidays": ["2025-01-06", "2025-01-01"],
          "waterfall_window": "closing", "cycle_from": "first_contact"})");
  EXPECT_EQ(query.days, metrics::CountDays::business);
  EXPECT_EQ(query.holidays, (std::vector{parse_day("2025-01-06"), parse_day("2025-01-01")}));
  EXPECT_EQ(query.waterfall_window, metrics::WaterfallWindow::closing);
  const std::string echo = to_json(query);
  EXPECT_EQ(to_json(query_from_json(echo)), echo);
  EXPECT_THAT(echo, HasSubstr(R"("holidays":["2025-01-06","2025-01-01"])"));
}

TEST(QueryJson, AWrongFieldIsNamedByItsPlace) {
  const auto place = [](const std::string& text) {
    try {
      static_cast<void>(query_from_json(text));
    } catch (const Error& error) {
      return error.place().field + " " + std::string(to_string(error.code()));
    }
    return std::string("no error");
  };
  EXPECT_EQ(place(R"({"period": "soon"})"), "/period parse_error");
  EXPECT_EQ(place(R"({"periods": "2025"})"), "/periods schema_violation");
  EXPECT_EQ(place(R"({"period": "2025", "compare": "next"})"), "/compare invalid_argument");
  EXPECT_EQ(place(R"({"period": "2025", "top": {"count": 0}})"), "/top/count schema_violation");
  EXPECT_EQ(place(R"({"period": "2025", "days": "working"})"), "/days invalid_argument");
  EXPECT_EQ(place(R"({"period": "2025", "holidays": ["2025-1-6"]})"), "/holidays/0 parse_error");
  EXPECT_EQ(place(R"({"by": []})"), "/period schema_violation");
  EXPECT_EQ(place(R"({"period": "last-30-days"})"), "/period invalid_argument");
}

}  // namespace
}  // namespace salespipe::exchange
