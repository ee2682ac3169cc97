#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"

namespace salespipe {

/// What kind of run of days a period is; decides what "the period before" means.
enum class PeriodKind : std::uint8_t {
  days,  ///< Any run of days; the one before has the same length.
  day,
  week,  ///< ISO week, Monday to Sunday.
  month,
  quarter,  ///< Of the fiscal year.
  year,     ///< The fiscal year (calendar year when it starts in January).
};

/// How years and quarters are cut. A fiscal year is named after the calendar year it ends in.
struct CalendarRules {
  int fiscal_year_start_month = 1;  ///< 1..12
  bool operator==(const CalendarRules&) const = default;
};

/// A half-open run of whole days [from, to) with from < to.
class Period {
 public:
  /// Error(invalid_argument) unless kFirstDay <= from < to <= kLastDay + 1, and, for a calendar
  /// kind, [from, to) is exactly one such day, week, month, quarter or year under the rules.
  Period(Day from, Day to, PeriodKind kind = PeriodKind::days, CalendarRules rules = {});

  /// Reads what a person writes:
  ///   "2017", "2017-Q3", "2017-08", "2017-W23", "2017-08-14", "FY2018", "FY2018-Q1",
  ///   "2017-01-01..2017-06-30" (both days included), "last-30-days", "this-month", "last-quarter"
  ///   (this|last)-(day|week|month|quarter|year), relative to `today`.
  /// "last-N-days" is the N days that end with today (today included). "2017" and "2017-Q3" are
  /// calendar years and quarters unless the rules say another fiscal start, then fiscal ones.
  /// Error(parse_error) names the forms; Error(invalid_argument) when a relative form lacks `today`
  /// or the rules are not rules.
  static Period parse(std::string_view text, CalendarRules rules = {}, Day today = kNoDay);

  /// The calendar period of `kind` that contains `day`. Error(invalid_argument) for kind days, an
  /// unknown day, and where the period would leave the years 1400 to 9999.
  static Period containing(Day day, PeriodKind kind, CalendarRules rules = {});

  Day from() const noexcept { return from_; }
  Day to() const noexcept { return to_; }  ///< First day after the period.
  PeriodKind kind() const noexcept { return kind_; }
  const CalendarRules& rules() const noexcept { return rules_; }
  std::int32_t days() const noexcept { return to_ - from_; }
  bool contains(Day day) const noexcept { return day >= from_ && day < to_; }

  /// The run before of the same kind (months before months), or of the same length for days.
  /// These three: Error(invalid_argument) where that would leave the years 1400 to 9999.
  Period previous() const;
  /// The next one, likewise.
  Period next() const;
  /// The same period a year earlier (weeks: the ISO week of the same number, or the last one; days:
  /// both limits moved back by twelve months). 29 February becomes 28 February as a first day; as
  /// the day after the end it becomes 1 March, so that 28 February stays in.
  Period year_before() const;
  /// The calendar periods of `kind` that overlap this one, cut to it, in order. A piece that was
  /// cut is of kind days. Error(invalid_argument) for kind days.
  std::vector<Period> split(PeriodKind kind) const;

  /// "2017-Q3", "2017-08", "2017-W23", "2017", "2017-08-14", "FY2018-Q1" or
  /// "2017-01-01..2017-06-30": parse() of it, under the same rules, gives the same period.
  std::string to_string() const;

  bool operator==(const Period& other) const noexcept {
    return from_ == other.from_ && to_ == other.to_;
  }

 private:
  Day from_;
  Day to_;
  PeriodKind kind_;
  CalendarRules rules_;
};

/// "day", "week", "month", "quarter", "year", "days"
std::string_view to_string(PeriodKind kind) noexcept;
std::optional<PeriodKind> parse_period_kind(std::string_view text) noexcept;

}  // namespace salespipe
