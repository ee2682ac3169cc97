#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "salespipe/base/day.hpp"

namespace salespipe {

/// A civil date of the proleptic Gregorian calendar. Always valid: the constructor throws.
class Date {
 public:
  /// Error(invalid_argument) for a date that does not exist, or a year outside 1400..9999.
  Date(int year, int month, int day);
  /// Error(invalid_argument) for kNoDay or a day outside the range.
  explicit Date(Day day);
  /// "2017-03-01" only. Error(parse_error) otherwise.
  static Date parse(std::string_view iso);

  int year() const noexcept { return year_; }
  int month() const noexcept { return month_; }  ///< 1..12
  int day_of_month() const noexcept { return day_; }
  int iso_weekday() const;  ///< Monday 1 .. Sunday 7
  Day day() const;

  /// The same day of the month `months` later; the month's last day where it has no such day.
  Date plus_months(int months) const;
  /// "2017-03-01"
  std::string to_string() const;

  auto operator<=>(const Date&) const = default;

 private:
  int year_;
  int month_;
  int day_;
};

/// Shorthands for columns of days. parse_day() reads what Date::parse() reads (an empty text is an
/// error: whoever reads the column decides what an empty cell means). to_string(kNoDay) is "".
Day parse_day(std::string_view iso);
std::string to_string(Day day);

}  // namespace salespipe
