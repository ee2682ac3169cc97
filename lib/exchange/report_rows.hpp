#pragma once

#include <string>
#include <utility>
#include <vector>

#include "salespipe/metrics/report.hpp"

namespace salespipe::exchange {

/// What a row is, for machines: "total" (of the whole period asked), "subtotal" (the total of a
/// part of a split period), "group" or "other".
std::string row_kind(const metrics::Report& report, const metrics::Row& row);

/// The dimension that periods are split by ("quarter"), or an empty text.
std::string split_of(const metrics::Report& report);

/// Dimension and value pairs of a row, the split last: {{"owner", "ann"}, {"quarter", "2017-Q1"}}.
std::vector<std::pair<std::string, std::string>> row_keys(const metrics::Report& report,
                                                          const metrics::Row& row);

}  // namespace salespipe::exchange
