// The catalogue is complete, and metrics can be found.
#include "salespipe/metrics/catalogue.hpp"

#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/golden_log.hpp"
#include "metrics/percentile.hpp"

namespace salespipe::test {
namespace {

using metrics::Bin;
using metrics::Unit;
using testing::HasSubstr;

TEST(Catalogue, EveryMetricIsDocumentedUniqueAndMergeable) {
  std::set<std::string_view> names;
  for (const metrics::Metric& metric : metrics::catalogue()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.title.empty()) << metric.name;
    EXPECT_FALSE(metric.formula.empty()) << metric.name;
    EXPECT_FALSE(metric.documentation.empty()) << metric.name;
    EXPECT_FALSE(metric.slots.view().empty()) << metric.name;
    EXPECT_NE(metric.finish, nullptr) << metric.name;
  }
  EXPECT_GE(names.size(), 45U);
}

TEST(Catalogue, EveryMetricAloneReadsOnlyTheSlotsItListsAndKeepsItsUnit) {
  const metrics::Dataset data = golden_log();
  for (const metrics::Metric& metric : metrics::catalogue()) {
    const Report report =
        metrics::evaluate(query({std::string(metric.name)}, "2025-Q1", {"owner"}), data);
    const auto& figure = report.figure(report.row(), metric.name);
    if (!figure) continue;
    EXPECT_EQ(figure->unit, metric.unit) << metric.name;
  }
}

TEST(Catalogue, AnUnknownNameIsAnsweredWithTheNearest) {
  EXPECT_EQ(metrics::find_metric("win_rate").title, "Win rate");
  EXPECT_THAT(refusal_text([] { metrics::find_metric("winrate"); }), HasSubstr("win_rate"));
  EXPECT_THAT(refusal_text([] { metrics::find_metric("cycle"); }), HasSubstr("cycle_days_mean"));
}

TEST(Percentiles, AreLinearBetweenOrderStatistics) {
  const std::vector<Bin> bins{{1, 1}, {2, 2}, {10, 1}};  // 1 2 2 10
  EXPECT_EQ(metrics::percentile(bins, 1, 2, Unit::days)->number(), 2.0);
  EXPECT_DOUBLE_EQ(metrics::percentile(bins, 9, 10, Unit::days)->number(), 7.6);
  EXPECT_EQ(metrics::percentile(bins, 1, 1, Unit::days)->number(), 10.0);
  EXPECT_FALSE(metrics::percentile({}, 1, 2, Unit::days));
}

TEST(Figures, AreRoundedOnceHalfToEven) {
  EXPECT_EQ((metrics::Figure{Unit::money, 5, 2, {}}).whole(), 2);
  EXPECT_EQ((metrics::Figure{Unit::money, 7, 2, {}}).whole(), 4);
  EXPECT_EQ((metrics::Figure{Unit::money, -5, 2, {}}).whole(), -2);
}

TEST(Figures, OfHugeAmountsAreExactAndNeverWrap) {
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-01-02", kHuge));
  b.add(row("2", "Won", "2025-01-01", "2025-01-02", kHuge));
  const Report report = metrics::evaluate(query({"won_revenue"}, "2025-01"), b.build());
  EXPECT_EQ(report.figure(report.row(), "won_revenue")->numerator, Int128{kHuge} * 2);
  EXPECT_EQ(report.figure(report.row(), "won_revenue")->rounded(), Int128{kHuge} * 2);
  EXPECT_EQ(refusal([&] { whole(report, "won_revenue"); }), ErrorCode::overflow);
}

TEST(States, OfDifferentQueriesDoNotMerge) {
  const metrics::Dataset data = golden_log();
  metrics::State january =
      metrics::accumulate(metrics::compile(query({"won_count"}, "2025-01"), data), data);
  const metrics::State february =
      metrics::accumulate(metrics::compile(query({"won_count"}, "2025-02"), data), data);
  const std::string text = refusal_text([&] { january.merge(february); });
  EXPECT_THAT(text, HasSubstr("period 2025-01-01 2025-02-01"));
}

TEST(States, OfDataSetsWithOtherDictionariesMergeByName) {
  const auto part = [](std::string_view id, std::string_view first, std::string_view second) {
    DatasetBuilder b(model());
    b.add(row(id, "Won", "2025-01-01", "2025-01-05", 10, first));
    b.add_interactions({});  // a table without rows
    b.add(row("also " + std::string(id), "Won", "2025-01-01", "2025-01-05", 1, second));
    return b.build();
  };
  const metrics::Dataset one = part("1", "ann", "bob");
  const metrics::Dataset two = part("2", "bob", "eve");
  const metrics::Plan plan =
      metrics::compile(query({"won_revenue", "activities_per_rep"}, "2025-01", {"owner"}), one);
  metrics::State state = metrics::accumulate(plan, one);
  state.merge(metrics::accumulate(plan, two));
  const Report report = metrics::finish(plan, state);
  EXPECT_EQ(whole(report, report.row({"ann"}), "won_revenue"), 10);
  EXPECT_EQ(whole(report, report.row({"bob"}), "won_revenue"), 11);
  EXPECT_EQ(whole(report, report.row({"eve"}), "won_revenue"), 1);
  EXPECT_EQ(fraction(report, "activities_per_rep"), "0/3");
}

}  // namespace
}  // namespace salespipe::test
