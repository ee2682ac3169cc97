#include "salespipe/base/date.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

/// Counts days one by one: slow, and hard to get wrong.
class WalkingCalendar {
 public:
  int year = 1400;
  int month = 1;
  int day = 1;
  int weekday = 3;  // 1400-01-01 was a Wednesday; the known weekday of 1970-01-01 confirms it

  int days_in_month() const {
    if (month == 2) {
      return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  void step() {
    weekday = weekday == 7 ? 1 : weekday + 1;
    if (++day <= days_in_month()) return;
    day = 1;
    if (++month <= 12) return;
    month = 1;
    ++year;
  }
};

TEST(Date, EveryDayOf1400To9999AgreesWithACalendarThatCountsDayByDay) {
  WalkingCalendar walk;
  Day day = kFirstDay;
  for (; walk.year <= 9999; walk.step(), day = day + 1) {
    const Date date(day);
    ASSERT_EQ(date.year(), walk.year);
    ASSERT_EQ(date.month(), walk.month);
    ASSERT_EQ(date.day_of_month(), walk.day);
    ASSERT_EQ(date.iso_weekday(), walk.weekday);
    ASSERT_EQ(Date(walk.year, walk.month, walk.day).day().number, day.number);
    if (day == Day{0}) {
      ASSERT_EQ(date.to_string(), "1970-01-01");
      ASSERT_EQ(date.iso_weekday(), 4) << "a Thursday";
    }
  }
  EXPECT_EQ(day.number, (kLastDay + 1).number);
}

TEST(Date, TextOfEveryDayReadsBackAsThatDay) {
  for (Day day = kFirstDay; day <= kLastDay; day = day + 7) {
    ASSERT_EQ(parse_day(to_string(day)).number, day.number);
  }
  EXPECT_EQ(parse_day(to_string(kLastDay)).number, kLastDay.number);
}

TEST(Date, DaysThatDoNotExistAreRefused) {
  EXPECT_EQ(code_of([] { Date(2017, 2, 29); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(1900, 2, 29); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2017, 4, 31); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2017, 0, 1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2017, 13, 1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2017, 1, 0); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(1399, 12, 31); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(10000, 1, 1); }), ErrorCode::invalid_argument);
  // 65536 + 2017 would pass for 2017 in sixteen bits.
  EXPECT_EQ(code_of([] { Date(67553, 1, 1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2000, 2, 29); }), ErrorCode::ok);
}

TEST(Date, UnknownDayAndDaysOutOfRangeHaveNoDate) {
  EXPECT_EQ(code_of([] { Date{kNoDay}; }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(kFirstDay - 1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(kLastDay + 1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(to_string(kNoDay), "");
  EXPECT_LT(kNoDay, kFirstDay);
}

TEST(Date, OnlyTheIsoFormIsRead) {
  for (const char* text :
       {"", "2017-3-01", "2017-03-1", "20170301", "01.03.2017", "2017/03/01", "2017-03-01 ",
        " 2017-03-01", "2017-03-01T00:00:00Z", "-017-03-01", "2017-+3-01", "2017-03-0x"}) {
    EXPECT_EQ(code_of([&] { parse_day(text); }), ErrorCode::parse_error) << text;
  }
  EXPECT_EQ(code_of([] { parse_day("2017-02-29"); }), ErrorCode::parse_error);
  EXPECT_EQ(code_of([] { parse_day("0000-00-00"); }), ErrorCode::parse_error);
  EXPECT_EQ(message_of([] { parse_day("01.03.2017"); }),
            "\"01.03.2017\" is not a date; write year-month-day like 2017-03-01");
}

TEST(Date, MonthLaterKeepsTheDayOfTheMonth) {
  EXPECT_EQ(Date(2017, 1, 15).plus_months(1), Date(2017, 2, 15));
  EXPECT_EQ(Date(2017, 12, 15).plus_months(1), Date(2018, 1, 15));
  EXPECT_EQ(Date(2017, 1, 15).plus_months(-1), Date(2016, 12, 15));
  EXPECT_EQ(Date(2017, 5, 15).plus_months(-29), Date(2014, 12, 15));
  EXPECT_EQ(Date(2017, 5, 15).plus_months(0), Date(2017, 5, 15));
}

TEST(Date, MonthLaterThanAThirtyFirstIsTheLastDayOfAShortMonth) {
  EXPECT_EQ(Date(2017, 1, 31).plus_months(1), Date(2017, 2, 28));
  EXPECT_EQ(Date(2016, 1, 31).plus_months(1), Date(2016, 2, 29));
  EXPECT_EQ(Date(2024, 2, 29).plus_months(-12), Date(2023, 2, 28));
}

TEST(Date, LastDayOfFebruaryAMonthLaterIsNotTheLastDayOfMarch) {
  EXPECT_EQ(Date(2017, 2, 28).plus_months(1), Date(2017, 3, 28));
  EXPECT_EQ(Date(2017, 4, 30).plus_months(1), Date(2017, 5, 30));
}

TEST(Date, MonthsThatLeaveTheCalendarAreRefused) {
  EXPECT_EQ(code_of([] { Date(9999, 12, 1).plus_months(1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(1400, 1, 1).plus_months(-1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Date(2017, 1, 1).plus_months(2147483647); }), ErrorCode::invalid_argument);
}

RC_GTEST_PROP(Date, OrderOfDatesIsOrderOfDays, ()) {
  const Day a{*rc::gen::inRange(kFirstDay.number, kLastDay.number + 1)};
  const Day b{*rc::gen::inRange(kFirstDay.number, kLastDay.number + 1)};
  RC_ASSERT((Date(a) < Date(b)) == (a < b));
  RC_ASSERT((Date(a) == Date(b)) == (a == b));
  RC_ASSERT((to_string(a) < to_string(b)) == (a < b));
}

RC_GTEST_PROP(Date, MonthsThereAndBackLoseAtMostTheDaysOfAShortMonth, ()) {
  const Date date(Day{*rc::gen::inRange(-100'000, 1'000'000)});
  const int months = *rc::gen::inRange(-1200, 1200);
  const Date back = date.plus_months(months).plus_months(-months);
  RC_ASSERT(back <= date);
  RC_ASSERT(date.day() - back.day() <= 3);
  RC_ASSERT(back == date || date.day_of_month() > 28);
}

}  // namespace
}  // namespace salespipe
