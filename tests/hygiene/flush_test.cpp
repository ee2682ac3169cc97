// Cleaning the pipeline: what counts as stale, what a flush does, and that it can be taken back.
#include "salespipe/hygiene/flush.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/book_fixture.hpp"
#include "book/salesroom.hpp"

namespace salespipe::hygiene {
namespace {

using test::at;
using test::noon;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FlushTest : public test::BookTest {
 protected:
  FlushCondition inactive(std::int32_t days) {
    FlushCondition condition;
    condition.inactive_days = days;
    return condition;
  }
  std::vector<OpportunityId> stale(const FlushCondition& condition, const char* day) {
    std::vector<OpportunityId> found;
    for (const auto& one : stale_deals(book, condition, {}, noon(day))) found.push_back(one.deal);
    return found;
  }
  void mail(const char* day, const OpportunityId& about = {}) {
    NewInteraction mail;
    mail.type = InteractionType::email_out;
    mail.account = account;
    mail.opportunity = about;
    book.log_interaction(mail, at(day));
  }
};

TEST_F(FlushTest, ADealIsInactiveFromTheDayOn) {  // created on 2 January
  EXPECT_THAT(stale(inactive(90), "2026-04-01"), IsEmpty());
  EXPECT_THAT(stale(inactive(90), "2026-04-02"), ElementsAre(deal));
}

TEST_F(FlushTest, AMailToTheCustomerIsActivityOfEachOfItsDealsAMailAboutADealOnlyOfThat) {
  const auto other = create("Acme renewal");
  mail("2026-03-01");
  EXPECT_THAT(stale(inactive(60), "2026-04-02"), IsEmpty());
  mail("2026-03-20", other);
  EXPECT_THAT(stale(inactive(30), "2026-04-02"), ElementsAre(deal));
}

TEST_F(FlushTest, WhatHappensLaterIsNotLookedAt) {
  mail("2026-05-01");
  EXPECT_THAT(stale(inactive(90), "2026-04-02"), ElementsAre(deal));
}

TEST_F(FlushTest, ACompletedTaskIsActivityAnEditIsNot) {
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-03"));
  book.rename(deal, "Acme 30 seats", at("2026-03-01"));
  EXPECT_THAT(stale(inactive(90), "2026-04-02"), ElementsAre(deal));
  book.complete_task(task, at("2026-02-01"));
  EXPECT_THAT(stale(inactive(90), "2026-04-02"), IsEmpty());
}

TEST_F(FlushTest, EveryConditionThatIsMetIsExplained) {
  book.change_expected_close(deal, parse_day("2026-02-01"), at("2026-01-03"));
  FlushCondition condition = inactive(90);
  condition.created_before = parse_day("2026-01-03");
  condition.close_date_passed_days = 30;
  const auto found = stale_deals(book, condition, {}, noon("2026-04-12"));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].reasons, ElementsAre("no activity for 100 days", "created on 2026-01-02",
                                            "was to close on 2026-02-01, 70 days ago"));
  EXPECT_EQ(found[0].last_activity, noon("2026-01-02"));
}

TEST_F(FlushTest, ClosedDealsAndThoseOfOthersStay) {
  const auto bobs = create("Bob's");
  book.change_owner(bobs, ActorId("bob"), at("2026-01-03"));
  const auto won = create("Won");
  book.win(won, at("2026-01-03"));
  FlushCondition condition = inactive(30);
  EXPECT_THAT(stale(condition, "2026-04-02"), ElementsAre(deal, bobs));
  condition.owner = ActorId("bob");
  EXPECT_THAT(stale(condition, "2026-04-02"), ElementsAre(bobs));
}

TEST_F(FlushTest, ClosesAllAsLostUnderOneIdThatUndoesAllOfIt) {
  const auto other = create("Acme renewal");
  CommandContext context = at("2026-06-01");
  context.event_id = EventId("flush-june");
  FlushAction action;
  action.reason = "No answer";
  const auto flushed = flush(book, inactive(90), action, context);
  ASSERT_THAT(flushed, SizeIs(2));
  EXPECT_EQ(flushed[0].event, EventId("flush-june"));
  EXPECT_EQ(flushed[1].event, EventId("flush-june/2"));
  for (const auto& id : {deal, other}) {
    EXPECT_EQ(book.opportunity(id).stage_kind, StageKind::lost);
    EXPECT_EQ(book.opportunity(id).lost_reason, "No answer");
  }
  const auto sequence = book.last_sequence();
  EXPECT_THAT(flush(book, inactive(90), action, context), IsEmpty());
  EXPECT_EQ(book.last_sequence(), sequence);
  const std::vector<EventId> all{EventId("flush-june")};
  EXPECT_TRUE(book.undo(all, at("2026-06-02")));
  EXPECT_TRUE(book.opportunity(deal).is_open());
  EXPECT_TRUE(book.opportunity(other).is_open());
}

