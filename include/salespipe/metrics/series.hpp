#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/period.hpp"
#include "salespipe/metrics/accumulate.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// Why the open pipeline of a group and stage changed on a day. Those that add come first.
enum class Flow : std::uint8_t {
  created,      ///< A deal was created.
  reopened,     ///< A closed or parked deal became open.
  advanced_in,  ///< Came from an earlier stage of its pipeline.
  back_in,      ///< Came back from a later one.
  moved_in,     ///< Came from another owner or pipeline.
  value_up,     ///< An open deal gained value.
  won,          ///< Open value that was won; likewise the next two.
  lost,
  parked,
  advanced_out,  ///< Went on to a later stage; and so on, as above.
  back_out,
  moved_out,
  value_down,
};
inline constexpr std::size_t kFlows = static_cast<std::size_t>(Flow::value_down) + 1;

/// "created", "advanced_in", ...
std::string_view to_string(Flow flow) noexcept;
constexpr bool adds(Flow flow) noexcept { return flow < Flow::won; }

/// The open pipeline at the end of every day, week or month of a span, and what changed it.
struct SeriesQuery {
  Day from = kNoDay;                   ///< First day shown.
  Day to = kNoDay;                     ///< First day after.
  PeriodKind every = PeriodKind::day;  ///< day, week, month, quarter or year.
  CalendarRules rules;                 ///< Where years and quarters begin.
  std::vector<std::string> by;         ///< Dimensions: "stage", "owner", "source", ...
  std::vector<Filter> filters;         ///< All must hold; "owner" and "stage" as they then were.
};

/// A series query worked out against the stages of a data set. Which days are shown is no part of
/// what its state holds: one state answers every span.
struct SeriesPlan {
  SeriesQuery query;
  StageModel stages;
  std::string zone;
  std::string currency;
  int minor_digits = 2;
  bool knows_probabilities = false;
  std::vector<Period> steps;  ///< The parts of the span, in order.
  StateSpec spec;
  State empty_state() const { return State(spec); }
};

/// Errors as compile() of a Query; invalid_argument for an empty span.
SeriesPlan compile(const SeriesQuery& query, const Dataset& dataset);
/// As accumulate() of a Plan; only the opportunities are read. One pass, whatever the span.
void accumulate(const SeriesPlan& plan, const Dataset& dataset, RowRange opportunities, int sign,
                State& state);

/// Deals and their value in minor units. What takes away is positive too. value_up and value_down
/// count no deals.
struct FlowSum {
  std::int64_t count = 0;
  Int128 value = 0;
  bool operator==(const FlowSum&) const = default;
};

/// What is open at the end of a day.
struct OpenSum {
  std::int64_t count = 0;
  Int128 value = 0;
  Int128 weighted_ppm = 0;  ///< Value times win probability in parts per million.
  bool operator==(const OpenSum&) const = default;
};

/// One step of a series. Open before it + what adds - what takes away = open at its end, for the
/// deals and for their value, by construction.
struct SeriesPoint {
  OpenSum open;                         ///< At the end of the step.
  std::array<FlowSum, kFlows> flows{};  ///< During the step.
  const FlowSum& flow(Flow which) const { return flows[static_cast<std::size_t>(which)]; }
};

struct SeriesGroup {
  std::vector<std::string> by;      ///< Values along the query's `by`; empty for the total.
  OpenSum start;                    ///< Before the first step.
  std::vector<SeriesPoint> points;  ///< Along Series::steps.
};

struct Series {
  SeriesQuery query;
  std::string currency;
  int minor_digits = 2;
  bool knows_probabilities = false;  ///< Else the weighted values mean nothing.
  std::vector<Period> steps;
  std::vector<SeriesGroup> groups;  ///< The total first, then by key in byte order.

  /// The flows of the steps [first, last) together: with the points at their ends, a waterfall.
  std::array<FlowSum, kFlows> flows(const SeriesGroup& group, std::size_t first,
                                    std::size_t last) const;
};

/// Prefix sums over the flows. Open deals of unknown creation are open from the last day of the
/// data on, and come from no flow. Error(invalid_argument) when `state` is not of `plan`. Cost: in
/// cells and steps, not in deals.
Series finish(const SeriesPlan& plan, const State& state);
/// compile, accumulate, finish: the open pipeline of every day.
Series evaluate(const SeriesQuery& query, const Dataset& dataset);

}  // namespace salespipe::metrics
