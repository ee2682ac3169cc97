#include "salespipe/base/instant.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/base/day.hpp"
#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

std::string in_utc(const char* text) { return to_string(Instant::parse(text)); }

TEST(Instant, EpochIsZero) {
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00Z").micros, 0);
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:01.5Z").micros, 1'500'000);
  EXPECT_EQ(Instant::parse("1969-12-31T23:59:59.999999Z").micros, -1);
}

TEST(Instant, OffsetIsTakenOutOfTheTime) {
  EXPECT_EQ(in_utc("2025-03-31T23:30:00-04:00"), "2025-04-01T03:30:00Z");
  EXPECT_EQ(in_utc("2025-01-01T00:15:00+05:45"), "2024-12-31T18:30:00Z");
  EXPECT_EQ(in_utc("2025-01-01T00:00:00-00:00"), "2025-01-01T00:00:00Z");
}

TEST(Instant, LettersMayBeSmallAndASpaceMayStandForTheT) {
  EXPECT_EQ(in_utc("2025-04-01t03:30:00z"), "2025-04-01T03:30:00Z");
  EXPECT_EQ(in_utc("2025-04-01 03:30:00+00:00"), "2025-04-01T03:30:00Z");
}

TEST(Instant, FractionIsWrittenWithoutTrailingZeros) {
  EXPECT_EQ(in_utc("2025-04-01T03:30:00.250000Z"), "2025-04-01T03:30:00.25Z");
  EXPECT_EQ(in_utc("2025-04-01T03:30:00.000001Z"), "2025-04-01T03:30:00.000001Z");
  EXPECT_EQ(in_utc("2025-04-01T03:30:00.0Z"), "2025-04-01T03:30:00Z");
  EXPECT_EQ(to_string(Instant{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Instant, TextWithoutOffsetIsRefusedBecauseItsZoneIsNotKnown) {
  EXPECT_EQ(message_of([] { Instant::parse("2025-04-01T03:30:00"); }),
            "\"2025-04-01T03:30:00\" is not a point in time: it lacks an offset, so its time zone "
            "is not known; write date, time and offset like 2025-03-31T23:30:00-04:00 or "
            "2025-04-01T03:30:00.250Z");
}

TEST(Instant, OtherFormsAreRefused) {
  for (const char* text : {"",
                           "2025-04-01",
                           "2025-04-01T",
                           "2025-04-01T03:30Z",
                           "2025-04-01T3:30:00Z",
                           "2025-04-01T24:00:00Z",
                           "2025-04-01T03:60:00Z",
                           "2025-04-01T03:30:60Z",
                           "2025-02-29T03:30:00Z",
                           "2025-04-01T03:30:00.Z",
                           "2025-04-01T03:30:00.1234567Z",
                           "2025-04-01T03:30:00,5Z",
                           "2025-04-01T03:30:00+0400",
                           "2025-04-01T03:30:00+24:00",
                           "2025-04-01T03:30:00+04:60",
                           "2025-04-01T03:30:00+04",
                           "2025-04-01T03:30:00ZZ",
                           "2025-04-01T03:30:00 Z",
                           "2025-04-01X03:30:00Z",
                           "20250401T033000Z",
                           "1743478200",
                           "2025-04-01T03:30:00[Europe/Stockholm]",
                           "2025-04-01T-3:30:00Z"}) {
    EXPECT_EQ(code_of([&] { Instant::parse(text); }), ErrorCode::parse_error) << text;
  }
}

TEST(Instant, OffsetMayNotCarryItOutOfTheCalendar) {
  EXPECT_EQ(code_of([] { Instant::parse("9999-12-31T23:30:00-01:00"); }), ErrorCode::parse_error);
  EXPECT_EQ(code_of([] { Instant::parse("1400-01-01T00:30:00+01:00"); }), ErrorCode::parse_error);
  EXPECT_EQ(in_utc("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(in_utc("1400-01-01T00:00:00Z"), "1400-01-01T00:00:00Z");
}

TEST(Instant, UnknownInstantHasNoText) { EXPECT_EQ(to_string(kNoInstant), ""); }

TEST(Instant, NanosecondsTakenForMicrosecondsAreNoticed) {
  EXPECT_EQ(code_of([] { to_string(Instant{1'743'478'200'000'000'000}); }),
            ErrorCode::invalid_argument);
}

RC_GTEST_PROP(Instant, TextOfAnInstantReadsBackAsThatInstant, ()) {
  const std::int64_t day = *rc::gen::inRange(kFirstDay.number, kLastDay.number + 1);
  const std::int64_t micros = *rc::gen::inRange<std::int64_t>(0, kMicrosPerDay);
  const std::int64_t unit = *rc::gen::element<std::int64_t>(1, 1'000, 1'000'000, 60'000'000);
  const Instant instant{day * kMicrosPerDay + micros / unit * unit};
  RC_ASSERT(Instant::parse(to_string(instant)) == instant);
}

}  // namespace
}  // namespace salespipe
