#pragma once

#include <string>
#include <vector>

#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/query.hpp"

namespace salespipe::metrics {

/// Error(not_found) lists the dimensions there are.
void check_dimension(const std::string& name, const Dataset& dataset);
/// Error(not_found) for an unknown dimension, invalid_argument for a filter without values.
void check_filters(const std::vector<Filter>& filters, const Dataset& dataset);
/// Canonical: the same filters in another order give the same text.
std::string filter_text(const std::vector<Filter>& filters);

}  // namespace salespipe::metrics
