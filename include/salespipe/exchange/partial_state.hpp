#pragma once

#include <string>
#include <string_view>

#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/plan.hpp"
#include "salespipe/metrics/report.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::exchange {

/// The state of a part of the data together with what finishes it: the query and everything of the
/// data's definition that the query was worked out with. Holds no deals. A value; one thread writes
/// at a time.
class PartialState {
 public:
  /// One pass over `dataset`; see metrics::compile and metrics::accumulate for errors and cost. The
  /// query's periods must be the same for every part, so they are named, not taken from the data.
  PartialState(const metrics::Query& query, const metrics::Dataset& dataset, int threads = 1);

  /// An empty state of a document that document() gave. Error(schema_violation), Error(parse_error)
  /// for another text; Error(unsupported) when this version works the query out differently.
  static PartialState empty_of(std::string_view document);

  /// The definition as canonical JSON: query, zone, currency, stages, what the data know.
  std::string document() const;

  const metrics::Plan& plan() const noexcept { return plan_; }
  const metrics::State& state() const noexcept { return state_; }
  metrics::State& state() noexcept { return state_; }

  /// Adds another part. What one part does not know, the sum does not know. Error(invalid_argument)
  /// when the parts are of different queries, saying in what.
  void merge(const PartialState& other);
  metrics::Report finish() const { return metrics::finish(plan_, state_); }

 private:
  PartialState(metrics::Plan plan, const metrics::Dataset& dataset);
  metrics::Plan plan_;
  metrics::State state_;
  bool knows_history_ = false;
  bool knows_interactions_ = false;
  bool knows_annual_values_ = false;
};

}  // namespace salespipe::exchange
