#include "salespipe/base/time_zone.hpp"

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/period.hpp"
#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr int kHour = 3600;

TimeZone zone(const char* name) { return TimeZone::find(name); }

std::string day_of(const char* zone_name, const char* instant) {
  return to_string(zone(zone_name).day_of(Instant::parse(instant)));
}

std::string start_of(const char* zone_name, const char* day) {
  return to_string(zone(zone_name).start_of(parse_day(day)));
}

std::string at(const char* zone_name, const char* day, int seconds) {
  return to_string(zone(zone_name).at(parse_day(day), seconds));
}

/// The hours between the start of a day and that of the next.
std::int64_t hours_of(const char* zone_name, const char* day) {
  const Day first = parse_day(day);
  const Instant start = zone(zone_name).start_of(first);
  return (zone(zone_name).start_of(first + 1).micros - start.micros) / kMicrosPerSecond / kHour;
}

// G14 of the worked examples: one instant, two quarters.
TEST(TimeZone, G14WonLateOnTheLastOfMarchInNewYorkIsFirstQuarterThereAndSecondInUtc) {
  const Instant won = Instant::parse("2025-03-31T23:30:00-04:00");
  const auto quarter_in = [&](const TimeZone& where) {
    return Period::containing(where.day_of(won), PeriodKind::quarter).to_string();
  };
  EXPECT_EQ(quarter_in(zone("America/New_York")), "2025-Q1");
  EXPECT_EQ(quarter_in(TimeZone::utc()), "2025-Q2");
}

TEST(TimeZone, UtcDayChangesAtMidnightAlsoBefore1970) {
  EXPECT_EQ(day_of("UTC", "1970-01-01T00:00:00Z"), "1970-01-01");
  EXPECT_EQ(day_of("UTC", "1969-12-31T23:59:59.999999Z"), "1969-12-31");
  EXPECT_EQ(day_of("UTC", "1969-12-31T00:00:00Z"), "1969-12-31");
  EXPECT_EQ(day_of("UTC", "1400-01-01T00:00:00Z"), "1400-01-01");
  EXPECT_EQ(start_of("UTC", "1969-12-31"), "1969-12-31T00:00:00Z");
}

TEST(TimeZone, UtcIsFoundByItsNames) {
  EXPECT_EQ(zone("UTC"), TimeZone::utc());
  EXPECT_EQ(zone("Etc/UTC"), TimeZone::utc());
  EXPECT_EQ(TimeZone::utc().name(), "UTC");
  EXPECT_EQ(zone("Etc/UTC").name(), "Etc/UTC");
}

TEST(TimeZone, SameNameIsTheSameZone) {
  EXPECT_EQ(zone("Europe/Stockholm"), zone("Europe/Stockholm"));
  EXPECT_FALSE(zone("Europe/Stockholm") == zone("America/New_York"));
  EXPECT_FALSE(zone("Europe/Stockholm") == TimeZone::utc());
  EXPECT_EQ(zone("Europe/Stockholm").name(), "Europe/Stockholm");
}

TEST(TimeZone, UnknownNameIsNotFoundAndToldWhatANameLooksLike) {
  EXPECT_EQ(message_of([] { TimeZone::find("Europe/Atlantis"); }),
            "time zone \"Europe/Atlantis\" is not in the system's time zone data (tzdata); a zone "
            "is named like Europe/Stockholm, America/New_York or UTC");
  for (const char* name :
       {"", "Stockholm", "europe/stockholm", "Europe", "Europe/", "tzdata.zi", "zone.tab",
        "leapseconds", "../zoneinfo/UTC", "/etc/localtime", "Europe/Stockholm ", "CEST+2",
        "W. Europe Standard Time", "posix/Europe/Stockholm", "right/Europe/Stockholm"}) {
    EXPECT_EQ(code_of([&] { TimeZone::find(name); }), ErrorCode::not_found) << name;
  }
}

TEST(TimeZone, ZoneOfTheMachineIsNotAName) {
  EXPECT_EQ(code_of([] { TimeZone::find("localtime"); }), ErrorCode::not_found);
}

