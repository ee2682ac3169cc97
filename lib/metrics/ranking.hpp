#pragma once

#include <optional>
#include <string>
#include <vector>

#include "salespipe/metrics/figure.hpp"

namespace salespipe::metrics {

/// A group on its way into a report.
struct RankedGroup {
  std::vector<std::string> keys;
  std::uint32_t group = 0;       ///< Of the state.
  std::optional<Figure> figure;  ///< Of the metric ranked by.
};

/// Largest figure first, no value last; ties by key in byte order.
void rank(std::vector<RankedGroup>& groups);

}  // namespace salespipe::metrics
