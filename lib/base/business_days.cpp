#include "salespipe/base/business_days.hpp"

#include <algorithm>

#include "salespipe/base/error.hpp"

namespace salespipe {
namespace {

constexpr std::int32_t kWeek = 7;
constexpr std::int32_t kWorkingWeek = 5;
/// A Monday before every day there is, so that no remainder is negative.
constexpr Day kSomeMonday{-3 - kWeek * 30'000};

/// 0 for Monday .. 6 for Sunday.
std::int32_t weekday(Day day) { return (day - kSomeMonday) % kWeek; }

}  // namespace

BusinessDays::BusinessDays(std::vector<Day> holidays) : holidays_(std::move(holidays)) {
  for (const Day day : holidays_) {
    if (day < kFirstDay || day > kLastDay) {
      throw Error(ErrorCode::invalid_argument, "a holiday lies outside the years 1400 to 9999");
    }
  }
  std::erase_if(holidays_, [](Day day) { return weekday(day) >= kWorkingWeek; });
  std::sort(holidays_.begin(), holidays_.end());
  holidays_.erase(std::unique(holidays_.begin(), holidays_.end()), holidays_.end());
}

bool BusinessDays::contains(Day day) const {
  return weekday(day) < kWorkingWeek &&
         !std::binary_search(holidays_.begin(), holidays_.end(), day);
}

/// Business days before a day, counted from kSomeMonday.
std::int32_t BusinessDays::before(Day day) const {
  const std::int32_t days = day - kSomeMonday;
  const auto holidays = std::lower_bound(holidays_.begin(), holidays_.end(), day);
  return days / kWeek * kWorkingWeek + std::min(days % kWeek, kWorkingWeek) -
         static_cast<std::int32_t>(holidays - holidays_.begin());
}

std::int32_t BusinessDays::between(Day from, Day to) const { return before(to) - before(from); }

}  // namespace salespipe