TEST(TimeZone, UnknownInstantIsOnNoDayAndUnknownDayStartsAtNoInstant) {
  for (const char* name : {"UTC", "Europe/Stockholm"}) {
    EXPECT_EQ(zone(name).day_of(kNoInstant), kNoDay) << name;
    EXPECT_EQ(zone(name).start_of(kNoDay), kNoInstant) << name;
    EXPECT_EQ(zone(name).at(kNoDay, 0), kNoInstant) << name;
  }
}

TEST(TimeZone, EveryInstantHasADay) {
  constexpr std::int64_t kLeast = kNoInstant.micros + 1;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(zone("UTC").day_of(Instant{kMost}).number, 106'751'991);
  for (const char* name : {"Europe/Stockholm", "America/New_York", "Asia/Kolkata"}) {
    for (const std::int64_t micros : {kLeast, kMost}) {
      const std::int32_t utc_day = zone("UTC").day_of(Instant{micros}).number;
      EXPECT_NEAR(zone(name).day_of(Instant{micros}).number, utc_day, 1) << name;
    }
  }
}

TEST(TimeZone, DaysOutsideTheCalendarHaveNoStart) {
  for (const char* name : {"UTC", "Europe/Stockholm"}) {
    EXPECT_EQ(code_of([&] { zone(name).start_of(kFirstDay - 1); }), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of([&] { zone(name).start_of(kLastDay + 2); }), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of([&] { zone(name).start_of(kFirstDay); }), ErrorCode::ok);
    EXPECT_EQ(code_of([&] { zone(name).start_of(kLastDay + 1); }), ErrorCode::ok)
        << "the end of the last period";
  }
}

