#include "salespipe/metrics/survival.hpp"

#include <algorithm>

#include "salespipe/metrics/incidence.hpp"

namespace salespipe::metrics {
namespace {

/// Half, for a product of fractions that is exactly half and was rounded upwards.
constexpr double kHalf = 0.5 + 1e-12;

// Stays that end in one way only are waits with one kind of end: what is left waiting is their
// survival curve.
std::vector<IncidencePoint> curve(const Stays& stays) {
  return cumulative_incidence({stays.ended, {}, stays.going_on});
}

}  // namespace

std::optional<std::int64_t> survival_median(const Stays& stays) {
  for (const IncidencePoint& point : curve(stays)) {
    if (point.waiting <= kHalf) return point.day;
  }
  return std::nullopt;
}

std::optional<double> survival_mean(const Stays& stays) {
  const std::vector<IncidencePoint> points = curve(stays);
  if (points.empty()) return std::nullopt;
  double area = 0;
  double height = 1;
  std::int64_t day = 0;
  for (const IncidencePoint& point : points) {
    area += height * static_cast<double>(point.day - day);
    day = point.day;
    height = point.waiting;
  }
  if (!stays.going_on.empty()) {
    const std::int64_t longest = std::max(day, stays.going_on.back().at);
    area += height * static_cast<double>(longest - day);
  }
  return area;
}

}  // namespace salespipe::metrics
