#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// The time axis cut at a set of days: each day's segment by one look-up. Segment 0 takes the days
/// that no one asked for and the unknown ones.
class DaySegments {
 public:
  DaySegments() = default;
  /// Segments between neighbours of `limits` (rising, each once), over the days `first` to `last`,
  /// which must be at most kMostDays apart; days outside of the limits are in segment 0.
  DaySegments(const std::vector<Day>& limits, Day first, Day last);

  static constexpr std::int32_t kMostDays = 1 << 20;

  std::uint32_t of(Day day) const noexcept {
    const auto at = static_cast<std::uint32_t>(day.number) - origin_;
    return at < size_ ? table_[at] : 0;
  }
  /// The same table for a kernel to hold: none of its stores can make it read the table anew.
  struct View {
    const std::uint16_t* table;
    std::uint32_t origin;
    std::uint32_t size;
    std::uint32_t of(Day day) const noexcept {
      const auto at = static_cast<std::uint32_t>(day.number) - origin;
      return at < size ? table[at] : 0;
    }
  };
  View view() const noexcept { return {table_.data(), origin_, size_}; }
  /// How many there are, segment 0 included.
  std::uint32_t count() const noexcept { return count_; }
  /// The segment that begins at a limit; count() for the last limit.
  std::uint32_t beginning_at(Day limit) const;

 private:
  std::vector<Day> limits_;
  std::vector<std::uint16_t> table_;
  std::uint32_t origin_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t count_ = 1;
};

}  // namespace salespipe::metrics
