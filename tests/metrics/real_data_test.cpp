// The published CRM sales opportunities, as they lie in the data folder: the facts at the end of
// METRICS.md, exactly.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "metrics/support.hpp"
#include "support/data_folder.hpp"

namespace salespipe::test {
namespace {

/// For this file only: it has no quotes and no line breaks in its cells.
std::vector<std::vector<std::string>> split_csv(std::istream& in) {
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells;
    std::istringstream parts(line + ',');
    for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
    rows.push_back(std::move(cells));
  }
  return rows;
}

class RealData : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = data_folder() / "crm_sales_opportunities" / "sales_pipeline.csv";
    std::ifstream file(path);
    if (!file) {
      const char* ci = std::getenv("CI");  // NOLINT(concurrency-mt-unsafe)
      if (ci != nullptr && std::string_view(ci) == "true") {
        FAIL() << "the real data are missing: " << path;
      }
      GTEST_SKIP() << "NOT TESTED ON REAL DATA: no " << path << "; set SALESPIPE_DATA";
    }
    const auto rows = split_csv(file);
    ASSERT_EQ(rows.size(), 8801U);
    DatasetBuilder b(StageModel({{"", "Prospecting", StageOutcome::open, 100'000, false},
                                 {"", "Engaging", StageOutcome::open, 400'000, false},
                                 {"", "Won", StageOutcome::won, 1'000'000, false},
                                 {"", "Lost", StageOutcome::lost, 0, false}}));
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const auto& cell = rows[i];
      const std::int64_t value = cell[7].empty() ? metrics::kNoValue : std::stoll(cell[7]) * 100;
      auto deal = row(cell[0], cell[4], cell[5], cell[6], value, cell[1]);
      deal.dimensions = {{"product", cell[2]}, {"account", cell[3]}};
      b.add(deal);
    }
    data_ = b.build();
  }

  metrics::Dataset data_;
};

TEST_F(RealData, TheYear2017AsPublished) {
  const Report report = metrics::evaluate(query({}, "2017"), data_);
  EXPECT_EQ(whole(report, "won_count"), 4238);
  EXPECT_EQ(whole(report, "lost_count"), 2473);
  EXPECT_EQ(whole(report, "won_revenue"), 1'000'553'400);
  EXPECT_EQ(fraction(report, "win_rate"), "4238/6711");
  EXPECT_NEAR(report.figure(report.row(), "win_rate")->number(), 0.6315005, 5e-8);
  EXPECT_NEAR(report.figure(report.row(), "won_value_mean")->number() / 100, 2360.909391, 5e-7);
  EXPECT_EQ(whole(report, "won_value_mean"), 236'091);
  EXPECT_NEAR(report.figure(report.row(), "cycle_days_mean")->number(), 51.781973, 5e-7);
  EXPECT_EQ(report.figure(report.row(), "cycle_days_median")->number(), 57.0);
  EXPECT_NEAR(report.figure(report.row(), "close_days_mean")->number(), 47.985397, 5e-7);
}

TEST_F(RealData, DealsWithoutDatesAreOpenFromTheLastDayOfTheDataOn) {
  EXPECT_EQ(salespipe::to_string(data_.data_through), "2017-12-31");
  Query q = query({"open_count", "open_value_missing_count"}, "2017", {"stage"});
  const Report report = metrics::evaluate(q, data_);
  EXPECT_EQ(whole(report, "open_count"), 2089);
  EXPECT_EQ(whole(report, "open_value_missing_count"), 2089);
  EXPECT_EQ(whole(report, report.row({"Engaging"}), "open_count"), 1589);
  EXPECT_EQ(whole(report, report.row({"Prospecting"}), "open_count"), 500);
  const auto found = std::find_if(
      report.diagnostics.begin(), report.diagnostics.end(),
      [](const Diagnostic& diagnostic) { return diagnostic.code == "created_unknown"; });
  ASSERT_NE(found, report.diagnostics.end());
  EXPECT_EQ(found->rows, 500);
  q.as_of = day("2017-12-30");
  // A day earlier they are not open yet; and the won and lost ones all have values.
  EXPECT_EQ(whole(metrics::evaluate(q, data_), "open_value_missing_count"), 1589);
}

TEST_F(RealData, QuartersAsPublished) {
  const Report report = metrics::evaluate(
      query({"won_count", "won_revenue", "lost_count"}, "2017", {"quarter"}), data_);
  const auto quarter = [&](const char* text) {
    const Row& total = report.total(period(text));
    return std::vector<std::int64_t>{whole(report, total, "won_count"),
                                     whole(report, total, "won_revenue") / 100,
                                     whole(report, total, "lost_count")};
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(quarter("2017-Q1"), (Numbers{531, 1134672, 116}));
  EXPECT_EQ(quarter("2017-Q2"), (Numbers{1254, 3086111, 778}));
  EXPECT_EQ(quarter("2017-Q3"), (Numbers{1257, 2982255, 790}));
  EXPECT_EQ(quarter("2017-Q4"), (Numbers{1196, 2802496, 789}));
  EXPECT_EQ(report.rows.size(), 5U);
}

TEST_F(RealData, TopOwnersAndAccountsAsPublished) {
  const auto top = [&](const char* dimension, std::int32_t count) {
    Query q = query({"won_revenue"}, "2017", {dimension});
    q.top = metrics::Top{count, ""};
    const Report report = metrics::evaluate(q, data_);
    std::string text;
    std::int64_t sum = 0;
    for (const Row& line : report.rows) {
      if (line.is_total) continue;
      sum += whole(report, line, "won_revenue");
      if (line.is_other) continue;
      text += line.by[0] + ' ' + std::to_string(whole(report, line, "won_revenue") / 100) + ", ";
    }
    EXPECT_TRUE(report.rows.back().is_other);
    EXPECT_EQ(sum, whole(report, "won_revenue"));
    return text;
  };
  EXPECT_EQ(top("owner", 5),
            "Darcel Schlecht 1153214, Vicki Laflamme 478396, Kary Hendrixson 454298, "
            "Cassey Cress 450489, Donn Cantrell 445860, ");
  EXPECT_EQ(top("account", 5),
            "Kan-code 341455, Konex 269245, Condax 206410, Cheers 198020, Hottechi 194957, ");
}

}  // namespace
}  // namespace salespipe::test
