// Activities and quotas.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::Dataset;
using metrics::evaluate;
using metrics::InteractionRow;
using metrics::InteractionType;

InteractionRow done(InteractionType type, std::string_view owner, std::string_view at) {
  InteractionRow row;
  row.type = type;
  row.owner = owner;
  row.at = day(at);
  return row;
}

TEST(Activities, AreWhatTheTeamDidInThePeriod) {
  DatasetBuilder b(model());
  b.add(done(InteractionType::email_out, "ann", "2025-01-01"));
  b.add(done(InteractionType::email_in, "ann", "2025-01-02"));
  b.add(done(InteractionType::call, "bob", "2025-01-31"));
  b.add(done(InteractionType::meeting, "bob", "2025-01-15"));
  b.add(done(InteractionType::note, "bob", "2025-01-15"));
  b.add(done(InteractionType::link_clicked, "bob", "2025-01-15"));
  b.add(done(InteractionType::call, "bob", "2025-02-01"));
  const Dataset data = b.build();
  const Report report = evaluate(
      query({"activities", "emails_sent", "calls_made", "meetings_held", "activities_per_rep"},
            "2025-01", {"owner"}),
      data);
  EXPECT_EQ(whole(report, "activities"), 4);
  EXPECT_EQ(whole(report, "emails_sent"), 1);
  EXPECT_EQ(whole(report, "calls_made"), 1);
  EXPECT_EQ(whole(report, "meetings_held"), 1);
  EXPECT_EQ(fraction(report, "activities_per_rep"), "4/2");
  EXPECT_EQ(whole(report, report.row({"bob"}), "activities"), 3);
  Query q = query({"calls_made"}, "2025-01");
  q.as_of = day("2025-01-30");
  EXPECT_EQ(whole(evaluate(q, data), "calls_made"), 0);
}

TEST(Activities, PerRepCountsOwnersWhoOnlyHoldDeals) {
  DatasetBuilder b(model());
  Deal(b, "X", "2024-06-01", 1, "eve");
  b.add(done(InteractionType::call, "ann", "2025-01-10"));
  b.add(done(InteractionType::call, "", "2025-01-10"));
  EXPECT_EQ(
      fraction(evaluate(query({"activities_per_rep"}, "2025-01"), b.build()), "activities_per_rep"),
      "2/2");
}

TEST(Activities, BelongToTheAccountOfTheirDealUnlessTheyNameOne) {
  DatasetBuilder b(model());
  auto deal = row("X", "New", "2025-01-01", "", 1);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  auto call = done(InteractionType::call, "ann", "2025-01-10");
  call.opportunity = "X";
  b.add(call);
  call.account = "Other";
  b.add(call);
  const Report report = evaluate(query({"calls_made"}, "2025-01", {"account"}), b.build());
  EXPECT_EQ(whole(report, report.row({"Acme"}), "calls_made"), 1);
  EXPECT_EQ(whole(report, report.row({"Other"}), "calls_made"), 1);
}

Dataset with_quotas(std::vector<metrics::QuotaRow> quotas) {
  DatasetBuilder b(model());
  b.add(row("1", "Won", "2025-01-01", "2025-01-20", 600, "ann"));
  b.add(row("2", "Won", "2025-01-01", "2025-02-20", 300, "bob"));
  for (const auto& quota : quotas) b.add(quota);
  return b.build();
}

TEST(Quotas, OfOwnersAddUpToTheTeamsWhenItHasNoneOfItsOwn) {
  const Dataset data = with_quotas({{"ann", day("2025-01-01"), day("2025-04-01"), 1000},
                                    {"bob", day("2025-01-01"), day("2025-04-01"), 1000}});
  const Report report =
      evaluate(query({"quota", "attainment", "gap", "pace"}, "2025-Q1", {"owner"}), data);
  EXPECT_EQ(whole(report, "quota"), 2000);
  EXPECT_EQ(fraction(report, "attainment"), "900/2000");
  EXPECT_EQ(whole(report, "gap"), 1100);
  EXPECT_EQ(whole(report, report.row({"ann"}), "quota"), 1000);
  EXPECT_EQ(fraction(report, report.row({"ann"}), "attainment"), "600/1000");
  EXPECT_DOUBLE_EQ(report.figure(report.row(), "pace")->number(), 0.45);
}

