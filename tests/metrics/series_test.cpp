// The open pipeline of every day, against the figures that are computed day by day.
#include "salespipe/metrics/series.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::Flow;
using metrics::Series;
using metrics::SeriesGroup;
using metrics::SeriesPlan;
using metrics::SeriesQuery;
using metrics::State;

int below(int limit) { return *rc::gen::inRange(0, limit); }

SeriesQuery half_year(std::vector<std::string> by = {}) {
  SeriesQuery query;
  query.from = day("2024-12-15");
  query.to = day("2025-09-15");
  query.by = std::move(by);
  return query;
}

std::vector<metrics::Filter> any_filters() {
  std::vector<metrics::Filter> filters;
  if (below(4) == 0) filters.push_back({"owner", {"ann", ""}, below(2) == 0});
  if (below(5) == 0) filters.push_back({"stage", {"New", "Won"}, below(2) == 0});
  if (below(5) == 0) filters.push_back({"source", {"Web"}, false});
  return filters;
}

std::vector<std::string> any_by() {
  static const std::array<std::vector<std::string>, 5> kBy{
      {{}, {"stage"}, {"owner"}, {"source", "owner"}, {"stage", "owner"}}};
  return kBy[static_cast<std::size_t>(below(5))];
}

/// What a report says of a key; nothing where it has no row.
const Row* row_of(const Report& report, const std::vector<std::string>& key) {
  for (const Row& row : report.rows) {
    if (key.empty() ? row.is_total : !row.is_total && row.by == key) return &row;
  }
  return nullptr;
}

std::size_t step_of(const Series& series, Day day) {
  for (std::size_t i = 0; i < series.steps.size(); ++i) {
    if (series.steps[i].contains(day)) return i;
  }
  return series.steps.size();
}

RC_GTEST_PROP(PipelineSeries, IsOnAnyDayWhatIsOpenThen, ()) {
  const Dataset data = random_data();
  SeriesQuery asked = half_year(any_by());
  asked.filters = any_filters();
  const Series series = metrics::evaluate(asked, data);
  for (int i = 0; i < 8; ++i) {
    const Day at = asked.from + below(asked.to - asked.from);
    Query q = query({"open_count", "open_value", "weighted_value"}, "2025");
    q.periods = {Period(at, at + 1, PeriodKind::day)};
    q.by = asked.by;
    q.filters = asked.filters;
    const Report report = metrics::evaluate(q, data);
    for (const SeriesGroup& group : series.groups) {
      const auto& open = group.points[step_of(series, at)].open;
      const Row* row = row_of(report, group.by);
      if (row == nullptr) {
        RC_ASSERT(open == metrics::OpenSum{});
        continue;
      }
      RC_ASSERT(open.count == whole(report, *row, "open_count"));
      RC_ASSERT(open.value == whole(report, *row, "open_value"));
      RC_ASSERT(salespipe::to_string(open.weighted_ppm) + "/1000000" ==
                fraction(report, *row, "weighted_value"));
    }
    for (const Row& row : report.rows) {
      if (whole(report, row, "open_count") == 0) continue;
      const bool there = std::any_of(series.groups.begin(), series.groups.end(),
                                     [&](const SeriesGroup& group) { return group.by == row.by; });
      RC_ASSERT(there);
    }
  }
}

