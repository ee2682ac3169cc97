#include "base/posix_rule.hpp"

#include <cstdint>

#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"

namespace salespipe::detail {
namespace {

std::int64_t seconds_at(int year, int month, int day, int hour) {
  return std::int64_t{Date(year, month, day).day().number} * 86'400 + hour * 3600;
}

TEST(PosixRule, ReadsOffsetsEastOfGreenwichAndAnHourOfSummerTime) {
  const auto rule = PosixRule::parse("EST5EDT,M3.2.0,M11.1.0");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->standard_offset, -5 * 3600);
  EXPECT_EQ(rule->daylight_offset, -4 * 3600);
  EXPECT_EQ(rule->start.local_seconds(2025), seconds_at(2025, 3, 9, 2));
  EXPECT_EQ(rule->end.local_seconds(2025), seconds_at(2025, 11, 2, 2));
}

TEST(PosixRule, ZoneWithoutSummerTimeHasOneOffset) {
  const auto rule = PosixRule::parse("<+0545>-5:45");
  ASSERT_TRUE(rule);
  EXPECT_FALSE(rule->has_daylight);
  EXPECT_EQ(rule->standard_offset, 5 * 3600 + 45 * 60);
}

TEST(PosixRule, WeekFiveIsTheLastOfTheMonth) {
  const auto rule = PosixRule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->start.local_seconds(2025), seconds_at(2025, 3, 30, 2));
  EXPECT_EQ(rule->end.local_seconds(2025), seconds_at(2025, 10, 26, 3));
}

TEST(PosixRule, HoursMayBeNegativeOrLongerThanADay) {
  const auto nuuk = PosixRule::parse("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  ASSERT_TRUE(nuuk);
  EXPECT_EQ(nuuk->start.local_seconds(2025), seconds_at(2025, 3, 29, 23));
  const auto gaza = PosixRule::parse("EET-2EEST,M3.4.4/50,M10.4.4/50");
  ASSERT_TRUE(gaza);
  EXPECT_EQ(gaza->start.local_seconds(2025), seconds_at(2025, 3, 29, 2));
}

TEST(PosixRule, SavingsMayBeNegative) {
  const auto dublin = PosixRule::parse("IST-1GMT0,M10.5.0,M3.5.0/1");
  ASSERT_TRUE(dublin);
  EXPECT_EQ(dublin->standard_offset, 3600);
  EXPECT_EQ(dublin->daylight_offset, 0);
}

TEST(PosixRule, DaysOfTheYearCountWithOrWithoutTheLeapDay) {
  const auto rule = PosixRule::parse("AAA3BBB,J60/0,59/0");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->start.local_seconds(2024), seconds_at(2024, 3, 1, 0));
  EXPECT_EQ(rule->start.local_seconds(2025), seconds_at(2025, 3, 1, 0));
  EXPECT_EQ(rule->end.local_seconds(2024), seconds_at(2024, 2, 29, 0));
  EXPECT_EQ(rule->end.local_seconds(2025), seconds_at(2025, 3, 1, 0));
}

TEST(PosixRule, OtherTextsAreNoRules) {
  for (const char* text :
       {"", "EST", "E5", "5", "<-03", "<-03>", "EST5EDT", "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M1.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0x", "EST168EDT,M3.2.0,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,366,1",
        "EST5:60", "EST5 "}) {
    EXPECT_FALSE(PosixRule::parse(text)) << text;
  }
}

}  // namespace
}  // namespace salespipe::detail
