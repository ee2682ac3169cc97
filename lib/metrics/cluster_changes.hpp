#pragma once

#include <cstdint>
#include <vector>

#include "metrics/dataset_tables.hpp"

namespace salespipe::metrics {

/// Puts the rows of the history into the order of their deals, and within a deal in time, rows of
/// one moment as they came; rows of no deal (kNoRow in `changed`) go. Returns where the rows of
/// each deal begin, and their end: those of deal i are begin[i] to begin[i + 1] - 1. Columns are
/// read and written once each, so that what follows reads them in order. `threads` share the
/// columns.
std::vector<std::uint64_t> cluster_changes(DatasetTables& tables,
                                           const std::vector<std::uint32_t>& changed, int threads);

}  // namespace salespipe::metrics
