#include "salespipe/base/period.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr int kFirstYear = 1400;
constexpr int kLastYear = 9999;
constexpr Day kEnd = kLastDay + 1;  // the end of a period is the first day after it

constexpr std::string_view kForms =
    "; accepted: 2017, 2017-Q3, 2017-08, 2017-W23, 2017-08-14, FY2018, FY2018-Q1, "
    "2017-01-01..2017-06-30, last-30-days, "
    "this-|last- day|week|month|quarter|year (as in last-quarter)";

constexpr std::array<std::pair<PeriodKind, std::string_view>, 6> kKinds{{
    {PeriodKind::days, "days"},
    {PeriodKind::day, "day"},
    {PeriodKind::week, "week"},
    {PeriodKind::month, "month"},
    {PeriodKind::quarter, "quarter"},
    {PeriodKind::year, "year"},
}};

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorCode::invalid_argument, why); }

/// For messages, where a day may lie outside what Date can name.
std::string show(Day day) {
  if (!is_known(day)) return "an unknown day";
  return day >= kFirstDay && day <= kLastDay ? to_string(day)
                                             : "day number " + std::to_string(day.number);
}

void check_rules(const CalendarRules& rules) {
  if (rules.fiscal_year_start_month < 1 || rules.fiscal_year_start_month > 12) {
    refuse("fiscal year starts in month " + std::to_string(rules.fiscal_year_start_month) +
           "; give 1 (January) to 12");
  }
}

void check_day(Day day) {
  if (day < kFirstDay || day > kLastDay) {
    refuse("no calendar period contains " + show(day) + "; give a day of the years 1400 to 9999");
  }
}

/// A run of days that may have lost a part to the limits of the calendar.
struct Run {
  Day from;
  Day to;
  bool whole = true;
};

/// Months counted from year 0, so that fiscal years and quarters are whole numbers of them.
int month_index(const Date& date) { return date.year() * 12 + date.month() - 1; }

Run months_run(int first, int count) {
  const auto start_of = [](int index) {
    if (index < kFirstYear * 12) return kFirstDay;
    return index >= (kLastYear + 1) * 12 ? kEnd : Date(index / 12, index % 12 + 1, 1).day();
  };
  const bool whole = first >= kFirstYear * 12 && first + count <= (kLastYear + 1) * 12;
  return {start_of(first), start_of(first + count), whole};
}

/// Months since the fiscal year of the date began, 0 to 11.
int fiscal_month(const Date& date, const CalendarRules& rules) {
  return (date.month() - rules.fiscal_year_start_month + 12) % 12;
}

/// The fiscal year that the date lies in: the calendar year in which it ends.
int fiscal_year(const Date& date, const CalendarRules& rules) {
  if (rules.fiscal_year_start_month == 1) return date.year();
  return date.month() >= rules.fiscal_year_start_month ? date.year() + 1 : date.year();
}

int first_month_of_fiscal_year(int year, const CalendarRules& rules) {
  const int starts_in = rules.fiscal_year_start_month == 1 ? year : year - 1;
  return starts_in * 12 + rules.fiscal_year_start_month - 1;
}

Run run_containing(Day day, PeriodKind kind, const CalendarRules& rules) {
  switch (kind) {
    case PeriodKind::days:
      refuse("a run of days is no calendar period; ask for day, week, month, quarter or year");
    case PeriodKind::day:
      return {day, day + 1, true};
    case PeriodKind::week: {
      const Day monday = day - (Date(day).iso_weekday() - 1);
      const Day next_monday = monday + 7;
      return {monday < kFirstDay ? kFirstDay : monday, next_monday > kEnd ? kEnd : next_monday,
              monday >= kFirstDay && next_monday <= kEnd};
    }
    case PeriodKind::month:
      return months_run(month_index(Date(day)), 1);
    case PeriodKind::quarter: {
      const Date date(day);
      return months_run(month_index(date) - fiscal_month(date, rules) % 3, 3);
    }
    case PeriodKind::year: {
      const Date date(day);
      return months_run(month_index(date) - fiscal_month(date, rules), 12);
    }
  }
  throw Error(ErrorCode::invalid_argument, "unknown kind of period");
}

struct IsoWeek {
  int year;
  int week;
};

/// ISO 8601: a week belongs to the year that its Thursday lies in.
IsoWeek iso_week(Day monday) {
  const Day thursday = monday + 3;
  const int year = Date(thursday).year();
  return {year, (thursday - Date(year, 1, 1).day()) / 7 + 1};
}

/// The Monday of week 1: that of the week with 4 January. May lie before kFirstDay.
Day first_monday(int year) {
  const Date fourth(year, 1, 4);
  return fourth.day() - (fourth.iso_weekday() - 1);
}

