#pragma once

#include <cstddef>

#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/plan.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// Rows [first, last).
struct RowRange {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// A part of a data set: rows of each table. Parts that cover every row once give, merged, the
/// state of the whole.
struct Part {
  RowRange opportunities;
  RowRange interactions;
  RowRange quotas;
  static Part whole(const Dataset& dataset);
};

/// One pass over a part: folds each deal's history, adds its contributions at the plan's cuts to
/// `state`, times `sign` (+1 takes in, -1 takes out). Error(invalid_argument) when the plan was
/// compiled for other stages, another zone or currency, for rows that do not exist, another sign.
/// Cost: linear in the rows; no allocation per deal. Reads `dataset` only.
void accumulate(const Plan& plan, const Dataset& dataset, const Part& part, int sign, State& state);

/// The state of a whole data set, by `threads` threads (at least 1). The same for any number.
State accumulate(const Plan& plan, const Dataset& dataset, int threads = 1);

}  // namespace salespipe::metrics
