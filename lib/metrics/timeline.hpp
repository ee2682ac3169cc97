#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// The days at which a plan looks at a deal, in order, and what it does there. Everything a period
/// needs happens at one of three points: its start, its open cut, its judge cut. Between two
/// neighbouring points the set of periods that events fall into does not change.
class Timeline {
 public:
  /// What is done at one point, by index of periods; and which periods the days from the point
  /// before up to this one belong to.
  struct Point {
    Day day;
    std::vector<std::uint32_t> starting;
    std::vector<std::uint32_t> open_cut;
    std::vector<std::uint32_t> judged;
    std::vector<std::uint32_t> running;
    /// No period looked at from here on starts before this day.
    Day earliest_start = kNoDay;
  };

  explicit Timeline(const Plan& plan);

  const std::vector<Point>& points() const noexcept { return points_; }
  /// The first point behind a day: where what happened that day is seen first.
  std::size_t first_after(Day day) const {
    return static_cast<std::size_t>(std::upper_bound(days_.begin(), days_.end(), day) -
                                    days_.begin());
  }

 private:
  std::vector<Point> points_;
  std::vector<Day> days_;
};

}  // namespace salespipe::metrics
