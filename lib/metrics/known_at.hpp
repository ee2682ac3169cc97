#pragma once

#include <cstdint>
#include <vector>

#include "metrics/dataset_tables.hpp"

namespace salespipe::metrics {

/// Takes out of the tables what was recorded after options.known_at, and of each deal the cells
/// that such rows have changed since. `changed` and `touched` are the deals of the rows of history
/// and interactions: a row that goes becomes one of no deal (kNoRow), interactions go altogether.
/// Returns which deals did not exist yet.
std::vector<bool> forget_later(DatasetTables& tables, std::vector<std::uint32_t>& changed,
                               std::vector<std::uint32_t>& touched, Diagnostics& diagnostics);

/// `cells` without those of the rows left out.
void leave_out(const std::vector<bool>& out, std::vector<std::uint32_t>& cells);

/// Numbers of rows as they are once rows are left out; kNoRow stays.
void renumber(const std::vector<bool>& out, std::vector<std::uint32_t>& rows);

}  // namespace salespipe::metrics
