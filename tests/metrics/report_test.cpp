// Rows, order, top n, comparison, splitting, refusals of a query.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;
using testing::HasSubstr;

/// Deals won in January and February by owners, with sources.
Dataset sales() {
  DatasetBuilder b(model());
  const auto won = [&b](std::string_view id, std::string_view owner, std::string_view closed,
                        std::int64_t value, std::string_view source) {
    auto deal = row(id, "Won", "2025-01-01", closed, value, owner);
    deal.dimensions = {{"source", source}};
    b.add(deal);
  };
  won("1", "eve", "2025-02-03", 300, "Web");
  won("2", "bob", "2025-02-04", 500, "Fair");
  won("3", "ann", "2025-02-05", 300, "Web");
  won("4", "cid", "2025-02-06", 100, "Web");
  won("5", "cid", "2025-02-16", 140, "Fair");
  won("6", "cid", "2025-01-16", 80, "Web");
  won("7", "dan", "2025-01-16", 70, "Web");
  return b.build();
}

std::vector<std::string> keys(const Report& report) {
  std::vector<std::string> result;
  for (const Row& row : report.rows) {
    std::string key = row.is_total ? "total" : row.is_other ? "other" : "";
    for (const std::string& value : row.by) key += (key.empty() ? "" : "/") + value;
    result.push_back(key);
  }
  return result;
}

using Keys = std::vector<std::string>;

TEST(ReportRows, TheTotalIsFirstAndGroupsFollowByKey) {
  EXPECT_EQ(keys(evaluate(query({"won_revenue"}, "2025-02", {"owner"}), sales())),
            (Keys{"total", "ann", "bob", "cid", "eve"}));
  EXPECT_EQ(keys(evaluate(query({"won_revenue"}, "2025-02", {"source", "owner"}), sales())),
            (Keys{"total", "Fair/bob", "Fair/cid", "Web/ann", "Web/cid", "Web/eve"}));
}

TEST(ReportRows, TopGroupsAreByAmountThenNameAndTheRestIsOneOtherRow) {
  Query q = query({"won_count", "won_revenue", "won_value_median"}, "2025-02", {"owner"});
  q.top = metrics::Top{3, "won_revenue"};
  const Report report = evaluate(q, sales());
  EXPECT_EQ(keys(report), (Keys{"total", "bob", "ann", "eve", "other"}));
  const Row& other = report.rows.back();
  EXPECT_EQ(whole(report, other, "won_revenue"), 240);
  EXPECT_EQ(whole(report, other, "won_value_median"), 120) << "of its deals, not of its groups";
  q.top = metrics::Top{3, ""};  // by the first count or amount asked: won_count
  EXPECT_EQ(keys(evaluate(q, sales())), (Keys{"total", "cid", "ann", "bob", "other"}));
  q.top = metrics::Top{4, ""};
  EXPECT_EQ(keys(evaluate(q, sales())), (Keys{"total", "cid", "ann", "bob", "eve"}));
}

TEST(ReportRows, AGroupWhoseDealsAreWorthNothingIsStillARow) {
  DatasetBuilder b(model());
  b.add(row("1", "Lost", "2025-01-01", "2025-01-05", 0, "ann"));
  const Report report = evaluate(query({"lost_value"}, "2025-01", {"owner"}), b.build());
  EXPECT_EQ(keys(report), (Keys{"total", "ann"}));
}

TEST(ReportRows, CompareGivesThePeriodBeforeWithDifferenceAndRatio) {
  Query q = query({"won_revenue", "win_rate"}, "2025-02", {"owner"});
  q.compare = metrics::Compare::previous;
  const Report report = evaluate(q, sales());
  EXPECT_EQ(keys(report), (Keys{"total", "ann", "bob", "cid", "dan", "eve"}))
      << "dan only sold in the month before";
  const Row& cid = report.row({"cid"});
  ASSERT_TRUE(cid.change[0]);
  EXPECT_EQ(cid.previous[0]->whole(), 80);
  EXPECT_EQ(cid.change[0]->whole, Int128{160});
  EXPECT_EQ(cid.change[0]->ratio, 2.0);
  const Row& ann = report.row({"ann"});
  EXPECT_EQ(ann.change[0]->whole, Int128{300});
  EXPECT_FALSE(ann.change[0]->ratio) << "nothing before: no ratio";
  EXPECT_FALSE(ann.previous[1]) << "no rate before";
  EXPECT_FALSE(ann.change[1]);
  EXPECT_EQ(report.row().previous_period->to_string(), "2025-01");
  q.compare = metrics::Compare::last_year;
  EXPECT_EQ(evaluate(q, sales()).row().previous_period->to_string(), "2024-02");
}

