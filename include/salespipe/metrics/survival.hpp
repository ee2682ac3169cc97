#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "salespipe/metrics/bins.hpp"

namespace salespipe::metrics {

/// Stays, as histograms over whole days, sorted: those that ended, and those that were watched
/// through that day without an end.
struct Stays {
  std::span<const Bin> ended;
  std::span<const Bin> going_on;
};

/// The first day by which half of the stays have ended, of the survival curve of Kaplan and Meier
/// (1958); a stay that is given up on a day is at risk on it. Not biased towards short stays as the
/// median of those that ended is. No value while less than half of the curve has ended.
std::optional<std::int64_t> survival_median(const Stays& stays);

/// The mean length of a stay: the area under the same curve, up to the longest stay seen. Less than
/// the true mean as far as the longest ones are still going on. No value when none has ended.
std::optional<double> survival_mean(const Stays& stays);

}  // namespace salespipe::metrics
