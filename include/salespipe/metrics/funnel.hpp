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
#include "salespipe/metrics/funnel_bend.hpp"
#include "salespipe/metrics/incidence.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/stage_chain.hpp"
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
  std::vector<StageCode> open_stages;    ///< In order.
  std::optional<std::size_t> qualified;  ///< Step of the first qualified stage.
  std::string currency;
  int minor_digits = 2;
  bool knows_history = false;  ///< Without, every deal leaps from its first stage to where it is.
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
  /// The one to show: advancing to a later stage against being lost, estimated from the days from
  /// reaching this one, with the pending as far as they have come. Of deals of known creation; no
  /// value when none of them is decided, and for won.
  std::optional<Conversion> estimated;
  std::optional<Figure> cumulative;  ///< reached / reached of the first stage.
  /// Product of the estimated conversions before this stage; no value when one of them has none.
  std::optional<double> cumulative_estimated;
  std::vector<Bin> advance_days;     ///< Days from reaching it to reaching the next -> how many.
  std::vector<Bin> lost_days;        ///< The same to being lost before the next.
  std::vector<Bin> waiting_days;     ///< Days through which the pending were watched.
  std::vector<Bin> visit_days;       ///< Completed visits: days -> how many.
  std::vector<Bin> open_visit_days;  ///< Visits still going on: days at the cut -> how many.
  std::optional<Figure> visit_days_median;    ///< Of the completed ones: biased towards short ones.
  std::optional<Figure> advance_days_median;  ///< Days to the next stage, of those that came there.
  /// Days in the stage of half of all visits, those that go on included (Kaplan and Meier).
  std::optional<std::int64_t> stay_days_median;
  StageExits
      exits;  ///< Where visits led. A closing that was undone is none: the next visit counts.
  /// From the chain of all exits, moves back included; no value where it has none, and for won.
  std::optional<StageOutlook> outlook;
};

struct FunnelGroup {
  std::vector<std::string> by;  ///< Empty for the total.
  std::vector<FunnelStage> stages;
  Figure won_value{Unit::money, 0, 1,
                   std::nullopt};  ///< Value of the deals that stand in won, when they were won.
  std::optional<Bend> bend;        ///< No value when no stage means qualified.
};

struct FunnelResult {
  FunnelQuery query;
  Day cut = kNoDay;
  std::string currency;
  int minor_digits = 2;
  bool knows_history = false;
  std::vector<FunnelGroup> groups;  ///< The total first, then by key in byte order.
  Day known_at = kNoDay;            ///< As of the data set, where evaluate() made it.
};

FunnelResult finish(const FunnelPlan& plan, const State& state);
/// compile, accumulate, finish.
FunnelResult evaluate(const FunnelQuery& query, const Dataset& dataset);

}  // namespace salespipe::metrics
