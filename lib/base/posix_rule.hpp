#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace salespipe::detail {

/// When daylight saving time starts or ends in a year: the part between the commas of a POSIX TZ
/// text, such as "M3.2.0/2".
struct YearlyChange {
  enum class Form : std::uint8_t { julian_without_leap_day, day_of_year, weekday_of_month };
  Form form = Form::weekday_of_month;
  int month = 0;                ///< 1..12
  int week = 0;                 ///< 1..5, 5 is the last one
  int weekday = 0;              ///< 0 is Sunday
  int day = 0;                  ///< Of the year, for the other two forms.
  std::int32_t seconds = 7200;  ///< Local time of the change; may be negative or past a day.

  /// Seconds since 1970-01-01T00:00 on the clock that runs until the change.
  std::int64_t local_seconds(int year) const;
};

/// The rule that a zone follows after the last entry of its table (RFC 8536, section 3.3): the
/// footer "EST5EDT,M3.2.0,M11.1.0". Offsets are seconds east of Greenwich.
struct PosixRule {
  std::int32_t standard_offset = 0;
  std::int32_t daylight_offset = 0;
  bool has_daylight = false;
  YearlyChange start;  ///< Of daylight saving time.
  YearlyChange end;

  /// Nothing when the text does not follow the form.
  static std::optional<PosixRule> parse(std::string_view text);
};

}  // namespace salespipe::detail
