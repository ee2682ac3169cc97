// The scans tell from facts what the pass tells from histories.
#include <array>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/binding.hpp"
#include "metrics/random_data.hpp"
#include "metrics/scan_plan.hpp"
#include "metrics/top_lines.hpp"

namespace salespipe::test {
namespace {

using metrics::accumulate;
using metrics::Dataset;
using metrics::Plan;

/// Metrics whose figures the scans know how to find.
const std::vector<std::string> kScanned{
    "won_revenue",       "won_count",       "won_value_median",
    "lost_count",        "lost_value",      "won_value_missing_count",
    "cycle_days_median", "close_days_mean", "open_count",
    "open_value",        "weighted_value",  "open_value_missing_count",
    "abandoned_count",   "abandoned_value", "created_count",
    "created_value",     "win_rate_cohort", "sales_qualified_count"};

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

RC_GTEST_PROP(TopGroups, AreTheSameWhetherTheOthersAreMergedEarlyOrLate, ()) {
  const Dataset data = random_data();
  Query query = scanned_query();
  query.by = {*rc::gen::elementOf(std::vector<std::string>{"owner", "source", "stage"})};
  query.compare = metrics::Compare::none;
  query.top = metrics::Top{*rc::gen::inRange(1, 4), *rc::gen::elementOf(kScanned)};
  const Plan plan = metrics::compile(query, data);
  const Report early = metrics::evaluate(query, data, *rc::gen::inRange(1, 3));
  const Report late = metrics::finish(plan, accumulate(plan, data));
  RC_CLASSIFY(metrics::can_keep_top(plan), "merged early");
  RC_ASSERT(early.rows.size() == late.rows.size());
  for (std::size_t i = 0; i < early.rows.size(); ++i) {
    RC_ASSERT(early.rows[i].by == late.rows[i].by);
    RC_ASSERT(early.rows[i].is_other == late.rows[i].is_other);
    for (std::size_t m = 0; m < early.metrics.size(); ++m) {
      const auto& a = early.rows[i].metrics[m];
      const auto& b = late.rows[i].metrics[m];
      RC_ASSERT(a.has_value() == b.has_value());
      if (a) RC_ASSERT(a->numerator == b->numerator && a->denominator == b->denominator);
    }
  }
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

/// Many deals of all kinds, more than a block of the scans holds.
Dataset many_deals() {
  static constexpr std::array kStages{"New", "Qualified", "Proposal", "Won", "Lost", "Fridge"};
  static constexpr std::array kOwners{"ann", "bob", "cec"};
  std::uint64_t seed = 42;
  const auto below = [&seed](std::uint64_t limit) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 33U) % limit;
  };
  DatasetBuilder b(model());
  for (int i = 0; i < 5000; ++i) {
    const std::string id = "deal " + std::to_string(i);
    Day at = day("2025-01-01") + static_cast<std::int32_t>(below(400));
    metrics::OpportunityRow deal;
    deal.id = id;
    deal.owner = kOwners[below(3)];
    const std::string account = "account " + std::to_string(below(700));
    deal.dimensions = {{"account", account}};
    if (below(10) > 0) deal.value = static_cast<std::int64_t>(below(1'000'000));
    deal.stage = kStages[below(6)];
    if (below(30) > 0) deal.created = at;
    b.add(deal);
    for (std::uint64_t changes = below(6); changes > 0; --changes) {
      at = at + static_cast<std::int32_t>(below(40));
      metrics::HistoryRow change;
      change.opportunity = id;
      change.at = at;
      if (below(4) > 0) change.stage = kStages[below(6)];
      if (below(8) == 0) change.value = static_cast<std::int64_t>(below(1'000'000));
      if (below(8) == 0) change.owner = std::string_view(kOwners[below(3)]);
      b.add(change);
    }
  }
  return b.build();
}

TEST(DealScans, TellTheSameOfManyDealsForEveryThreadCount) {
  const Dataset data = many_deals();
  Dataset without_facts = data;
  without_facts.facts = {};
  for (const std::vector<std::string>& by :
       {std::vector<std::string>{}, {"month", "stage"}, {"owner"}, {"account"}}) {
    for (const char* as_of : {"", "2025-07-10", "2027-01-01"}) {
      Query query;
      query.metrics = kScanned;
      query.periods = {period("2025")};
      query.by = by;
      if (*as_of != 0) query.as_of = day(as_of);
      const Plan plan = metrics::compile(query, data);
      const metrics::State folded = accumulate(plan, without_facts);
      for (const int threads : {1, 2, 5}) {
        EXPECT_TRUE(accumulate(plan, data, threads) == folded) << as_of << ' ' << threads;
      }
    }
  }
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
