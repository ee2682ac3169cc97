#pragma once

#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// As accumulate() of a whole data set, for one report: groups that the report will not name, since
/// others are the top ones, may have been merged already (State::rest_group). Half a million
/// accounts whose best twenty are asked for need not become half a million groups of a state.
State accumulate_for_report(const Plan& plan, const Dataset& dataset, int threads);

}  // namespace salespipe::metrics
