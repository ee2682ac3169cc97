#include "salespipe/base/date.hpp"

#include <array>
#include <charconv>
#include <cstddef>

#include <boost/date_time/gregorian/greg_calendar.hpp>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

// Boost's calendar arithmetic without its date class: constant time, no exceptions on the way, no
// special values. Its day numbers are Julian day numbers.
using Calendar = boost::gregorian::gregorian_calendar;
using YearMonthDay = Calendar::ymd_type;

constexpr std::int32_t kEpochDayNumber = 2440588;  // Julian day number of 1970-01-01
constexpr int kFirstYear = 1400;
constexpr int kLastYear = 9999;

int last_day_of_month(int year, int month) {
  return Calendar::end_of_month_day(static_cast<unsigned short>(year),
                                    static_cast<unsigned short>(month));
}

YearMonthDay boost_date(int year, int month, int day) {
  return {static_cast<unsigned short>(year), static_cast<unsigned short>(month),
          static_cast<unsigned short>(day)};
}

bool is_valid_date(int year, int month, int day) {
  return year >= kFirstYear && year <= kLastYear && month >= 1 && month <= 12 && day >= 1 &&
         day <= last_day_of_month(year, month);
}

void append_padded(std::string& out, int value, std::size_t width) {
  std::array<char, 16> digits;
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  if (size < width) out.append(width - size, '0');
  out.append(digits.data(), size);
}

std::string describe(int year, int month, int day) {
  std::string out;
  append_padded(out, year, 4);
  out += '-';
  append_padded(out, month, 2);
  out += '-';
  append_padded(out, day, 2);
  return out;
}

/// The number of `count` digits at `at`, -1 when one of them is not a digit.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

Date::Date(int year, int month, int day) : year_(year), month_(month), day_(day) {
  if (!is_valid_date(year, month, day)) {
    throw Error(ErrorCode::invalid_argument,
                describe(year, month, day) +
                    " is not a date; give a day that exists in the years 1400 to 9999");
  }
}

Date::Date(Day day) : year_(0), month_(0), day_(0) {
  if (day < kFirstDay || day > kLastDay) {
    throw Error(ErrorCode::invalid_argument,
                is_known(day) ? "day number " + std::to_string(day.number) +
                                    " lies outside the years 1400 to 9999"
                              : std::string("an unknown day has no date; check is_known() first"));
  }
  const YearMonthDay date =
      Calendar::from_day_number(static_cast<Calendar::date_int_type>(day.number + kEpochDayNumber));
  year_ = date.year;
  month_ = date.month;
  day_ = date.day;
}

Date Date::parse(std::string_view iso) {
  const bool shaped = iso.size() == 10 && iso[4] == '-' && iso[7] == '-';
  const int year = shaped ? digits_at(iso, 0, 4) : -1;
  const int month = shaped ? digits_at(iso, 5, 2) : -1;
  const int day = shaped ? digits_at(iso, 8, 2) : -1;
  if (year < 0 || month < 0 || day < 0) {
    throw Error(ErrorCode::parse_error,
                quoted(iso) + " is not a date; write year-month-day like 2017-03-01");
  }
  if (!is_valid_date(year, month, day)) {
    throw Error(ErrorCode::parse_error,
                quoted(iso) + " does not exist; give a day of the years 1400 to 9999");
  }
  return {year, month, day};
}

int Date::iso_weekday() const {
  const int weekday = Calendar::day_of_week(boost_date(year_, month_, day_));  // Sunday 0
  return weekday == 0 ? 7 : weekday;
}

Day Date::day() const {
  return Day{static_cast<std::int32_t>(Calendar::day_number(boost_date(year_, month_, day_))) -
             kEpochDayNumber};
}

Date Date::plus_months(int months) const {
  // Not boost::gregorian::months: that one keeps the last day of a month the last day (28 February
  // and a month is 31 March), and then a deal's renewal wanders.
  const std::int64_t count = std::int64_t{year_} * 12 + (month_ - 1) + months;
  if (count < std::int64_t{kFirstYear} * 12 || count >= (std::int64_t{kLastYear} + 1) * 12) {
    throw Error(ErrorCode::invalid_argument, to_string() + " plus " + std::to_string(months) +
                                                 " months lies outside the years 1400 to 9999");
  }
  const int year = static_cast<int>(count / 12);
  const int month = static_cast<int>(count % 12) + 1;
  const int last = last_day_of_month(year, month);
  return {year, month, day_ < last ? day_ : last};
}

std::string Date::to_string() const { return describe(year_, month_, day_); }

Day parse_day(std::string_view iso) { return Date::parse(iso).day(); }

std::string to_string(Day day) { return is_known(day) ? Date(day).to_string() : std::string{}; }

}  // namespace salespipe