int weeks_in_year(int year) {
  // 28 December always lies in the last week.
  return (Date(year, 12, 28).day() - first_monday(year)) / 7 + 1;
}

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// The whole text as a number without sign, of `digits` digits (0: any). Nothing otherwise.
std::optional<int> number(std::string_view text, std::size_t digits) {
  if (text.empty() || (digits != 0 && text.size() != digits)) return std::nullopt;
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (text.front() == '-' || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

[[noreturn]] void refuse_form(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::parse_error, "period " + quoted(text) + " " + why + std::string(kForms));
}

[[noreturn]] void refuse_unknown_form(std::string_view text) {
  refuse_form(text, "has no known form");
}

/// Reads the text of one period; every member reads one family of forms.
class PeriodReader {
 public:
  PeriodReader(std::string_view text, CalendarRules rules, Day today)
      : text_(text), rules_(rules), today_(today) {}

  Period read() const {
    if (const std::size_t dots = text_.find(".."); dots != std::string_view::npos) {
      return read_range(dots);
    }
    if (text_.starts_with("this-")) return read_relative(text_.substr(5), false);
    if (text_.starts_with("last-")) return read_relative(text_.substr(5), true);
    if (text_.starts_with("FY")) return read_fiscal(text_.substr(2));
    return read_calendar();
  }

 private:
  Period read_range(std::size_t dots) const {
    const Day first = read_day(text_.substr(0, dots));
    const Day last = read_day(text_.substr(dots + 2));
    if (last < first) refuse_form(text_, "ends before it starts");
    return {first, last + 1, PeriodKind::days, rules_};
  }

  Period read_relative(std::string_view rest, bool last) const {
    const std::optional<PeriodKind> kind = parse_period_kind(rest);
    if (kind && *kind != PeriodKind::days) {
      check_today();
      const Period current = Period::containing(today_, *kind, rules_);
      return last ? current.previous() : current;
    }
    constexpr std::string_view kDays = "-days";
    if (!last || !rest.ends_with(kDays)) refuse_unknown_form(text_);
    rest.remove_suffix(kDays.size());
    const std::optional<int> count = number(rest, 0);
    if (!count) refuse_unknown_form(text_);
    check_today();
    if (*count < 1 || *count > today_ - kFirstDay + 1) {
      refuse_form(text_, "has a number of days that is zero or leads before the year 1400");
    }
    return {today_ - (*count - 1), today_ + 1, PeriodKind::days, rules_};
  }

  Period read_fiscal(std::string_view rest) const {
    const int year = read_year(rest.substr(0, 4));
    if (rest.size() == 4) return read_months(first_month_of_fiscal_year(year, rules_), 12);
    return read_quarter(year, rest.substr(4));
  }

  Period read_calendar() const {
    const int year = read_year(text_.substr(0, 4));
    const std::string_view rest = text_.size() > 4 ? text_.substr(4) : std::string_view{};
    if (rest.empty()) return read_months(first_month_of_fiscal_year(year, rules_), 12);
    if (rest.starts_with("-Q")) return read_quarter(year, rest);
    if (rest.starts_with("-W")) return read_week(year, rest.substr(2));
    if (rest.size() == 6) {
      const Day day = read_day(text_);
      return {day, day + 1, PeriodKind::day, rules_};
    }
    const std::optional<int> month = rest[0] == '-' ? number(rest.substr(1), 2) : std::nullopt;
    if (!month) refuse_unknown_form(text_);
    if (*month < 1 || *month > 12) refuse_form(text_, "names a month that does not exist");
    return read_months(year * 12 + *month - 1, 1);
  }

  Period read_quarter(int year, std::string_view rest) const {
    const std::optional<int> quarter =
        rest.starts_with("-Q") ? number(rest.substr(2), 1) : std::nullopt;
    if (!quarter) refuse_unknown_form(text_);
    if (*quarter < 1 || *quarter > 4) refuse_form(text_, "names a quarter that does not exist");
    return read_months(first_month_of_fiscal_year(year, rules_) + (*quarter - 1) * 3, 3);
  }

  Period read_week(int year, std::string_view rest) const {
    const std::optional<int> week = number(rest, 2);
    if (!week) refuse_unknown_form(text_);
    if (*week < 1 || *week > weeks_in_year(year)) {
      refuse_form(text_, "names a week that does not exist: ISO year " + std::to_string(year) +
                             " has weeks 01 to " + std::to_string(weeks_in_year(year)));
    }
    const Day monday = first_monday(year) + 7 * (*week - 1);
    return checked({monday, monday + 7, monday >= kFirstDay && monday + 7 <= kEnd},
                   PeriodKind::week);
  }

  Period read_months(int first, int count) const {
    const PeriodKind kind = count == 1   ? PeriodKind::month
                            : count == 3 ? PeriodKind::quarter
                                         : PeriodKind::year;
    return checked(months_run(first, count), kind);
  }

  Period checked(const Run& run, PeriodKind kind) const {
    if (!run.whole) refuse_form(text_, "leaves the years 1400 to 9999");
    return {run.from, run.to, kind, rules_};
  }

  int read_year(std::string_view digits) const {
    const std::optional<int> year = number(digits, 4);
    if (!year) refuse_unknown_form(text_);
    if (*year < kFirstYear) refuse_form(text_, "lies outside the years 1400 to 9999");
    return *year;
  }

  Day read_day(std::string_view iso) const {
    try {
      return parse_day(iso);
    } catch (const Error& error) {
      refuse_form(text_, "holds a wrong date: " + error.message());
    }
  }

  void check_today() const {
    if (is_known(today_)) {
      check_day(today_);
      return;
    }
    refuse("period " + quoted(text_) +
           " is relative to today, and today was not given; pass a day, or name the period itself");
  }

  std::string_view text_;
  CalendarRules rules_;
  Day today_;
};

}  // namespace