TEST_F(FlushTest, ADealWhosePipelineRefusesStaysAndSaysWhy) {
  const auto other = book.add_pipeline(Pipeline::standard("Renewals", Currency("EUR")),
                                       at("2026-01-01"));  // has no fridge
  NewOpportunity renewal;
  renewal.name = "Renewal";
  const auto second = book.create_opportunity(other, renewal, at("2026-01-02"));
  FlushAction action;
  action.to = FlushTo::fridge;
  action.wake_up = parse_day("2026-09-01");
  const auto flushed = flush(book, inactive(90), action, at("2026-06-01"));
  ASSERT_THAT(flushed, SizeIs(2));
  EXPECT_EQ(book.opportunity(deal).stage_kind, StageKind::parked);
  EXPECT_TRUE(book.opportunity(second).is_open());
  EXPECT_TRUE(flushed[1].event.empty());
  EXPECT_EQ(flushed[1].decision.reasons.at(0).code, "no_parked_stage");

  EXPECT_THAT(in_fridge(book), SizeIs(1));
  EXPECT_THAT(in_fridge(book, parse_day("2026-08-31")), IsEmpty());
  EXPECT_THAT(in_fridge(book, parse_day("2026-09-01")), SizeIs(1));
}

TEST_F(FlushTest, AConditionThatIsMissingOrOutOfRangeIsAnErrorAndChangesNothing) {
  const auto before = book.state_json();
  const auto refused = [&](const FlushCondition& condition, const FlushAction& action = {}) {
    return test::error_of([&] { flush(book, condition, action, at("2026-06-01")); });
  };
  EXPECT_EQ(refused({}), ErrorCode::invalid_argument);
  EXPECT_EQ(refused(inactive(0)), ErrorCode::invalid_argument);
  FlushAction fridge;
  fridge.to = FlushTo::fridge;
  EXPECT_EQ(refused(inactive(5), fridge), ErrorCode::invalid_argument);
  CommandContext taken = at("2026-06-01");
  taken.event_id = book.event(book.last_sequence()).id;
  EXPECT_EQ(test::error_of([&] { flush(book, inactive(5), {}, taken); }), ErrorCode::conflict);
  EXPECT_EQ(book.state_json(), before);
}

/// The deals' states without what every event changes: versions and times of change.
std::vector<Opportunity> told_of(const Book& book) {
  std::vector<Opportunity> deals(book.opportunities().begin(), book.opportunities().end());
  for (auto& deal : deals) {
    deal.version = 0;
    deal.changed_at = kNoInstant;
  }
  return deals;
}

RC_GTEST_PROP(Flush, ThenUndoingItIsTheSameBook, ()) {
  test::Salesroom room;
  const int commands = *rc::gen::inRange(5, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  const auto before = told_of(room.book);
  FlushCondition condition;
  condition.inactive_days = *rc::gen::inRange(1, 60);
  condition.close_date_passed_days = *rc::gen::inRange(0, 60);
  CommandContext context = at("2026-05-01");
  context.event_id = EventId("flush-1");
  const auto flushed = flush(room.book, condition, {}, context);
  std::size_t moved = 0;
  for (const auto& one : flushed) {
    RC_ASSERT(!one.reasons.empty());
    if (one.event.empty()) continue;
    ++moved;
    RC_ASSERT(room.book.opportunity(one.deal).stage_kind == StageKind::lost);
  }
  RC_ASSERT(stale_deals(room.book, condition, {}, context.at).size() == flushed.size() - moved);
  if (moved > 0) {
    const std::vector<EventId> all{context.event_id};
    RC_ASSERT(room.book.undo(all, at("2026-05-02")).allowed);
  }
  RC_ASSERT(told_of(room.book) == before);
}

}  // namespace
}  // namespace salespipe::hygiene
