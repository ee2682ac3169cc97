#pragma once

#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// Fills data.facts from the opportunities and histories of a data set that is otherwise complete.
/// One pass; `threads` of them share the deals.
void fold_facts(Dataset& data, int threads);

}  // namespace salespipe::metrics