Period::Period(Day from, Day to, PeriodKind kind, CalendarRules rules)
    : from_(from), to_(to), kind_(kind), rules_(rules) {
  check_rules(rules);
  if (from < kFirstDay || to > kEnd || from >= to) {
    refuse("a period from " + show(from) + " up to, but without, " + show(to) +
           "; give known days of the years 1400 to 9999, the first before the second");
  }
  if (kind == PeriodKind::days) return;
  const Run run = run_containing(from, kind, rules);
  if (!run.whole || run.from != from || run.to != to) {
    refuse(show(from) + " up to, but without, " + show(to) + " is not one whole " +
           std::string(salespipe::to_string(kind)) + "; use kind days, or Period::containing()");
  }
}

Period Period::parse(std::string_view text, CalendarRules rules, Day today) {
  check_rules(rules);
  return PeriodReader(text, rules, today).read();
}

Period Period::containing(Day day, PeriodKind kind, CalendarRules rules) {
  check_rules(rules);
  check_day(day);
  const Run run = run_containing(day, kind, rules);
  if (!run.whole) {
    refuse("the " + std::string(salespipe::to_string(kind)) + " of " + show(day) +
           " leaves the years 1400 to 9999");
  }
  return {run.from, run.to, kind, rules};
}

Period Period::previous() const {
  if (kind_ != PeriodKind::days) return containing(from_ - 1, kind_, rules_);
  return {from_ - days(), from_, kind_, rules_};
}

Period Period::next() const {
  if (kind_ != PeriodKind::days) return containing(to_, kind_, rules_);
  return {to_, to_ + days(), kind_, rules_};
}

Period Period::year_before() const {
  switch (kind_) {
    case PeriodKind::days: {
      const Day first = Date(from_).plus_months(-12).day();
      if (to_ == kEnd) return {first, Date(kLastYear, 1, 1).day(), kind_, rules_};
      const Date end(to_);
      const bool leap_day = end.month() == 2 && end.day_of_month() == 29;
      return {first, end.plus_months(-12).day() + (leap_day ? 1 : 0), kind_, rules_};
    }
    case PeriodKind::week: {
      const IsoWeek week = iso_week(from_);
      if (week.year == kFirstYear) refuse("the year before " + to_string() + " is before 1400");
      const int number = std::min(week.week, weeks_in_year(week.year - 1));
      const Day monday = first_monday(week.year - 1) + 7 * (number - 1);
      return {monday, monday + 7, kind_, rules_};
    }
    case PeriodKind::day:
    case PeriodKind::month:
    case PeriodKind::quarter:
    case PeriodKind::year:
      return containing(Date(from_).plus_months(-12).day(), kind_, rules_);
  }
  throw Error(ErrorCode::internal, "a period of unknown kind; please report this");
}

std::vector<Period> Period::split(PeriodKind kind) const {
  std::vector<Period> pieces;
  for (Day day = from_; day < to_;) {
    const Run run = run_containing(day, kind, rules_);
    const Day from = run.from < from_ ? from_ : run.from;
    const Day to = run.to > to_ ? to_ : run.to;
    const bool cut = !run.whole || from != run.from || to != run.to;
    pieces.emplace_back(from, to, cut ? PeriodKind::days : kind, rules_);
    day = to;
  }
  return pieces;
}

std::string Period::to_string() const {
  const Date first(from_);
  const bool fiscal = rules_.fiscal_year_start_month != 1;
  std::string year = (fiscal ? "FY" : "") + std::to_string(fiscal_year(first, rules_));
  switch (kind_) {
    case PeriodKind::days:
      return first.to_string() + ".." + Date(to_ - 1).to_string();
    case PeriodKind::day:
      return first.to_string();
    case PeriodKind::week: {
      const IsoWeek week = iso_week(from_);
      return std::to_string(week.year) + "-W" + two_digits(week.week);
    }
    case PeriodKind::month:
      return std::to_string(first.year()) + "-" + two_digits(first.month());
    case PeriodKind::quarter:
      return year + "-Q" + std::to_string(fiscal_month(first, rules_) / 3 + 1);
    case PeriodKind::year:
      return year;
  }
  throw Error(ErrorCode::internal, "a period of unknown kind; please report this");
}

std::string_view to_string(PeriodKind kind) noexcept {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::optional<PeriodKind> parse_period_kind(std::string_view text) noexcept {
  for (const auto& [kind, name] : kKinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

}  // namespace salespipe