TEST(Quotas, TheTeamsOwnOneHoldsInTheTotal) {
  const Dataset data = with_quotas({{"ann", day("2025-01-01"), day("2025-04-01"), 1000},
                                    {"", day("2025-01-01"), day("2025-04-01"), 700}});
  const Report report = evaluate(query({"quota"}, "2025-Q1", {"owner"}), data);
  EXPECT_EQ(whole(report, "quota"), 700);
  EXPECT_EQ(whole(report, report.row({"ann"}), "quota"), 1000);
  EXPECT_THROW(report.row({""}), Error) << "the team's quota is no row of its own";
}

TEST(Quotas, CountInProportionToTheDaysTheyShareWithThePeriod) {
  // 90 days of the quarter; January has 31: 31/90 of 1000 is 344.44, of 45 is 15.5, half to even.
  const auto january = [](std::int64_t value) {
    return whole(with_quotas({{"ann", day("2025-01-01"), day("2025-04-01"), value}}), "quota",
                 "2025-01");
  };
  EXPECT_EQ(january(1000), 344);
  EXPECT_EQ(january(45), 16);
  EXPECT_EQ(january(135), 46);  // 46.5
}

TEST(Quotas, OfSeveralLengthsAreRoundedOnceAfterAddingThemUp) {
  const Dataset data = with_quotas({{"ann", day("2025-01-01"), day("2025-04-01"), 1},
                                    {"bob", day("2025-01-01"), day("2025-03-01"), 1}});
  // 31/90 + 31/59 = 0.87: each alone would round to 0 and 1.
  EXPECT_EQ(whole(data, "quota", "2025-01"), 1);
}

TEST(Quotas, NoneGivenIsNoValueNotZero) {
  const Report report =
      evaluate(query({"quota", "attainment", "gap", "pace"}, "2025-Q1"), with_quotas({}));
  for (const char* name : {"quota", "attainment", "gap", "pace"}) {
    EXPECT_EQ(fraction(report, name), "none");
  }
}

TEST(Quotas, PaceComparesAttainmentWithTheBusinessDaysGone) {
  Query q = query({"pace"}, "2025-01");
  q.as_of = day("2025-01-20");  // 14 of 23 business days, a Monday
  const Report report =
      evaluate(q, with_quotas({{"", day("2025-01-01"), day("2025-02-01"), 1000}}));
  EXPECT_EQ(fraction(report, "pace"), std::to_string(600 * 23) + "/" + std::to_string(1000 * 14));
}

TEST(Quotas, HaveNoValueForGroupsOrFiltersOtherThanTheOwner) {
  DatasetBuilder b(model());
  auto deal = row("1", "Won", "2025-01-01", "2025-01-20", 600, "ann");
  deal.dimensions = {{"source", "Web"}};
  b.add(deal);
  b.add(metrics::QuotaRow{"ann", day("2025-01-01"), day("2025-02-01"), 1000});
  const Dataset data = b.build();
  Query q = query({"quota", "won_revenue"}, "2025-01", {"source"});
  const Report grouped = evaluate(q, data);
  EXPECT_EQ(whole(grouped, "quota"), 1000);
  EXPECT_EQ(fraction(grouped, grouped.row({"Web"}), "quota"), "none");
  q.filters = {{"source", {"Web"}, false}};
  EXPECT_EQ(fraction(evaluate(q, data), "quota"), "none");
  q.filters = {{"owner", {"bob"}, false}};
  EXPECT_EQ(fraction(evaluate(q, data), "quota"), "none");
  q.filters = {{"owner", {"ann"}, false}};
  EXPECT_EQ(whole(evaluate(q, data), "quota"), 1000);
}

}  // namespace
}  // namespace salespipe::test
