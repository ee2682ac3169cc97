#include "salespipe/base/recurrence.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/thrown.hpp"
#include "salespipe/base/date.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;

Day day(const char* iso) { return parse_day(iso); }

/// The first days after `first` on which a rule falls.
std::vector<std::string> days_of(const char* rule, const char* first, int count) {
  const Recurrence recurrence = Recurrence::parse(rule);
  std::vector<std::string> days;
  Day at = day(first);
  for (int i = 0; i < count; ++i) {
    at = recurrence.next(day(first), at);
    days.push_back(to_string(at));
  }
  return days;
}

TEST(Recurrence, FallsOnEveryNthDay) {
  EXPECT_THAT(days_of("FREQ=DAILY;INTERVAL=3", "2026-02-26", 2),
              ElementsAre("2026-03-01", "2026-03-04"));
}

TEST(Recurrence, FallsOnTheWeekdayOfItsFirstDayUnlessItNamesOthers) {
  EXPECT_THAT(days_of("weekly", "2026-07-01", 2), ElementsAre("2026-07-08", "2026-07-15"));
  EXPECT_THAT(days_of("weekdays", "2026-07-02", 3),
              ElementsAre("2026-07-03", "2026-07-06", "2026-07-07"));
}

TEST(Recurrence, LeavesOutTheWeeksBetween) {
  // 1 July 2026 is a Wednesday: the Monday of its own week is over.
  EXPECT_THAT(days_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-07-01", 4),
              ElementsAre("2026-07-02", "2026-07-13", "2026-07-16", "2026-07-27"));
}

TEST(Recurrence, KeepsTheDayOfTheMonthWhereThereIsOne) {
  EXPECT_THAT(days_of("monthly", "2026-01-31", 3),
              ElementsAre("2026-02-28", "2026-03-31", "2026-04-30"));
  EXPECT_THAT(days_of("yearly", "2024-02-29", 4),
              ElementsAre("2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"));
}

TEST(Recurrence, SkipsWhatWasMissed) {
  const Recurrence monthly = Recurrence::parse("FREQ=MONTHLY;INTERVAL=2");
  EXPECT_EQ(monthly.next(day("2026-01-10"), day("2026-08-20")), day("2026-09-10"));
}

TEST(Recurrence, EndsAfterItsLastDay) {
  const Recurrence rule = Recurrence::parse("FREQ=WEEKLY;UNTIL=20260708");
  EXPECT_EQ(rule.next(day("2026-07-01"), day("2026-07-01")), day("2026-07-08"));
  EXPECT_EQ(rule.next(day("2026-07-01"), day("2026-07-08")), kNoDay);
  EXPECT_EQ(Recurrence::parse("yearly").next(day("9990-01-01"), day("9999-06-01")), kNoDay);
}

TEST(Recurrence, IsWrittenInOneWay) {
  for (const auto& [text, canonical] : std::vector<std::pair<std::string, std::string>>{
           {"weekly", "FREQ=WEEKLY"},
           {"rrule:until=20261231;byday=th,mo,mo;interval=1;freq=weekly",
            "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231"}}) {
    const Recurrence rule = Recurrence::parse(text);
    EXPECT_EQ(rule.to_string(), canonical);
    EXPECT_EQ(Recurrence::parse(canonical), rule);
  }
}

TEST(Recurrence, RefusesWhatItDoesNotKnowAndSaysWhat) {
  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {"", "FREQ is missing"},
           {"sometimes", "none of FREQ"},
           {"FREQ=HOURLY", "FREQ is DAILY"},
           {"FREQ=DAILY;COUNT=3", "\\\"COUNT\\\" is none of"},
           {"FREQ=DAILY;INTERVAL=0", "1 to 1000"},
           {"FREQ=DAILY;INTERVAL=2x", "1 to 1000"},
           {"FREQ=DAILY;FREQ=DAILY", "FREQ is given twice"},
           {"FREQ=DAILY;BYDAY=MO", "BYDAY goes with"},
           {"FREQ=WEEKLY;BYDAY=", "BYDAY names no day"},
           {"FREQ=WEEKLY;BYDAY=1MO", "list of MO"},
           {"FREQ=WEEKLY;UNTIL=20261331", "UNTIL is a day"}}) {
    try {
      (void)Recurrence::parse(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::parse_error) << text;
      std::string wanted = part;
      std::erase(wanted, '\\');
      EXPECT_NE(error.message().find(wanted), std::string::npos) << error.message();
    }
  }
}

/// A rule that walks day by day and asks of each whether it is one of the rule's.
Day walked(Frequency frequency, int interval, unsigned weekdays, Day first, Day after) {
  const Date start(first);
  const Day monday = first - (start.iso_weekday() - 1);
  for (Day at = after < first ? first : after + 1;; at = at + 1) {
    const Date date(at);
    const int months = (date.year() - start.year()) * 12 + date.month() - start.month();
    const int step = frequency == Frequency::yearly ? 12 * interval : interval;
    if (frequency == Frequency::daily && (at - first) % interval == 0) return at;
    if (frequency == Frequency::weekly && (at - monday) / 7 % interval == 0 &&
        (weekdays >> (date.iso_weekday() - 1) & 1U) != 0) {
      return at;
    }
    if (frequency >= Frequency::monthly && months % step == 0 &&
        start.plus_months(months).day() == at) {
      return at;
    }
  }
}

RC_GTEST_PROP(Recurrence, FindsTheDayThatAWalkFinds, ()) {
  const auto frequency = static_cast<Frequency>(*rc::gen::inRange(0, 4));
  const int interval = *rc::gen::inRange(1, 5);
  const Day first{*rc::gen::inRange(20000, 21500)};
  const Day after = first + *rc::gen::inRange(-20, 1500);
  unsigned weekdays = 1U << (Date(first).iso_weekday() - 1);
  constexpr const char* kNames[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  constexpr const char* kDays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  std::string text = "FREQ=" + std::string(kNames[static_cast<int>(frequency)]) +
                     ";INTERVAL=" + std::to_string(interval);
  if (frequency == Frequency::weekly && *rc::gen::inRange(0, 2) == 0) {
    weekdays = static_cast<unsigned>(*rc::gen::inRange(1, 128));
    text += ";BYDAY=";
    for (int i = 0; i < 7; ++i) {
      if ((weekdays >> i & 1U) != 0) text += std::string(text.back() == '=' ? "" : ",") + kDays[i];
    }
  }
  const Recurrence rule = Recurrence::parse(text);
  RC_ASSERT(rule.next(first, after) == walked(frequency, interval, weekdays, first, after));
}

}  // namespace
}  // namespace salespipe::test
