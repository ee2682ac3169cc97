#pragma once

#include <optional>
#include <span>

#include "salespipe/metrics/bins.hpp"
#include "salespipe/metrics/figure.hpp"

namespace salespipe::metrics {

/// The percentile numerator/denominator (1/2, 9/10) of a histogram by linear interpolation between
/// order statistics (type 7 of Hyndman and Fan), exact. `bins` sorted. No value when it is empty.
std::optional<Figure> percentile(std::span<const Bin> bins, int numerator, int denominator,
                                 Unit unit);

/// Sum of bin x amount over sum of amounts. No value when it is empty.
std::optional<Figure> mean(std::span<const Bin> bins, Unit unit);

}  // namespace salespipe::metrics
