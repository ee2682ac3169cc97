#include "metrics/day_segments.hpp"

#include <algorithm>

namespace salespipe::metrics {

DaySegments::DaySegments(const std::vector<Day>& limits, Day first, Day last) : limits_(limits) {
  if (limits.size() > 1) count_ = static_cast<std::uint32_t>(limits.size());
  if (!is_known(first) || last < first) return;
  origin_ = static_cast<std::uint32_t>(first.number);
  size_ = static_cast<std::uint32_t>(last - first) + 1;
  table_.assign(size_, 0);
  for (std::size_t i = 0; i + 1 < limits.size(); ++i) {
    const Day from = std::max(limits[i], first);
    const Day to = std::min(limits[i + 1], last + 1);
    for (Day day = from; day < to; day = day + 1) {
      table_[static_cast<std::uint32_t>(day.number) - origin_] = static_cast<std::uint16_t>(i + 1);
    }
  }
}

std::uint32_t DaySegments::beginning_at(Day limit) const {
  const auto found = std::lower_bound(limits_.begin(), limits_.end(), limit);
  return static_cast<std::uint32_t>(found - limits_.begin()) + 1;
}

}  // namespace salespipe::metrics
