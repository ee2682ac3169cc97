// The scans tell from facts what the pass tells from histories.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/binding.hpp"
#include "metrics/random_data.hpp"
#include "metrics/scan_plan.hpp"

namespace salespipe::test {
namespace {

using metrics::accumulate;
using metrics::Dataset;
using metrics::Plan;

/// Metrics whose figures the scans know how to find.
const std::vector<std::string> kScanned{
    "won_revenue",       "won_count",          "won_value_median",
    "lost_count",        "lost_value",         "won_value_missing_count",
    "cycle_days_median", "close_days_mean",    "open_count",
    "open_value",        "weighted_value",     "open_value_missing_count",
    "abandoned_count",   "abandoned_value",    "created_count",
    "created_value",     "win_rate_cohort",    "sales_qualified_count"};

Query scanned_query() {
  Query query = random_query();
  query.created_value_at = *rc::gen::inRange(0, 2) == 0 ? metrics::CreatedValueAt::at_create
                                                         : metrics::CreatedValueAt::as_of;
  if (*rc::gen::inRange(0, 2) == 0) query.as_of = day("2025-01-01") + *rc::gen::inRange(0, 500);
  query.metrics.clear();
  const int metrics = *rc::gen::inRange(1, 5);
  for (int i = 0; i < metrics; ++i) query.metrics.push_back(*rc::gen::elementOf(kScanned));
  return query;
}

bool is_scanned(const Plan& plan, const Dataset& data) {
  const metrics::Binding binding(plan.dimensions(), plan.query().filters, data);
  return metrics::plan_scan(plan, data, binding, data.opportunities.size()).has_value();
}

RC_GTEST_PROP(DealScans, TellWhatTheHistoriesTell, ()) {
  const Dataset data = random_data();
  Dataset without_facts = data;
  without_facts.facts = {};
  const Plan plan = metrics::compile(scanned_query(), data);
  RC_CLASSIFY(is_scanned(plan, data), "scanned");
  RC_ASSERT(!is_scanned(plan, without_facts));
  const metrics::State scanned = accumulate(plan, data, *rc::gen::inRange(1, 4));
  const metrics::State folded = accumulate(plan, without_facts);
  RC_ASSERT(scanned.cells() == folded.cells());
}

TEST(DealScans, AnswerTheUsualQuestionsWithoutHistories) {
  DatasetBuilder b(model());
  Deal(b, "a", "2025-01-10", 100).stage("Won", "2025-02-01");
  Deal(b, "b", "2025-01-20", 250);
  const Dataset data = b.build();
  for (const std::string& metric : kScanned) {
    const Plan plan = metrics::compile(query({metric}, "2025-Q1"), data);
    EXPECT_TRUE(is_scanned(plan, data)) << metric;
  }
  EXPECT_FALSE(is_scanned(metrics::compile(query({"waterfall_won"}, "2025-Q1"), data), data));
}

TEST(DealScans, AmountsWhoseSumMightOverflowAreLeftToThePass) {
  DatasetBuilder b(model());
  Deal(b, "a", "2025-01-10", 8'000'000'000'000'000'000).stage("Won", "2025-02-01");
  Deal(b, "b", "2025-01-10", 8'000'000'000'000'000'000).stage("Won", "2025-02-01");
  const Dataset data = b.build();
  const Plan plan = metrics::compile(query({"won_revenue"}, "2025-Q1"), data);
  EXPECT_FALSE(is_scanned(plan, data));
  const Report report = metrics::evaluate(query({"won_revenue"}, "2025-Q1"), data);
  EXPECT_EQ(to_string(report.figure(report.row(), "won_revenue")->numerator),
            "16000000000000000000");
}

}  // namespace
}  // namespace salespipe::test
