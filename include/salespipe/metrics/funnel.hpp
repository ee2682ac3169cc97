#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/period.hpp"
#include "salespipe/metrics/accumulate.hpp"
#include "salespipe/metrics/bins.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/figure.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

struct FunnelQuery {
  std::string pipeline;  ///< "": the only one. Deals that stand in it at the cut are counted.
  std::optional<Period> period;  ///< Deals created in it; absent: all deals.
  Day as_of = kNoDay;            ///< kNoDay: the end of the period, or the last day of the data.
  std::vector<std::string> by;   ///< Dimensions that do not change: "source", "account", ...
  std::vector<Filter> filters;   ///< Likewise.
};

/// A funnel query worked out against the stages of a data set.
struct FunnelPlan {
  FunnelQuery query;
  StageModel stages;
  std::vector<StageCode> open_stages;  ///< In order.
  Day cut = kNoDay;
  bool counts_undated = false;  ///< Open deals of unknown creation: the cut lies behind the data.
  StateSpec spec;
  State empty_state() const { return State(spec); }
};

/// Errors as compile() of a Query; unsupported for by or filters on owner or stage.
FunnelPlan compile(const FunnelQuery& query, const Dataset& dataset);
/// As accumulate() of a Plan; only the opportunities are read.
void accumulate(const FunnelPlan& plan, const Dataset& dataset, RowRange opportunities, int sign,
                State& state);

/// One step of the funnel: an open stage, or the last row, won.
struct FunnelStage {
  std::string stage;  ///< Its name; empty for won.
  bool is_won = false;
  std::int64_t reached = 0;           ///< Entered it, or a later open stage, or was won.
  std::int64_t entered = 0;           ///< Literally.
  std::int64_t strict = 0;            ///< Through every stage before it, in order.
  std::int64_t still_there = 0;       ///< Standing in it at the cut.
  std::int64_t lost_from = 0;         ///< Lost at the cut, and this was the last open stage.
  std::int64_t skipped = 0;           ///< Reached, never entered.
  std::int64_t lost_before_next = 0;  ///< Lost at the cut without having reached the next stage.
  std::int64_t pending = 0;           ///< Neither reached the next stage nor lost.
  std::optional<Figure> conversion;   ///< reached next / reached: biased down by the pending.
  std::optional<Figure> decided;      ///< reached next / (reached next + lost before next).
  std::optional<Figure> upper_bound;  ///< (reached next + pending) / reached; lower: conversion.
  std::optional<Figure> cumulative;   ///< reached / reached of the first stage.
  std::vector<Bin> visit_days;        ///< Completed visits: days -> how many.
  std::vector<Bin> open_visit_days;   ///< Visits still going on at the cut (censored).
  std::optional<Figure> visit_days_median;  ///< Of the completed ones: biased, see METRICS.
};

struct FunnelGroup {
  std::vector<std::string> by;  ///< Empty for the total.
  std::vector<FunnelStage> stages;
};

struct FunnelResult {
  FunnelQuery query;
  Day cut = kNoDay;
  std::vector<FunnelGroup> groups;  ///< The total first, then by key in byte order.
  Day known_at = kNoDay;            ///< As of the data set, where evaluate() made it.
};

FunnelResult finish(const FunnelPlan& plan, const State& state);
/// compile, accumulate, finish.
FunnelResult evaluate(const FunnelQuery& query, const Dataset& dataset);

}  // namespace salespipe::metrics
