#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "salespipe/base/day.hpp"

namespace salespipe {

/// The unit of a recurrence.
enum class Frequency : std::uint8_t { daily, weekly, monthly, yearly };

/// When something comes again, in the words of a recurrence rule of iCalendar (RFC 5545, 3.3.10),
/// as far as whole days need them: FREQ, INTERVAL, BYDAY with weekdays (weekly only) and UNTIL. One
/// difference: in a month that lacks the day, it is the month's last day (the RFC leaves it out).
class Recurrence {
 public:
  /// "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231"; or "daily", "weekly", "monthly",
  /// "yearly", "weekdays" (Monday to Friday) for short. Letter case does not count.
  /// Error(parse_error) for anything else; it names the part, and the parts there are.
  static Recurrence parse(std::string_view text);

  Frequency frequency() const noexcept { return frequency_; }
  std::int32_t interval() const noexcept { return interval_; }  ///< 1..1000
  Day until() const noexcept { return until_; }  ///< The last day it may fall on; kNoDay: no end.

  /// The first day after `after` on which it falls, counted from `first`, the day of the first one;
  /// kNoDay when there is none before its end. Constant time. Error(invalid_argument) for days that
  /// are not known.
  Day next(Day first, Day after) const;

  /// Canonical: parse() of it gives the same, and equal ones give the same text.
  std::string to_string() const;

  bool operator==(const Recurrence&) const = default;

 private:
  Recurrence() = default;

  Day next_week(Day first, Day after) const;
  Day next_month(Day first, Day after, std::int32_t months) const;

  Frequency frequency_ = Frequency::daily;
  std::int32_t interval_ = 1;
  std::uint8_t weekdays_ = 0;  // bit 0: Monday; none: that of the first day
  Day until_ = kNoDay;
};

}  // namespace salespipe
