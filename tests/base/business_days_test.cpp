#include "salespipe/base/business_days.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe {
namespace {

Day day(const char* iso) { return parse_day(iso); }

TEST(BusinessDays, AreMondayToFriday) {
  const BusinessDays days;
  EXPECT_TRUE(days.contains(day("2025-03-28")));  // a Friday
  EXPECT_FALSE(days.contains(day("2025-03-29")));
  EXPECT_FALSE(days.contains(day("2025-03-30")));
  EXPECT_TRUE(days.contains(day("2025-03-31")));
  EXPECT_EQ(days.between(day("2025-03-28"), day("2025-03-31")), 1);
  EXPECT_EQ(days.between(day("2025-01-01"), day("2025-04-01")), 64);
  EXPECT_EQ(days.between(day("2025-04-01"), day("2025-01-01")), -64);
}

TEST(BusinessDays, LeaveHolidaysOutOnceAndOnlyOnWorkingDays) {
  const BusinessDays days({day("2025-01-06"), day("2025-01-01"), day("2025-01-06"),
                           day("2025-01-04")});  // the last one is a Saturday
  EXPECT_EQ(days.holidays().size(), 2U);
  EXPECT_FALSE(days.contains(day("2025-01-01")));
  EXPECT_EQ(days.between(day("2025-01-01"), day("2025-01-08")), 3);
}

TEST(BusinessDays, OfADayThatNoCalendarHasAreRefused) {
  EXPECT_THROW(BusinessDays({kNoDay}), Error);
}

RC_GTEST_PROP(BusinessDays, AreThoseOfTheDaysOneByOne, ()) {
  const Day from = day("1969-11-20") + *rc::gen::inRange(0, 80);
  const int length = *rc::gen::inRange(0, 60);
  std::vector<Day> holidays;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    holidays.push_back(from + *rc::gen::inRange(-5, 70));
  }
  const BusinessDays days(holidays);
  std::int32_t count = 0;
  for (int i = 0; i < length; ++i) count += days.contains(from + i) ? 1 : 0;
  RC_ASSERT(days.between(from, from + length) == count);
}

}  // namespace
}  // namespace salespipe