TEST(ReportRows, ASplitPeriodComesWholeAndThenPartByPart) {
  Query q = query({"won_revenue"}, "2025-Q1", {"month", "source"});
  q.compare = metrics::Compare::previous;
  const Report report = evaluate(q, sales());
  EXPECT_EQ(keys(report), (Keys{"total", "Fair", "Web", "total", "Web", "total", "Fair", "Web",
                                "total", "Fair", "Web"}));
  const Row& february = report.total(period("2025-02"));
  EXPECT_EQ(whole(report, february, "won_revenue"), 1340);
  EXPECT_EQ(february.previous[0]->whole(), 150);
  EXPECT_EQ(whole(report, "won_revenue"), 1490);
}

TEST(ReportRows, APartThatIsTheWholeIsComparedAsThePartItIs) {
  Query q = query({"won_count"}, "2025-03", {"quarter"});  // a quarter cut to 31 days
  q.compare = metrics::Compare::previous;
  const Report report = evaluate(q, sales());
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.rows[0].previous_period->to_string(), "2025-02");
  EXPECT_EQ(report.rows[1].previous_period->to_string(), "2025-01-29..2025-02-28");
}

TEST(ReportRows, AReportOfWinRatesHasNoRowsForGroupsWithoutClosings) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-01-05", 1, "ann"));
  b.add(row("2", "New", "2025-01-01", "", 1, "bob"));
  const Report report = evaluate(query({"win_rate"}, "2025-01", {"owner"}), b.build());
  EXPECT_EQ(keys(report), (Keys{"total", "ann"}));
  EXPECT_EQ(report.figure(report.row(), "win_rate")->undecided, Int128{1});
}

TEST(ReportRows, FiltersKeepOrExcludeValues) {
  Query q = query({"won_count"}, "2025-02");
  q.filters = {{"source", {"Web"}, false}};
  EXPECT_EQ(whole(evaluate(q, sales()), "won_count"), 3);
  q.filters = {{"source", {"Web"}, true}};
  EXPECT_EQ(whole(evaluate(q, sales()), "won_count"), 2);
  q.filters = {{"source", {"Web"}, false}, {"owner", {"cid", "ann"}, false}};
  EXPECT_EQ(whole(evaluate(q, sales()), "won_count"), 2);
  q.filters = {{"source", {"Radio"}, false}};
  EXPECT_EQ(whole(evaluate(q, sales()), "won_count"), 0);
}

TEST(ReportRows, TheQueryIsEchoedWithEveryOptionInForce) {
  Query q = query({"won_count"}, "2025-02", {"owner"});
  q.top = metrics::Top{2, ""};
  const Report report = evaluate(q, sales());
  EXPECT_EQ(report.query.top->metric, "won_count");
  EXPECT_EQ(report.query.currency, "XXX");
}

TEST(Queries, AreRefusedWithWhatIsWrongAndWhatThereIs) {
  const Dataset data = sales();
  const auto text = [&](const Query& q) { return refusal_text([&] { evaluate(q, data); }); };
  EXPECT_THAT(text(query({"won_revenu"}, "2025")), HasSubstr("won_revenue"));
  EXPECT_THAT(text(query({"won_count"}, "2025", {"region"})), HasSubstr("owner, stage, source"));
  EXPECT_THAT(text(query({"won_count"}, "2025", {"owner", "owner"})), HasSubstr("twice"));
  EXPECT_THAT(text(query({"won_count"}, "2025", {"month", "week"})), HasSubstr("two kinds"));
  Query q = query({"won_count"}, "2025");
  q.top = metrics::Top{3, ""};
  EXPECT_THAT(text(q), HasSubstr("top needs a dimension"));
  q = query({"won_count"}, "2025");
  q.currency = "EUR";
  EXPECT_EQ(refusal([&] { evaluate(q, data); }), ErrorCode::currency_mismatch);
  q = query({"pace"}, "2025");
  q.holidays = {kNoDay};
  EXPECT_EQ(refusal([&] { evaluate(q, data); }), ErrorCode::invalid_argument);
  q = query({"won_count"}, "2025");
  q.periods.clear();
  EXPECT_EQ(refusal([&] { evaluate(q, data); }), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace salespipe::test
