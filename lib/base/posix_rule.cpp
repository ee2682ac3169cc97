// The tz library reads the table of a zone but not its footer, and its own reader of such texts
// (date/ptz.h) knows no negative hours, which America/Nuuk has. Without the footer every year after
// 2037 would miss daylight saving time, and with the slim files of some systems every year after
// 2007.

#include "posix_rule.hpp"

#include <chrono>
#include <cstddef>

#include <date/date.h>

namespace salespipe::detail {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

/// Reads the text from left to right; once something does not fit, `failed()` stays true.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

  bool skip(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) { failed_ = !skip(c) || failed_; }

  int number(int least, int most) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && digits < 4; ++digits) {
      const char c = rest_[digits];
      if (c < '0' || c > '9') break;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    failed_ = failed_ || digits == 0 || value < least || value > most;
    return value;
  }

  /// "EST" or "<-03>"
  void name() {
    if (skip('<')) {
      const std::size_t close = rest_.find('>');
      failed_ = failed_ || close == std::string_view::npos;
      rest_.remove_prefix(close == std::string_view::npos ? rest_.size() : close + 1);
      return;
    }
    std::size_t letters = 0;
    while (letters < rest_.size() && is_letter(rest_[letters])) ++letters;
    rest_.remove_prefix(letters);
    failed_ = failed_ || letters < 3;
  }

  /// "5", "-3:30", "+02:00:10"; RFC 8536 allows 167 hours either way.
  std::int32_t time() {
    const bool negative = next_is('-');
    if (!skip('-')) skip('+');
    std::int32_t seconds = number(0, 167) * 3600;
    if (skip(':')) seconds += number(0, 59) * 60;
    if (skip(':')) seconds += number(0, 59);
    return negative ? -seconds : seconds;
  }

  YearlyChange change() {
    YearlyChange out;
    if (skip('M')) {
      out.form = YearlyChange::Form::weekday_of_month;
      out.month = number(1, 12);
      expect('.');
      out.week = number(1, 5);
      expect('.');
      out.weekday = number(0, 6);
    } else if (skip('J')) {
      out.form = YearlyChange::Form::julian_without_leap_day;
      out.day = number(1, 365);
    } else {
      out.form = YearlyChange::Form::day_of_year;
      out.day = number(0, 365);
    }
    if (skip('/')) out.seconds = time();
    return out;
  }

 private:
  static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::int64_t YearlyChange::local_seconds(int year) const {
  const date::year y{year};
  date::sys_days at;
  switch (form) {
    case Form::weekday_of_month: {
      const date::month m{static_cast<unsigned>(month)};
      const date::weekday wanted{static_cast<unsigned>(weekday)};
      at = week == 5 ? date::sys_days{y / m / wanted[date::last]}
                     : date::sys_days{y / m / wanted[static_cast<unsigned>(week)]};
      break;
    }
    case Form::julian_without_leap_day:
      // Day 60 is 1 March in every year.
      at = date::sys_days{y / date::January / 1} +
           date::days{day - 1 + (y.is_leap() && day >= 60 ? 1 : 0)};
      break;
    case Form::day_of_year:
      at = date::sys_days{y / date::January / 1} + date::days{day};
      break;
  }
  return at.time_since_epoch().count() * kSecondsPerDay + seconds;
}

std::optional<PosixRule> PosixRule::parse(std::string_view text) {
  Reader reader(text);
  PosixRule rule;
  reader.name();
  rule.standard_offset = -reader.time();  // POSIX counts west of Greenwich
  rule.daylight_offset = rule.standard_offset;
  if (!reader.at_end()) {
    rule.has_daylight = true;
    reader.name();
    rule.daylight_offset = reader.next_is(',') ? rule.standard_offset + 3600 : -reader.time();
    reader.expect(',');
    rule.start = reader.change();
    reader.expect(',');
    rule.end = reader.change();
  }
  if (reader.failed() || !reader.at_end()) return std::nullopt;
  return rule;
}

}  // namespace salespipe::detail
