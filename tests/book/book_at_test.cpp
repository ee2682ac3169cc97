// A book as it stood: as of a day, as known at an instant, and both.
#include "salespipe/book/book_at.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/differences.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Past : public BookTest {
 protected:
  BookAt as_of(const char* day) const { return {book, {parse_day(day), kNoInstant}}; }
  BookAt known_at(const char* day) const { return {book, {kNoDay, noon(day)}}; }
  BookAt both(const char* as_of_day, const char* known) const {
    return {book, {parse_day(as_of_day), noon(known)}};
  }
};

TEST_F(Past, DealIsNotThereBeforeItWasCreated) {
  EXPECT_THAT(as_of("2026-01-01").opportunities(), IsEmpty());
  EXPECT_EQ(as_of("2026-01-02").opportunities().size(), 1U);
  EXPECT_EQ(error_of([&] { (void)as_of("2026-01-01").opportunity(deal); }), ErrorCode::not_found);
}

TEST_F(Past, ReopenedDealWasClosedInBetween) {
  book.move(deal, kContacted, at("2026-01-05"));
  book.lose(deal, "Price", at("2026-01-10"));
  book.reopen(deal, at("2026-01-20"));
  EXPECT_EQ(as_of("2026-01-09").opportunity(deal).stage, kContacted);
  EXPECT_EQ(as_of("2026-01-15").opportunity(deal).stage, kLost);
  EXPECT_EQ(as_of("2026-01-15").opportunity(deal).lost_reason, "Price");
  EXPECT_TRUE(as_of("2026-01-20").opportunity(deal).is_open());
  EXPECT_EQ(as_of("2026-01-20").opportunity(deal).reopen_count, 1U);
}

TEST_F(Past, BackDatedEventCountsFromItsDayAndALaterOneHasTheLastWord) {
  book.change_owner(deal, ActorId("carl"), at("2026-01-08"));
  CommandContext late = at("2026-01-04");
  late.recorded_at = noon("2026-01-20");
  book.change_owner(deal, ActorId("bob"), late);
  EXPECT_EQ(state().owner, ActorId("bob")) << "the newest word of the book";
  EXPECT_EQ(as_of("2026-01-03").opportunity(deal).owner, ActorId("ann"));
  EXPECT_EQ(as_of("2026-01-05").opportunity(deal).owner, ActorId("bob"));
  EXPECT_EQ(as_of("2026-01-09").opportunity(deal).owner, ActorId("carl"));
  EXPECT_EQ(known_at("2026-01-19").opportunity(deal).owner, ActorId("carl"));
  EXPECT_EQ(known_at("2026-01-20").opportunity(deal).owner, ActorId("bob"));
  EXPECT_EQ(both("2026-01-05", "2026-01-10").opportunity(deal).owner, ActorId("ann"))
      << "what was believed on the 10th of the 5th";
}

TEST_F(Past, DealOfUnknownCreationIsThereFromItsFirstDatedEventElseFromTheLastDayOfTheBook) {
  Event event;
  event.recorded_at = noon("2026-01-01");
  event.payload = OpportunityCreated{.pipeline = pipeline, .stage = kLead, .name = "Old"};
  for (const char* id : {"dated", "undated"}) {
    event.stream = {StreamKind::opportunity, id};
    book.append(event);
  }
  book.change_owner(OpportunityId("dated"), ActorId("bob"), at("2026-01-06"));
  book.change_owner(deal, ActorId("bob"), at("2026-02-01"));
  EXPECT_EQ(as_of("2026-01-05").find_opportunity(OpportunityId("dated")), nullptr);
  EXPECT_NE(as_of("2026-01-06").find_opportunity(OpportunityId("dated")), nullptr);
  EXPECT_EQ(as_of("2026-01-31").find_opportunity(OpportunityId("undated")), nullptr);
  EXPECT_NE(as_of("2026-02-01").find_opportunity(OpportunityId("undated")), nullptr);
}

TEST_F(Past, AccountsTasksAndInteractionsAreThoseOfTheDay) {
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-03"));
  book.complete_task(task, at("2026-01-07"));
  book.log_interaction({.opportunity = deal, .summary = "Hello"}, at("2026-01-06"));
  book.add_account("Globex", at("2026-01-09"));
  const BookAt early = as_of("2026-01-05");
  ASSERT_EQ(early.tasks().size(), 1U);
  EXPECT_EQ(early.tasks()[0].state, TaskState::open);
  EXPECT_THAT(early.interactions(), IsEmpty());
  EXPECT_EQ(early.accounts().size(), 1U);
  const BookAt late = as_of("2026-01-09");
  EXPECT_EQ(late.tasks()[0].state, TaskState::completed);
  EXPECT_EQ(late.interactions().size(), 1U);
  EXPECT_EQ(late.accounts().size(), 2U);
}

