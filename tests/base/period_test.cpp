#include "salespipe/base/period.hpp"

#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/base/date.hpp"
#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

constexpr CalendarRules kFromApril{4};
constexpr CalendarRules kFromFebruary{2};

/// "2017-07-01 to 2017-10-01": limits as they are, the second not in the period.
std::string limits(const Period& period) {
  return to_string(period.from()) + " to " + to_string(period.to());
}

std::string limits_of(const char* text, CalendarRules rules = {}) {
  return limits(Period::parse(text, rules));
}

Period read(const char* text, CalendarRules rules = {}) { return Period::parse(text, rules); }

/// Limits of a form that is relative to 2017-08-16, a Wednesday.
std::string from_wednesday(const char* text, CalendarRules rules = {}) {
  return limits(Period::parse(text, rules, parse_day("2017-08-16")));
}

constexpr PeriodKind kCalendarKinds[] = {PeriodKind::day, PeriodKind::week, PeriodKind::month,
                                         PeriodKind::quarter, PeriodKind::year};

Day any_day() { return Day{*rc::gen::inRange(-150'000, 2'000'000)}; }
CalendarRules any_rules() { return {*rc::gen::inRange(1, 13)}; }

Period any_period() {
  const Day day = any_day();
  const CalendarRules rules = any_rules();
  const auto kind = *rc::gen::element(PeriodKind::days, PeriodKind::day, PeriodKind::week,
                                      PeriodKind::month, PeriodKind::quarter, PeriodKind::year);
  if (kind != PeriodKind::days) return Period::containing(day, kind, rules);
  return Period(day, day + *rc::gen::inRange(1, 1500), kind, rules);
}

TEST(Period, ReadsCalendarForms) {
  EXPECT_EQ(limits_of("2017"), "2017-01-01 to 2018-01-01");
  EXPECT_EQ(limits_of("2017-Q3"), "2017-07-01 to 2017-10-01");
  EXPECT_EQ(limits_of("2017-Q4"), "2017-10-01 to 2018-01-01");
  EXPECT_EQ(limits_of("2017-08"), "2017-08-01 to 2017-09-01");
  EXPECT_EQ(limits_of("2017-12"), "2017-12-01 to 2018-01-01");
  EXPECT_EQ(limits_of("2016-02"), "2016-02-01 to 2016-03-01");
  EXPECT_EQ(limits_of("2017-W23"), "2017-06-05 to 2017-06-12");
  EXPECT_EQ(limits_of("2017-08-14"), "2017-08-14 to 2017-08-15");
  EXPECT_EQ(read("2017-Q3").kind(), PeriodKind::quarter);
  EXPECT_EQ(read("2017-08-14").kind(), PeriodKind::day);
}

TEST(Period, RangeHasBothItsDays) {
  EXPECT_EQ(limits_of("2017-01-01..2017-06-30"), "2017-01-01 to 2017-07-01");
  EXPECT_EQ(limits_of("2017-01-01..2017-01-01"), "2017-01-01 to 2017-01-02");
  EXPECT_EQ(read("2017-01-01..2017-06-30").kind(), PeriodKind::days);
  EXPECT_EQ(read("2017-01-01..2017-06-30").days(), 181);
}

TEST(Period, ContainsItsFirstDayAndNotTheDayAfterItsLast) {
  const Period quarter = read("2017-Q3");
  EXPECT_TRUE(quarter.contains(parse_day("2017-07-01")));
  EXPECT_TRUE(quarter.contains(parse_day("2017-09-30")));
  EXPECT_FALSE(quarter.contains(parse_day("2017-10-01")));
  EXPECT_FALSE(quarter.contains(parse_day("2017-06-30")));
  EXPECT_FALSE(quarter.contains(kNoDay));
}

TEST(Period, RelativeFormsCountFromToday) {
  EXPECT_EQ(from_wednesday("this-day"), "2017-08-16 to 2017-08-17");
  EXPECT_EQ(from_wednesday("last-day"), "2017-08-15 to 2017-08-16");
  EXPECT_EQ(from_wednesday("this-week"), "2017-08-14 to 2017-08-21");
  EXPECT_EQ(from_wednesday("last-week"), "2017-08-07 to 2017-08-14");
  EXPECT_EQ(from_wednesday("this-month"), "2017-08-01 to 2017-09-01");
  EXPECT_EQ(from_wednesday("last-month"), "2017-07-01 to 2017-08-01");
  EXPECT_EQ(from_wednesday("this-quarter"), "2017-07-01 to 2017-10-01");
  EXPECT_EQ(from_wednesday("last-quarter"), "2017-04-01 to 2017-07-01");
  EXPECT_EQ(from_wednesday("this-year"), "2017-01-01 to 2018-01-01");
  EXPECT_EQ(from_wednesday("last-year"), "2016-01-01 to 2017-01-01");
  EXPECT_EQ(from_wednesday("last-year", kFromApril), "2016-04-01 to 2017-04-01");
}

TEST(Period, LastThirtyDaysEndWithToday) {
  EXPECT_EQ(from_wednesday("last-30-days"), "2017-07-18 to 2017-08-17");
  EXPECT_EQ(from_wednesday("last-1-days"), "2017-08-16 to 2017-08-17");
  const Period thirty = Period::parse("last-30-days", {}, parse_day("2017-08-16"));
  EXPECT_EQ(thirty.days(), 30);
  EXPECT_EQ(limits(thirty.previous()), "2017-06-18 to 2017-07-18");
}

TEST(Period, RelativeFormWithoutTodayAsksForToday) {
  for (const char* text : {"this-month", "last-quarter", "last-30-days"}) {
    EXPECT_EQ(code_of([&] { Period::parse(text); }), ErrorCode::invalid_argument) << text;
  }
  EXPECT_EQ(message_of([] { Period::parse("last-30-days"); }),
            "period \"last-30-days\" is relative to today, and today was not given; pass a day, or "
            "name the period itself");
}

TEST(Period, UnreadableTextIsToldTheAcceptedForms) {
  const std::string message = message_of([] { Period::parse("Q3 2017"); });
  for (const char* form :
       {"\"Q3 2017\"", "2017-Q3", "2017-08", "2017-W23", "2017-08-14", "FY2018", "FY2018-Q1",
        "2017-01-01..2017-06-30", "last-30-days", "this-", "last-quarter"}) {
    EXPECT_NE(message.find(form), std::string::npos) << form << " is not in: " << message;
  }
}

TEST(Period, OtherFormsAreRefused) {
  for (const char* text : {"",
                           "17",
                           "20170",
                           "2017-",
                           "2017-8",
                           "2017-Q",
                           "2017-Q0",
                           "2017-Q5",
                           "2017-Q11",
                           "2017-q3",
                           "2017Q3",
                           "2017-00",
                           "2017-13",
                           "2017-W00",
                           "2017-W54",
                           "2017-W1",
                           "2017-02-29",
                           "2017-08-14 ",
                           " 2017",
                           "-2017",
                           "+2017",
                           "FY",
                           "FY18",
                           "FY2018-",
                           "FY2018-Q5",
                           "FY2018-08",
                           "fy2018",
                           "2017-01-01..",
                           "..2017-01-01",
                           "2017-01..2017-02",
                           "2017-01-01...2017-01-02",
                           "2017-06-30..2017-01-01",
                           "last-",
                           "last-0-days",
                           "last--5-days",
                           "last-30-day",
                           "last-x-days",
                           "last-days",
                           "this-days",
                           "this-30-days",
                           "last-decade",
                           "last-99999999999-days",
                           "last-2147483647-days",
                           "1399",
                           "1399-12",
                           "0000",
                           "99999"}) {
    EXPECT_EQ(code_of([&] { Period::parse(text, {}, parse_day("2017-08-16")); }),
              ErrorCode::parse_error)
        << text;
  }
}

TEST(Period, FiscalYearIsNamedAfterTheYearItEndsIn) {
  EXPECT_EQ(limits_of("FY2018", kFromApril), "2017-04-01 to 2018-04-01");
  EXPECT_EQ(limits_of("FY2018", kFromFebruary), "2017-02-01 to 2018-02-01");
  EXPECT_EQ(limits_of("FY2018-Q1", kFromApril), "2017-04-01 to 2017-07-01");
  EXPECT_EQ(limits_of("FY2018-Q4", kFromApril), "2018-01-01 to 2018-04-01");
  EXPECT_EQ(limits_of("FY2018-Q4", kFromFebruary), "2017-11-01 to 2018-02-01");
}

TEST(Period, FiscalYearFromJanuaryIsTheCalendarYear) {
  EXPECT_EQ(read("FY2018"), read("2018"));
  EXPECT_EQ(read("FY2018-Q2"), read("2018-Q2"));
  EXPECT_EQ(read("FY2018").to_string(), "2018");
}

TEST(Period, YearsAndQuartersFollowTheFiscalYearOfTheRules) {
  EXPECT_EQ(read("2018", kFromApril), read("FY2018", kFromApril));
  EXPECT_EQ(read("2018-Q1", kFromApril), read("FY2018-Q1", kFromApril));
  EXPECT_EQ(limits_of("2018-08", kFromApril), "2018-08-01 to 2018-09-01");
}

TEST(Period, FiscalQuartersKnowTheirNames) {
  const Day day = parse_day("2018-01-15");
  EXPECT_EQ(Period::containing(day, PeriodKind::quarter, kFromApril).to_string(), "FY2018-Q4");
  EXPECT_EQ(Period::containing(day, PeriodKind::year, kFromApril).to_string(), "FY2018");
  EXPECT_EQ(Period::containing(day, PeriodKind::quarter, kFromFebruary).to_string(), "FY2018-Q4");
  EXPECT_EQ(Period::containing(day, PeriodKind::quarter).to_string(), "2018-Q1");
}

TEST(Period, RulesNameAMonth) {
  EXPECT_EQ(code_of([] { read("2017", CalendarRules{0}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { read("2017", CalendarRules{13}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period(Day{0}, Day{1}, PeriodKind::days, CalendarRules{-1}); }),
            ErrorCode::invalid_argument);
}

TEST(Period, WeekOfNewYearsDayMayBelongToTheYearBefore) {
  const auto week_of = [](const char* day) {
    return Period::containing(parse_day(day), PeriodKind::week).to_string();
  };
  EXPECT_EQ(week_of("2016-01-01"), "2015-W53");
  EXPECT_EQ(week_of("2017-01-01"), "2016-W52");
  EXPECT_EQ(week_of("2018-01-01"), "2018-W01");
  EXPECT_EQ(week_of("2018-12-31"), "2019-W01");
  EXPECT_EQ(week_of("2020-12-31"), "2020-W53");
  EXPECT_EQ(week_of("2021-01-03"), "2020-W53");
  EXPECT_EQ(week_of("2021-01-04"), "2021-W01");
}

TEST(Period, WeekFiftyThreeExistsOnlyInLongYears) {
  EXPECT_EQ(limits_of("2015-W53"), "2015-12-28 to 2016-01-04");
  EXPECT_EQ(limits_of("2020-W53"), "2020-12-28 to 2021-01-04");
  EXPECT_EQ(limits_of("2019-W01"), "2018-12-31 to 2019-01-07");
  EXPECT_EQ(code_of([] { read("2017-W53"); }), ErrorCode::parse_error);
}

TEST(Period, QuarterBeforeFirstQuarterIsLastYearsFourth) {
  EXPECT_EQ(read("2017-Q1").previous().to_string(), "2016-Q4");
  EXPECT_EQ(read("2016-Q4").next().to_string(), "2017-Q1");
  EXPECT_EQ(read("FY2018-Q1", kFromApril).previous().to_string(), "FY2017-Q4");
}

TEST(Period, MonthBeforeMarchIsFebruaryWhateverItsLength) {
  EXPECT_EQ(limits(read("2024-03").previous()), "2024-02-01 to 2024-03-01");
  EXPECT_EQ(limits(read("2023-03").previous()), "2023-02-01 to 2023-03-01");
  EXPECT_EQ(read("2017-01").previous().to_string(), "2016-12");
}

TEST(Period, WeekBeforeTheFirstMayBeTheFiftyThird) {
  EXPECT_EQ(read("2021-W01").previous().to_string(), "2020-W53");
  EXPECT_EQ(read("2017-W01").previous().to_string(), "2016-W52");
}

TEST(Period, YearBeforeALeapYearIsAWholeYear) {
  EXPECT_EQ(limits(read("2016").previous()), "2015-01-01 to 2016-01-01");
  EXPECT_EQ(limits(read("2017").previous()), "2016-01-01 to 2017-01-01");
}

TEST(Period, RunOfDaysHasTheSameLengthBefore) {
  EXPECT_EQ(read("2017-03-01..2017-03-10").previous().to_string(), "2017-02-19..2017-02-28");
  EXPECT_EQ(read("2017-03-01..2017-03-10").next().to_string(), "2017-03-11..2017-03-20");
}

TEST(Period, YearBeforeKeepsTheNameOfTheSeason) {
  EXPECT_EQ(read("2017-Q3").year_before().to_string(), "2016-Q3");
  EXPECT_EQ(read("2017-02").year_before().to_string(), "2016-02");
  EXPECT_EQ(read("2017").year_before().to_string(), "2016");
  EXPECT_EQ(read("FY2018-Q1", kFromApril).year_before().to_string(), "FY2017-Q1");
}

TEST(Period, YearBeforeALeapDayIsTheTwentyEighth) {
  EXPECT_EQ(limits(read("2024-02-29").year_before()), "2023-02-28 to 2023-03-01");
  EXPECT_EQ(limits(read("2024-02-29..2024-02-29").year_before()), "2023-02-28 to 2023-03-01");
  EXPECT_EQ(read("2025-02-28").year_before().to_string(), "2024-02-28");
}

TEST(Period, YearBeforeARunThatEndsBeforeTheLeapDayKeepsTheTwentyEighth) {
  EXPECT_EQ(read("2024-01-01..2024-02-28").year_before().to_string(), "2023-01-01..2023-02-28");
  EXPECT_EQ(read("2024-02-28..2024-02-28").year_before().to_string(), "2023-02-28..2023-02-28");
}

TEST(Period, YearBeforeARunToTheEndOfFebruaryHasTheLeapDay) {
  EXPECT_EQ(read("2025-01-01..2025-02-28").year_before().to_string(), "2024-01-01..2024-02-29");
  EXPECT_EQ(read("2024-01-01..2024-02-29").year_before().to_string(), "2023-01-01..2023-02-28");
}

TEST(Period, YearBeforeAWeekHasItsNumberOrIsTheLast) {
  EXPECT_EQ(read("2017-W23").year_before().to_string(), "2016-W23");
  EXPECT_EQ(read("2020-W53").year_before().to_string(), "2019-W52");
  EXPECT_EQ(read("2016-W52").year_before().to_string(), "2015-W52");
}

TEST(Period, SplitIntoMonthsCutsTheFirstAndTheLast) {
  const std::vector<Period> months = read("2017-01-15..2017-03-10").split(PeriodKind::month);
  ASSERT_EQ(months.size(), 3U);
  EXPECT_EQ(months[0].to_string(), "2017-01-15..2017-01-31");
  EXPECT_EQ(months[1].to_string(), "2017-02");
  EXPECT_EQ(months[2].to_string(), "2017-03-01..2017-03-10");
  EXPECT_EQ(months[0].kind(), PeriodKind::days) << "a part of a month is not a month";
  EXPECT_EQ(months[1].kind(), PeriodKind::month);
}

TEST(Period, YearSplitsIntoItsQuartersAndMonths) {
  const std::vector<Period> quarters = read("FY2018", kFromApril).split(PeriodKind::quarter);
  ASSERT_EQ(quarters.size(), 4U);
  EXPECT_EQ(quarters.front().to_string(), "FY2018-Q1");
  EXPECT_EQ(quarters.back().to_string(), "FY2018-Q4");
  EXPECT_EQ(read("2017").split(PeriodKind::month).size(), 12U);
  EXPECT_EQ(read("2016").split(PeriodKind::day).size(), 366U);
}

TEST(Period, MonthThatStartsOnWednesdaySplitsIntoWeeksWithALooseStart) {
  const std::vector<Period> weeks = read("2017-03").split(PeriodKind::week);
  ASSERT_EQ(weeks.size(), 5U);
  EXPECT_EQ(weeks.front().to_string(), "2017-03-01..2017-03-05");
  EXPECT_EQ(weeks[1].to_string(), "2017-W10");
  EXPECT_EQ(weeks.back().to_string(), "2017-03-27..2017-03-31");
}

TEST(Period, PartOfAQuarterStaysWholeWhenSplitByIt) {
  const std::vector<Period> one = read("2017-02").split(PeriodKind::quarter);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one.front().to_string(), "2017-02-01..2017-02-28");
}

TEST(Period, SplitNeedsACalendarKind) {
  EXPECT_EQ(code_of([] { read("2017").split(PeriodKind::days); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period::containing(Day{0}, PeriodKind::days); }),
            ErrorCode::invalid_argument);
}

TEST(Period, RunsFromAnEarlierToALaterKnownDay) {
  EXPECT_EQ(code_of([] { Period(Day{5}, Day{5}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period(Day{6}, Day{5}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period(kNoDay, Day{5}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period(Day{5}, kNoDay); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period(Day{5}, kLastDay + 2); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period::containing(kNoDay, PeriodKind::day); }),
            ErrorCode::invalid_argument);
}

TEST(Period, CalendarKindMustFitTheLimits) {
  const Day from = parse_day("2017-01-01");
  const Day to = parse_day("2017-02-01");
  EXPECT_EQ(Period(from, to, PeriodKind::month).to_string(), "2017-01");
  EXPECT_EQ(code_of([&] { Period(from, to + 1, PeriodKind::month); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([&] { Period(from + 1, to, PeriodKind::month); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([&] { Period(from, to, PeriodKind::quarter); }), ErrorCode::invalid_argument);
}

TEST(Period, LastYearOfTheCalendarEndsWithTheCalendar) {
  const Period last = read("9999");
  EXPECT_EQ(last.to(), kLastDay + 1);
  EXPECT_EQ(last.split(PeriodKind::month).back().to_string(), "9999-12");
  EXPECT_EQ(last.year_before().to_string(), "9998");
  EXPECT_EQ(read("9999-06-01..9999-12-31").year_before().to_string(), "9998-06-01..9998-12-31");
  EXPECT_EQ(code_of([&] { last.next(); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { read("1400").previous(); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { read("1400-Q2").year_before(); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { read("1400-W40").year_before(); }), ErrorCode::invalid_argument);
}

TEST(Period, CalendarPeriodsThatLeaveTheCalendarAreRefusedButTheirDaysSplit) {
  // 9999-12-31 is a Friday: its week, and the fiscal year around it, do not end in the calendar.
  EXPECT_EQ(code_of([] { Period::containing(kLastDay, PeriodKind::week); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period::containing(kLastDay, PeriodKind::year, kFromApril); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Period::containing(kFirstDay, PeriodKind::week); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { read("9999-W52"); }), ErrorCode::parse_error);
  EXPECT_EQ(code_of([] { read("1400-W01"); }), ErrorCode::parse_error);
  EXPECT_EQ(code_of([] { read("FY1400", kFromApril); }), ErrorCode::parse_error);
  EXPECT_EQ(read("9999-12").split(PeriodKind::week).back().to_string(), "9999-12-27..9999-12-31");
  EXPECT_EQ(read("1400-01").split(PeriodKind::week).front().to_string(), "1400-01-01..1400-01-05");
}

TEST(Period, KindsHaveTheNamesThatAreRead) {
  for (const PeriodKind kind : kCalendarKinds) {
    EXPECT_EQ(parse_period_kind(to_string(kind)), kind) << to_string(kind);
  }
  EXPECT_EQ(parse_period_kind("days"), PeriodKind::days);
  EXPECT_EQ(parse_period_kind("decade"), std::nullopt);
  EXPECT_EQ(parse_period_kind("Month"), std::nullopt);
}

TEST(Period, SameDaysAreTheSamePeriodWhateverTheKind) {
  EXPECT_EQ(read("2017-08"), read("2017-08-01..2017-08-31"));
  EXPECT_FALSE(read("2017-08") == read("2017-09"));
}

RC_GTEST_PROP(Period, TextOfAPeriodReadsBackAsThatPeriod, ()) {
  const CalendarRules rules = any_rules();
  const Day day = any_day();
  for (const PeriodKind kind : kCalendarKinds) {
    const Period period = Period::containing(day, kind, rules);
    const Period again = Period::parse(period.to_string(), rules);
    RC_ASSERT(again == period);
    RC_ASSERT(again.kind() == kind);
  }
  const Period run(day, day + *rc::gen::inRange(1, 5000));
  RC_ASSERT(Period::parse(run.to_string()) == run);
}

RC_GTEST_PROP(Period, NextOfThePreviousIsThePeriodItself, ()) {
  const Period period = any_period();
  RC_ASSERT(period.previous().next() == period);
  RC_ASSERT(period.next().previous() == period);
  RC_ASSERT(period.previous().to() == period.from());
  RC_ASSERT(period.next().from() == period.to());
  RC_ASSERT(period.previous().kind() == period.kind());
}

RC_GTEST_PROP(Period, PeriodOfADayContainsThatDay, ()) {
  const Day day = any_day();
  const CalendarRules rules = any_rules();
  for (const PeriodKind kind : kCalendarKinds) {
    RC_ASSERT(Period::containing(day, kind, rules).contains(day));
  }
}

RC_GTEST_PROP(Period, QuartersAreThreeMonthsAndTheFirstStartsTheFiscalYear, ()) {
  const Day day = any_day();
  const CalendarRules rules = any_rules();
  const Period quarter = Period::containing(day, PeriodKind::quarter, rules);
  RC_ASSERT(Date(quarter.from()).plus_months(3).day() == quarter.to());
  const Period year = Period::containing(day, PeriodKind::year, rules);
  RC_ASSERT(Date(year.from()).month() == rules.fiscal_year_start_month);
  RC_ASSERT(Date(year.from()).day_of_month() == 1);
  RC_ASSERT(Date(year.from()).plus_months(12).day() == year.to());
}

RC_GTEST_PROP(Period, PiecesOfASplitFollowEachOtherAndCoverItExactly, ()) {
  const Period period = any_period();
  const auto kind = *rc::gen::elementOf(
      std::vector<PeriodKind>(std::begin(kCalendarKinds), std::end(kCalendarKinds)));
  const std::vector<Period> pieces = period.split(kind);
  RC_ASSERT(!pieces.empty());
  RC_ASSERT(pieces.front().from() == period.from());
  RC_ASSERT(pieces.back().to() == period.to());
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    RC_ASSERT(pieces[i].from() == pieces[i - 1].to());
  }
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) RC_ASSERT(pieces[i].kind() == kind);
}

RC_GTEST_PROP(Period, AnyTextIsAPeriodOrAnErrorOfItsForm, (const std::string& text)) {
  const ErrorCode code = code_of([&] { Period::parse(text, {}, Day{17'000}); });
  RC_ASSERT(code == ErrorCode::ok || code == ErrorCode::parse_error);
}

}  // namespace
}  // namespace salespipe