RC_GTEST_PROP(PipelineSeries, BetweenAnyTwoDaysIsTheWaterfall, ()) {
  const Dataset data = random_data();
  SeriesQuery asked = half_year(any_by());
  asked.filters = any_filters();
  const Series series = metrics::evaluate(asked, data);
  const Day from = asked.from + below(150);
  const Day to = from + 1 + below(100);
  Query q = query({"waterfall_created", "waterfall_reopened", "waterfall_moved_in",
                   "waterfall_value_up", "waterfall_value_down", "waterfall_won", "waterfall_lost",
                   "waterfall_parked", "waterfall_moved_out"},
                  "2025");
  q.periods = {Period(from, to)};
  q.by = asked.by;
  q.filters = asked.filters;
  const Report report = metrics::evaluate(q, data);
  for (const SeriesGroup& group : series.groups) {
    const Row* row = row_of(report, group.by);
    const auto flows = series.flows(group, step_of(series, from), step_of(series, to - 1) + 1);
    const auto value = [&](Flow flow) { return flows[static_cast<std::size_t>(flow)].value; };
    const auto said = [&](const char* metric) -> Int128 {
      return row == nullptr ? 0 : whole(report, *row, metric);
    };
    RC_ASSERT(value(Flow::created) == said("waterfall_created"));
    RC_ASSERT(value(Flow::reopened) == said("waterfall_reopened"));
    RC_ASSERT(value(Flow::value_up) == said("waterfall_value_up"));
    RC_ASSERT(value(Flow::value_down) == said("waterfall_value_down"));
    RC_ASSERT(value(Flow::won) == said("waterfall_won"));
    RC_ASSERT(value(Flow::lost) == said("waterfall_lost"));
    RC_ASSERT(value(Flow::parked) == said("waterfall_parked"));
    const Int128 net = value(Flow::advanced_in) + value(Flow::back_in) + value(Flow::moved_in) -
                       value(Flow::advanced_out) - value(Flow::back_out) - value(Flow::moved_out);
    RC_ASSERT(net == said("waterfall_moved_in") - said("waterfall_moved_out"));
  }
}

RC_GTEST_PROP(PipelineSeries, AddsUpStepByStepHoweverLongTheStepsAre, ()) {
  const Dataset data = random_data();
  SeriesQuery asked = half_year(any_by());
  const Series days = metrics::evaluate(asked, data);
  asked.every = std::array{PeriodKind::week, PeriodKind::month,
                           PeriodKind::quarter}[static_cast<std::size_t>(below(3))];
  const Series steps = metrics::evaluate(asked, data);
  RC_ASSERT(days.groups.size() == steps.groups.size());
  for (std::size_t g = 0; g < steps.groups.size(); ++g) {
    RC_ASSERT(steps.groups[g].start == days.groups[g].start);
    for (std::size_t i = 0; i < steps.steps.size(); ++i) {
      const auto first = step_of(days, steps.steps[i].from());
      const auto last = step_of(days, steps.steps[i].to() - 1);
      RC_ASSERT(steps.groups[g].points[i].open == days.groups[g].points[last].open);
      RC_ASSERT(steps.groups[g].points[i].flows == days.flows(days.groups[g], first, last + 1));
    }
  }
}

RC_GTEST_PROP(PipelineSeries, OfPartsMergedIsThatOfTheWhole, ()) {
  const Dataset data = random_data();
  SeriesQuery asked = half_year(any_by());
  asked.filters = any_filters();
  const SeriesPlan plan = metrics::compile(asked, data);
  const std::size_t deals = data.opportunities.size();
  const auto cut = *rc::gen::inRange<std::size_t>(0, deals + 1);
  State whole_state = plan.empty_state();
  State parts = plan.empty_state();
  State second = plan.empty_state();
  metrics::accumulate(plan, data, {0, deals}, 1, whole_state);
  metrics::accumulate(plan, data, {cut, deals}, 1, parts);
  metrics::accumulate(plan, data, {0, cut}, 1, second);
  parts.merge(second);
  RC_ASSERT(parts == whole_state);
  metrics::accumulate(plan, data, {0, deals}, -1, parts);
  RC_ASSERT(parts == plan.empty_state());
  RC_ASSERT(metrics::finish(plan, parts).groups.size() == 1U);
}