TEST_F(Past, AccountThatAnImportAddedLaterIsThereWithItsOldDeals) {
  const auto globex = book.add_account("Globex", at("2026-03-01"));
  NewOpportunity old;
  old.name = "Globex";
  old.account = globex;
  CommandContext imported = at("2025-06-01");
  imported.recorded_at = noon("2026-03-01");
  book.create_opportunity(pipeline, old, imported);
  const BookAt then = as_of("2025-07-01");
  ASSERT_EQ(then.accounts().size(), 1U);
  EXPECT_EQ(then.accounts()[0].id, globex);
}

TEST_F(Past, BoardShowsTheStagesOfThatDay) {
  book.move(deal, kContacted, at("2026-01-05"));
  const BookAt early = as_of("2026-01-04");
  const auto board = early.board(pipeline);
  ASSERT_EQ(board.size(), 4U);
  ASSERT_EQ(board[0].opportunities.size(), 1U);
  EXPECT_EQ(board[0].opportunities[0]->id, deal);
}

TEST_F(Past, DifferencesTellWhatBecameOfEachDeal) {
  const auto other = create("Second");
  const auto third = create("Third");
  book.move(other, kContacted, at("2026-01-05"));
  book.lose(other, "Price", at("2026-01-06"));
  qualify_all();
  book.change_value(deal, DealValue::parse("15000 EUR"), at("2026-01-12"));
  book.win(deal, at("2026-01-13"));
  book.reopen(other, at("2026-01-14"));
  book.lose(other, "Timing", at("2026-01-15"));
  const auto fourth = book.create_opportunity(pipeline, {.name = "Fourth"}, at("2026-01-12"));
  book.lose(fourth, "Price", at("2026-01-13"));
  const auto found = differences(as_of("2026-01-10"), as_of("2026-01-31"));
  ASSERT_EQ(found.size(), 3U) << "nothing became of " << third.text();
  EXPECT_EQ(found[0].id(), deal);
  EXPECT_THAT(found[0].differences,
              ElementsAre(Difference::moved, Difference::won, Difference::value));
  EXPECT_EQ(found[1].id(), other);
  EXPECT_THAT(found[1].differences, ElementsAre(Difference::lost, Difference::reopened));
  EXPECT_EQ(found[2].id(), fourth);
  EXPECT_THAT(found[2].differences, ElementsAre(Difference::created, Difference::lost));
  EXPECT_THAT(differences(as_of("2026-01-31"), as_of("2026-01-10")).back().differences,
              ElementsAre(Difference::gone));
  EXPECT_THAT(differences(as_of("2026-01-31"), as_of("2026-01-31")), IsEmpty());
}

TEST_F(Past, DayOfAZoneEndsThere) {
  BookOptions options;
  options.zone = TimeZone::find("America/New_York");
  const Book there = Book::replay(journal_of(book), options);
  EXPECT_EQ(end_of(parse_day("2026-01-02"), there.zone()),
            Instant::parse("2026-01-03T04:59:59.999999Z"));
}

template <class Thing>
std::vector<Thing> all(const std::deque<Thing>& things) {
  return {things.begin(), things.end()};
}

RC_GTEST_PROP(PastProperty, WithoutAMomentIsTheBookAndKnownAtIsTheBookOfThatTime, ()) {
  Salesroom room;
  const int commands = *rc::gen::inRange(1, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  const BookAt now(room.book, {});
  RC_ASSERT(now.opportunities() == all(room.book.opportunities()));
  RC_ASSERT(now.tasks() == all(room.book.tasks()));
  RC_ASSERT(now.interactions() == all(room.book.interactions()));
  RC_ASSERT(now.accounts() == all(room.book.accounts()));

  // A book whose facts were recorded in the order of its journal, a second apart.
  std::vector<Event> journal = journal_of(room.book);
  for (std::size_t i = 0; i < journal.size(); ++i) {
    journal[i].recorded_at = Instant{static_cast<std::int64_t>(i) * 1'000'000};
  }
  const Book book = Book::replay(journal);
  const auto cut = *rc::gen::inRange<std::size_t>(0, journal.size());
  const Book then = Book::replay(std::span(journal).first(cut + 1));
  const BookAt known(book, {kNoDay, journal[cut].recorded_at});
  RC_ASSERT(known.opportunities() == all(then.opportunities()));
  RC_ASSERT(known.tasks() == all(then.tasks()));
  RC_ASSERT(known.interactions() == all(then.interactions()));
}

}  // namespace
}  // namespace salespipe::test
