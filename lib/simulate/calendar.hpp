#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "salespipe/base/instant.hpp"
#include "salespipe/simulate/options.hpp"
#include "simulate/draw.hpp"

namespace salespipe::simulate {

/// Wall-clock seconds in Europe/Stockholm since 1970-01-01T00:00 there. Deals live in these and
/// become Instants on their way into a column.
using LocalSecond = std::int64_t;
inline constexpr LocalSecond kDaySeconds = 86'400;

constexpr Day day_of(LocalSecond second) {
  return Day{static_cast<std::int32_t>(second / kDaySeconds)};  // never before 1970
}
constexpr LocalSecond start_of(Day day) { return LocalSecond{day.number} * kDaySeconds; }
constexpr LocalSecond days(double number) {
  return static_cast<LocalSecond>(number * static_cast<double>(kDaySeconds));
}

/// Which days of the span are worked, when deals are created on them, and what their local times
/// are in UTC. Tables by day, so that an event costs no look into the time zone data.
class Calendar {
 public:
  explicit Calendar(const Options& options);

  LocalSecond end() const noexcept { return end_; }

  /// The creation time of deal `index` of `total`: the deals are laid over the span by the weight
  /// of its days, in order, each somewhere in its own slot.
  LocalSecond creation(Draw& draw, std::uint64_t index, std::uint64_t total) const;

  /// When something that is due at `wanted` really gets done: in working hours, mostly on a working
  /// day, mostly not in July or at Christmas, always later than `after`. end() when that is beyond
  /// the span.
  LocalSecond settle(Draw& draw, LocalSecond wanted, LocalSecond after) const;

  /// A win at `wanted` may be hurried into the quarter that just ended, if that is after `after`.
  LocalSecond hurry_to_quarter_end(Draw& draw, LocalSecond wanted, LocalSecond after) const;

  /// Requires a time of the span, between 06:00 and 23:00 on days when the clock is changed.
  Instant instant(LocalSecond second) const noexcept {
    return Instant{(second - offsets_[index_of(day_of(second))]) * 1'000'000};
  }

 private:
  struct DayRule {
    double share = 1.0;           ///< Of what is due this day that is done this day.
    std::int32_t resume = 0;      ///< The rest is done so many days later ...
    std::int32_t within = 0;      ///< ... or up to so many more.
    std::int32_t to_weekday = 0;  ///< Days until the next Monday to Friday; 0 on one.
    std::int32_t hurry_back =
        0;  ///< Days back to the last good day before the quarter began, or 0.
  };

  std::size_t index_of(Day day) const noexcept { return static_cast<std::size_t>(day - first_); }
  static LocalSecond working_second(Draw& draw);
  void lay_out_creation(const Options& options);

  Day first_;
  LocalSecond end_;
  std::vector<DayRule> rules_;
  std::vector<std::int32_t>
      offsets_;  ///< Seconds east of UTC, during the working hours of the day.
  std::vector<double>
      created_before_;  ///< Share of the deals created before a day; one more at the end.
  std::vector<std::uint32_t> guide_;  ///< For the inverse: the day in which share n / size falls.
};

}  // namespace salespipe::simulate
