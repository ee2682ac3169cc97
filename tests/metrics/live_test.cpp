// A live book of figures: whatever happens to the deals, in whatever order, its reports are those
// of the same data told from the start.
#include "salespipe/metrics/live.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/live_twins.hpp"

namespace salespipe::test {
namespace {

RC_GTEST_PROP(LiveFigures, AreThoseOfTheDataToldFromTheStart, ()) {
  LiveTwins twins(random_data());
  for (int i = 0; i < 3; ++i) twins.watch(any_query());
  twins.compare();
  for (int i = 0; i < 12; ++i) {
    twins.happen();
    twins.compare();
  }
}

RC_GTEST_PROP(LiveFigures, AreTheSameForAWatchThatCameLater, ()) {
  LiveTwins twins(random_data());
  for (int i = 0; i < 12; ++i) twins.happen();
  twins.watch(any_query());
  twins.compare();
}

RC_GTEST_PROP(LiveFigures, AreNoneOnceEveryDealIsTakenOut, ()) {
  LiveTwins twins(random_data());
  twins.watch(any_query());
  for (int i = 0; i < 12; ++i) twins.happen();
  for (std::uint32_t deal = 0; deal < twins.live.size(); ++deal) {
    if (twins.told.deals[deal].gone) continue;
    twins.live.remove(deal);
    twins.told.deals[deal].gone = true;
  }
  twins.compare();
  for (const auto& cell : twins.live.state(twins.watches[0]).cells()) {
    const std::string name(metrics::info(cell.slot).name);
    const bool without_deal = name.find("quota") != std::string::npos || name == "emails_sent" ||
                              name == "calls_made" || name == "meetings_held" ||
                              name == "notes_taken" || name == "active_owner";
    RC_ASSERT(without_deal);
  }
}

Dataset two_deals() {
  DatasetBuilder b(model());
  b.add_history({});
  Deal(b, "a", "2025-01-10", 100).stage("Qualified", "2025-01-20");
  Deal(b, "b", "2025-02-01", 50, "bob");
  return b.build();
}

TEST(LiveFigures, ADealThatIsWonLeavesTheOpenOnesAndJoinsTheWonOnes) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_value", "won_revenue"}, "2025-Q1"));
  EXPECT_EQ(whole(live.report(watch), "open_value"), 150);
  LiveChange won;
  won.day = day("2025-03-05");
  won.value = 120;
  won.stage = live.plan(watch).stages().find("Won");
  live.change(0, won);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 50);
  EXPECT_EQ(whole(live.report(watch), "won_revenue"), 120);
  EXPECT_EQ(live.version(), 1U);
}

TEST(LiveFigures, ADealThatGoesToAnotherAccountTakesItsCustomerAlong) {
  DatasetBuilder b(model());
  auto deal = row("a", "Won", "2025-01-05", "2025-02-05", 100);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  deal.id = "b";
  deal.value = 60;
  b.add(deal);
  Live live(b.build());
  const WatchId watch = live.watch(query({"arpa"}, "2025-Q1"));
  EXPECT_EQ(whole(live.report(watch), "arpa"), 160);
  LiveChange handed;
  handed.day = day("2025-03-05");
  handed.dimension = live.dimension("account");
  handed.dimension_code = live.code(handed.dimension, "Birch");
  live.change(1, handed);
  EXPECT_EQ(whole(live.report(watch), "arpa"), 80);  // 160 over Acme and Birch
}

TEST(LiveFigures, AnInteractionWithoutAnAccountIsWithThatOfItsDeal) {
  DatasetBuilder b(model());
  auto deal = row("a", "New", "2025-01-05", "", 100);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  b.add_interactions({});
  Live live(b.build());
  const WatchId watch = live.watch(query({"calls_made"}, "2025-Q1", {"account"}));
  live.interaction(day("2025-02-01"), metrics::InteractionType::call, live.owner("ann"), 0, 0);
  const Report report = live.report(watch);
  const auto calls = [&](const Row& each) { return whole(report, each, "calls_made"); };
  const auto acme = std::find_if(report.rows.begin(), report.rows.end(), [](const Row& each) {
    return each.by == std::vector<std::string>{"Acme"};
  });
  ASSERT_NE(acme, report.rows.end());
  EXPECT_EQ(calls(*acme), 1);
  EXPECT_EQ(calls(report.row()), 1);
}

TEST(LiveFigures, AChangeThatComesLateTakesItsPlaceInThePast) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_value"}, "2025-01"));
  LiveChange late;
  late.day = day("2025-01-15");
  late.value = 70;
  live.change(0, late);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 70);
  late.day = day("2025-02-15");
  late.value = 90;
  live.change(0, late);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 70);
}

TEST(LiveFigures, TimeThatPassesShowsInWhatOnlyTimeDecides) {
  DatasetBuilder b(model());
  b.add(row("undated", "New", "", "", 10));
  b.add(row("dated", "New", "2025-01-05", "", 5));
  Live live(b.build());
  const WatchId watch = live.watch(query({"open_value"}, "2025-02"));
  EXPECT_EQ(whole(live.report(watch), "open_value"), 15);
  live.extend_data_through(day("2025-03-10"));  // and the day of the cut is no longer today
  EXPECT_EQ(whole(live.report(watch), "open_value"), 5);
}

TEST(LiveFigures, RefuseWhatIsNotThereAndStayAsTheyAre) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_count"}, "2025-Q1"));
  LiveChange change;
  EXPECT_EQ(refusal([&] { live.change(0, change); }), ErrorCode::invalid_argument);
  change.day = day("2025-02-02");
  EXPECT_EQ(refusal([&] { live.change(7, change); }), ErrorCode::not_found);
  change.owner = 99;
  EXPECT_EQ(refusal([&] { live.change(0, change); }), ErrorCode::not_found);
  EXPECT_EQ(refusal([&] { live.report({3}); }), ErrorCode::not_found);
  EXPECT_EQ(refusal([&] { live.dimension("colour"); }), ErrorCode::not_found);
  DatasetBuilder other(StageModel({{"P", "Only", StageOutcome::open, 0, false}}));
  other.add(row("x", "Only", "2025-01-01", "", 1));
  const Dataset strange = other.build();
  EXPECT_EQ(refusal([&] { live.add(strange, 0); }), ErrorCode::invalid_argument);
  live.remove(1);
  EXPECT_EQ(refusal([&] { live.remove(1); }), ErrorCode::not_found);
  EXPECT_EQ(whole(live.report(watch), "open_count"), 1);
  live.unwatch(watch);
  EXPECT_EQ(refusal([&] { live.report(watch); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace salespipe::test