TEST(TimeZone, WallClockHasTheSecondsOfADay) {
  EXPECT_EQ(code_of([] { TimeZone::utc().at(Day{0}, -1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { TimeZone::utc().at(Day{0}, 86'400); }), ErrorCode::invalid_argument);
  EXPECT_EQ(at("UTC", "2025-01-01", 86'399), "2025-01-01T23:59:59Z");
}

TEST(TimeZone, DayOfSpringForwardHasTwentyThreeHours) {
  EXPECT_EQ(hours_of("Europe/Stockholm", "2025-03-30"), 23);
  EXPECT_EQ(hours_of("America/New_York", "2025-03-09"), 23);
  EXPECT_EQ(start_of("Europe/Stockholm", "2025-03-30"), "2025-03-29T23:00:00Z");
  EXPECT_EQ(start_of("Europe/Stockholm", "2025-03-31"), "2025-03-30T22:00:00Z");
}

TEST(TimeZone, DayOfFallBackHasTwentyFiveHours) {
  EXPECT_EQ(hours_of("Europe/Stockholm", "2025-10-26"), 25);
  EXPECT_EQ(hours_of("America/New_York", "2025-11-02"), 25);
  EXPECT_EQ(hours_of("Europe/Stockholm", "2025-10-27"), 24);
}

TEST(TimeZone, TimeInASpringGapIsTheEndOfTheGap) {
  EXPECT_EQ(at("Europe/Stockholm", "2025-03-30", 2 * kHour - 1), "2025-03-30T00:59:59Z");
  EXPECT_EQ(at("Europe/Stockholm", "2025-03-30", 2 * kHour + 1800), "2025-03-30T01:00:00Z");
  EXPECT_EQ(at("Europe/Stockholm", "2025-03-30", 3 * kHour), "2025-03-30T01:00:00Z");
}

TEST(TimeZone, TimeThatOccursTwiceInAutumnIsTheEarlier) {
  EXPECT_EQ(at("Europe/Stockholm", "2025-10-26", 2 * kHour + 1800), "2025-10-26T00:30:00Z");
  EXPECT_EQ(at("Europe/Stockholm", "2025-10-26", 3 * kHour), "2025-10-26T02:00:00Z");
  EXPECT_EQ(at("America/New_York", "2025-11-02", 1 * kHour), "2025-11-02T05:00:00Z");
}

TEST(TimeZone, DayThatSamoaSkippedHasNoInstants) {
  EXPECT_EQ(day_of("Pacific/Apia", "2011-12-30T09:59:59Z"), "2011-12-29");
  EXPECT_EQ(day_of("Pacific/Apia", "2011-12-30T10:00:00Z"), "2011-12-31");
  EXPECT_EQ(start_of("Pacific/Apia", "2011-12-30"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(start_of("Pacific/Apia", "2011-12-31"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(hours_of("Pacific/Apia", "2011-12-30"), 0);
  EXPECT_EQ(at("Pacific/Apia", "2011-12-30", 12 * kHour), "2011-12-30T10:00:00Z");
}

TEST(TimeZone, DayWhoseMidnightSaoPauloSkippedStartsAtOne) {
  EXPECT_EQ(start_of("America/Sao_Paulo", "2017-10-15"), "2017-10-15T03:00:00Z");
  EXPECT_EQ(at("America/Sao_Paulo", "2017-10-15", kHour), "2017-10-15T03:00:00Z");
  EXPECT_EQ(day_of("America/Sao_Paulo", "2017-10-15T02:59:59Z"), "2017-10-14");
  EXPECT_EQ(day_of("America/Sao_Paulo", "2017-10-15T03:00:00Z"), "2017-10-15");
  EXPECT_EQ(hours_of("America/Sao_Paulo", "2017-10-15"), 23);
}

TEST(TimeZone, ClockThatGoesBackOverMidnightReturnsToTheDayBefore) {
  // St. John's went back from 00:01 to 23:01 of the evening before.
  EXPECT_EQ(start_of("America/St_Johns", "2006-10-29"), "2006-10-29T02:30:00Z");
  EXPECT_EQ(day_of("America/St_Johns", "2006-10-29T02:30:30Z"), "2006-10-29");
  EXPECT_EQ(day_of("America/St_Johns", "2006-10-29T02:31:00Z"), "2006-10-28");
  EXPECT_EQ(day_of("America/St_Johns", "2006-10-29T03:30:00Z"), "2006-10-29");
}

TEST(TimeZone, OffsetsOfHalfAndQuarterHoursCount) {
  EXPECT_EQ(start_of("Asia/Kathmandu", "2025-01-01"), "2024-12-31T18:15:00Z");
  EXPECT_EQ(start_of("Australia/Lord_Howe", "2025-01-01"), "2024-12-31T13:00:00Z");
  EXPECT_EQ(start_of("Australia/Lord_Howe", "2025-07-01"), "2025-06-30T13:30:00Z");
}

TEST(TimeZone, InstantsBefore1970FollowTheHistoryOfTheZone) {
  // War time in New York, and local mean time there before the railways: 4:56:02 behind.
  EXPECT_EQ(start_of("America/New_York", "1943-01-15"), "1943-01-15T04:00:00Z");
  EXPECT_EQ(start_of("America/New_York", "1950-01-15"), "1950-01-15T05:00:00Z");
  EXPECT_EQ(start_of("America/New_York", "1800-01-01"), "1800-01-01T04:56:02Z");
  EXPECT_EQ(day_of("America/New_York", "1969-12-31T04:59:59.999999Z"), "1969-12-30");
  EXPECT_EQ(day_of("America/New_York", "1969-12-31T05:00:00Z"), "1969-12-31");
}

TEST(TimeZone, SummerTimeGoesOnAfterTheLastYearOnRecord) {
  EXPECT_EQ(start_of("America/New_York", "2100-01-15"), "2100-01-15T05:00:00Z");
  EXPECT_EQ(start_of("America/New_York", "2100-07-15"), "2100-07-15T04:00:00Z");
  EXPECT_EQ(start_of("Europe/Stockholm", "2500-07-15"), "2500-07-14T22:00:00Z");
  EXPECT_EQ(start_of("Europe/Stockholm", "9999-07-15"), "9999-07-14T22:00:00Z");
  EXPECT_EQ(start_of("Australia/Sydney", "2100-01-15"), "2100-01-14T13:00:00Z");
  EXPECT_EQ(start_of("Australia/Sydney", "2100-07-15"), "2100-07-14T14:00:00Z");
}

TEST(TimeZone, RulesWithNegativeHoursAndNegativeSavingsGoOnToo) {
  // Nuuk changes at an hour before the day the rule names; Dublin's standard time is its summer
  // time.
  EXPECT_EQ(start_of("America/Nuuk", "2100-07-15"), "2100-07-15T01:00:00Z");
  EXPECT_EQ(start_of("America/Nuuk", "2100-01-15"), "2100-01-15T02:00:00Z");
  EXPECT_EQ(start_of("Europe/Dublin", "2100-07-15"), "2100-07-14T23:00:00Z");
  EXPECT_EQ(start_of("Europe/Dublin", "2100-01-15"), "2100-01-15T00:00:00Z");
}

TEST(TimeZone, ZonesCanBeLookedUpByManyThreadsAtOnce) {
  const std::vector<const char*> names{"Asia/Tokyo",   "Europe/Paris", "America/Chicago",
                                       "Africa/Cairo", "Asia/Tokyo",   "Europe/Paris"};
  std::vector<std::string> found(names.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < names.size(); ++i) {
    threads.emplace_back([&, i] { found[i] = zone(names[i]).name(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(found[i], names[i]);
}

/// Zones with every trait above, but none that goes back over midnight.
const char* any_zone() {
  return *rc::gen::element("UTC", "Europe/Stockholm", "America/New_York", "Pacific/Apia",
                           "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe",
                           "America/Nuuk", "Africa/Casablanca", "Europe/Dublin");
}

RC_GTEST_PROP(TimeZone, EveryInstantLiesBetweenTheStartOfItsDayAndOfTheNext, ()) {
  const TimeZone where = zone(any_zone());
  const Instant instant{*rc::gen::inRange<std::int64_t>(-5'000'000'000, 20'000'000'000) *
                            kMicrosPerSecond +
                        *rc::gen::inRange<std::int64_t>(0, kMicrosPerSecond)};
  const Day day = where.day_of(instant);
  RC_ASSERT(where.start_of(day) <= instant);
  RC_ASSERT(instant < where.start_of(day + 1));
}

RC_GTEST_PROP(TimeZone, DayStartsWithItsFirstMicrosecond, ()) {
  const TimeZone where = zone(any_zone());
  const Day day{*rc::gen::inRange(-60'000, 250'000)};
  const Instant start = where.start_of(day);
  const Day first = where.day_of(start);
  // A skipped day starts when the day after it does.
  RC_ASSERT(first == day || where.start_of(first) == start);
  RC_ASSERT(where.day_of(Instant{start.micros - 1}) < day);
}

RC_GTEST_PROP(TimeZone, StartsAgreeWithASearchForTheFirstInstantOfTheDay, ()) {
  // Bisection knows only day_of(), and only that days do not go back in these zones.
  const TimeZone where = zone(any_zone());
  const Day day{*rc::gen::inRange(-60'000, 2'900'000)};
  std::int64_t before = (std::int64_t{day.number} - 2) * 86'400;
  std::int64_t after = (std::int64_t{day.number} + 2) * 86'400;
  while (after - before > 1) {
    const std::int64_t middle = before + (after - before) / 2;
    (where.day_of(Instant{middle * kMicrosPerSecond}) < day ? before : after) = middle;
  }
  RC_ASSERT(where.start_of(day).micros == after * kMicrosPerSecond);
}

RC_GTEST_PROP(TimeZone, WallClockNeverRunsBackWithinADayWithoutAChange, ()) {
  const TimeZone where = zone(any_zone());
  const Day day{*rc::gen::inRange(-60'000, 250'000)};
  const int seconds = *rc::gen::inRange(0, 86'399);
  const Instant now = where.at(day, seconds);
  const Instant then = where.at(day, seconds + 1);
  RC_ASSERT(now <= then);
  RC_ASSERT(where.day_of(now) >= day);
  RC_ASSERT(now >= where.start_of(day));
}

}  // namespace
}  // namespace salespipe
