// Durations and paces in business days, and cycles that begin with the first contact.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::evaluate;

/// Friday the 3rd to Wednesday the 15th.
metrics::Dataset one_won_deal() {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-03", 100).won("2025-01-15");
  b.add(metrics::QuotaRow{"", day("2025-01-01"), day("2025-02-01"), 200});
  return b.build();
}

TEST(BusinessDayCycles, LeaveWeekendsAndHolidaysOut) {
  Query q = query({"cycle_days_mean", "close_days_mean", "cycle_days_p90"}, "2025-01");
  EXPECT_EQ(fraction(evaluate(q, one_won_deal()), "cycle_days_mean"), "12/1");
  q.days = metrics::CountDays::business;
  EXPECT_EQ(fraction(evaluate(q, one_won_deal()), "cycle_days_mean"), "8/1");
  q.holidays = {day("2025-01-06"), day("2025-01-06"), day("2025-01-05")};
  const Report report = evaluate(q, one_won_deal());
  EXPECT_EQ(fraction(report, "cycle_days_mean"), "7/1");
  EXPECT_EQ(fraction(report, "close_days_mean"), "7/1");
}

TEST(BusinessDayCycles, LeaveAClosedGapOutInBusinessDaysToo) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-03", 100)
      .lost("2025-01-08")
      .stage("Qualified", "2025-01-13")  // five days, three of them business days
      .won("2025-01-15");
  Query q = query({"cycle_days_mean"}, "2025-01");
  q.exclude_closed_gap = true;
  q.days = metrics::CountDays::business;
  EXPECT_EQ(fraction(evaluate(q, b.build()), "cycle_days_mean"), "5/1");
}

TEST(Paces, KnowTheHolidays) {
  Query q = query({"pace"}, "2025-01");
  q.as_of = day("2025-01-15");  // 11 of 23 business days are gone
  EXPECT_EQ(fraction(evaluate(q, one_won_deal()), "pace"), "2300/2200");
  q.holidays = {day("2025-01-01")};
  EXPECT_EQ(fraction(evaluate(q, one_won_deal()), "pace"), "2200/2000");
}

TEST(BusinessDayStates, OfOtherHolidaysOrOtherDaysDoNotMerge) {
  const metrics::Dataset data = one_won_deal();
  const auto state = [&data](metrics::CountDays days, std::vector<Day> holidays) {
    Query q = query({"cycle_days_mean"}, "2025-01");
    q.days = days;
    q.holidays = std::move(holidays);
    return metrics::accumulate(metrics::compile(q, data), data);
  };
  using enum metrics::CountDays;
  metrics::State plain = state(business, {});
  EXPECT_EQ(refusal([&] { plain.merge(state(calendar, {})); }), ErrorCode::invalid_argument);
  EXPECT_EQ(refusal([&] { plain.merge(state(business, {day("2025-01-06")})); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(refusal([&] { plain.merge(state(business, {day("2025-01-05")})); }), ErrorCode::ok)
      << "a holiday on a Sunday is none";
}

TEST(CyclesFromTheFirstContact, BeginWithTheFirstInteractionOfTheDeal) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-10", 100).won("2025-01-30");
  Deal(b, "untouched", "2025-01-10", 100).won("2025-01-30");
  for (const char* at : {"2025-01-12", "2025-01-05"}) {
    metrics::InteractionRow touch;
    touch.at = day(at);
    touch.opportunity = "1";
    b.add(touch);
  }
  Query q = query({"cycle_days_mean"}, "2025-01");
  q.cycle_from = metrics::CycleFrom::first_contact;
  EXPECT_EQ(fraction(evaluate(q, b.build()), "cycle_days_mean"), "25/1");
}

TEST(CyclesFromTheFirstContact, LeaveOutTheGapOnlyBehindIt) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-01", 100)
      .lost("2025-01-05")
      .stage("Qualified", "2025-01-15")
      .won("2025-01-30");
  metrics::InteractionRow touch;
  touch.at = day("2025-01-11");
  touch.opportunity = "1";
  b.add(touch);
  Query q = query({"cycle_days_mean"}, "2025-01");
  q.cycle_from = metrics::CycleFrom::first_contact;
  q.exclude_closed_gap = true;
  EXPECT_EQ(fraction(evaluate(q, b.build()), "cycle_days_mean"), "15/1");
}

TEST(CyclesFromTheFirstContact, AreNotKnownWithoutInteractions) {
  Query q = query({"cycle_days_mean"}, "2025-01");
  q.cycle_from = metrics::CycleFrom::first_contact;
  const Report report = evaluate(q, one_won_deal());
  EXPECT_EQ(fraction(report, "cycle_days_mean"), "none");
  EXPECT_EQ(report.diagnostics.back().code, "metrics_without_data");
}

}  // namespace
}  // namespace salespipe::test