TEST(PipelineSeries, TellsWhyThePipelineOfAStageChanged) {
  DatasetBuilder b(model());
  Deal(b, "a", "2025-01-10", 100)
      .value(100, "2025-01-10")
      .stage("Qualified", "2025-01-12")
      .value(130, "2025-01-12")
      .stage("New", "2025-01-14")
      .owner("bob", "2025-01-15")
      .stage("Proposal", "2025-01-16")
      .won("2025-01-20");
  SeriesQuery asked;
  asked.from = day("2025-01-01");
  asked.to = day("2025-02-01");
  asked.by = {"stage"};
  const Series series = metrics::evaluate(asked, b.build());
  ASSERT_EQ(series.groups.size(), 4U);  // the total and three stages
  const auto& fresh = series.groups[1];
  EXPECT_EQ(fresh.by, std::vector<std::string>{"New"});
  const auto at = [&](const SeriesGroup& group, std::string_view iso) {
    return group.points[step_of(series, day(iso))];
  };
  EXPECT_EQ(at(fresh, "2025-01-10").flow(Flow::created).value, 100);
  EXPECT_EQ(at(fresh, "2025-01-12").flow(Flow::advanced_out).count, 1);
  EXPECT_EQ(at(fresh, "2025-01-14").flow(Flow::back_in).value, 130);
  EXPECT_EQ(at(fresh, "2025-01-14").open.value, 130);
  EXPECT_EQ(at(fresh, "2025-01-15").flow(Flow::moved_in).count, 0) << "an owner is no group here";
  EXPECT_EQ(at(series.groups[0], "2025-01-20").flow(Flow::won).value, 130);
  EXPECT_EQ(at(series.groups[0], "2025-01-31").open, metrics::OpenSum{});
}

TEST(PipelineSeries, OfManyGroupsIsKeptAsAListAndSaysTheSame) {
  DatasetBuilder b(model());
  b.add(row("seed", "New", "2000-01-01", "", 1, "owner 0"));
  for (int i = 1; i < 400; ++i) {
    b.add(row("deal " + std::to_string(i), "New", "2025-01-10", "", i,
              "owner " + std::to_string(i % 300)));
  }
  const Dataset data = b.build();
  SeriesQuery asked = half_year({"owner"});
  const Series series = metrics::evaluate(asked, data);
  ASSERT_EQ(series.groups.size(), 301U);
  EXPECT_EQ(series.groups[0].points.back().open.value, 399 * 400 / 2 + 1);
  EXPECT_EQ(series.groups[0].start.value, 1);
  const Report report = metrics::evaluate(query({"open_count"}, "2025-08", {"owner"}), data);
  const std::size_t end = step_of(series, day("2025-08-31"));
  for (const auto& group : series.groups) {
    EXPECT_EQ(group.points[end].open.count, whole(report, report.row(group.by), "open_count"))
        << (group.by.empty() ? "total" : group.by[0]);
  }
}

TEST(PipelineSeries, RefusesWhatMakesNoSense) {
  DatasetBuilder b(model());
  const Dataset data = b.build();
  SeriesQuery asked = half_year();
  asked.to = asked.from;
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::invalid_argument);
  asked = half_year({"colour"});
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::not_found);
  asked = half_year({"owner", "owner"});
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::invalid_argument);
  asked = half_year();
  asked.every = PeriodKind::days;
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::invalid_argument);
  EXPECT_EQ(metrics::evaluate(half_year(), data).groups.size(), 1U);
}

TEST(PipelineSeries, RefusesMoreStepsThanAnAnswerCanHold) {
  DatasetBuilder b(model());
  const Dataset data = b.build();
  SeriesQuery asked = half_year();
  asked.to = asked.from + 100'001;
  asked.every = PeriodKind::day;
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::invalid_argument);
  asked.every = PeriodKind::week;
  EXPECT_EQ(metrics::evaluate(asked, data).groups.size(), 1U);
}

TEST(PipelineSeries, RefusesAnEndThatNoAnswerCouldTell) {
  DatasetBuilder b(model());
  const Dataset data = b.build();
  SeriesQuery asked = half_year();
  asked.from = kLastDay - 7;
  asked.to = kLastDay + 1;  // the first day behind the last one that can be written
  EXPECT_EQ(refusal([&] { metrics::evaluate(asked, data); }), ErrorCode::invalid_argument);
  asked.to = kLastDay;
  EXPECT_EQ(metrics::evaluate(asked, data).groups.size(), 1U);
}

}  // namespace
}  // namespace salespipe::test
