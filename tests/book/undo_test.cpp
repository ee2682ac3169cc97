// Undoing: as if it had not happened, by an event that can be undone itself.
#include <array>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/book_at.hpp"

namespace salespipe::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> codes_of(const Undoing& undoing) {
  std::vector<std::string> found;
  for (const Reason& reason : undoing.reasons) found.push_back(reason.code);
  return found;
}

/// The state of a book without what only its history changes.
std::string facts(const Book& book) {
  auto state = nlohmann::json::parse(book.state_json());
  state.erase("sequence");
  for (const char* kind : {"opportunities", "tasks"}) {
    for (auto& thing : state[kind]) {
      thing.erase("version");
      thing.erase("changed_at");
    }
  }
  return state.dump();
}

class Undo : public BookTest {
 protected:
  EventId last() const { return book.event(book.last_sequence()).id; }
  Undoing undo(const std::vector<EventId>& ids, const char* day = "2026-02-01") {
    return book.undo(ids, at(day), "a mistake");
  }
};

TEST_F(Undo, WonDealThatWasUndoneWasNeverWonAndNotReopened) {
  book.move(deal, kContacted, at("2026-01-05"));
  const std::string before = facts(book);
  book.win(deal, at("2026-01-10"));
  const Undoing undone = book.undo_last(deal, at("2026-01-11"));
  EXPECT_TRUE(undone.allowed);
  EXPECT_EQ(facts(book), before);
  EXPECT_EQ(state().reopen_count, 0U);
  EXPECT_EQ(state().stage_entered_at, noon("2026-01-05"));
  EXPECT_EQ(book.history(deal).size(), 4U) << "nothing is rewritten";
  EXPECT_THAT(book.undone(), ElementsAre(book.last_sequence() - 1));
}

TEST_F(Undo, UndoingIsUndone) {
  book.change_value(deal, DealValue::parse("15000 EUR"), at("2026-01-05"));
  const std::string changed = facts(book);
  ASSERT_TRUE(undo({last()}).allowed);
  EXPECT_EQ(state().value, DealValue::parse("12000 EUR"));
  ASSERT_TRUE(undo({last()}).allowed);
  EXPECT_EQ(facts(book), changed);
  ASSERT_TRUE(undo({last()}).allowed);
  EXPECT_EQ(state().value, DealValue::parse("12000 EUR"));
}

TEST_F(Undo, LastCommandsAreTakenBackOneAfterTheOther) {
  book.change_owner(deal, ActorId("bob"), at("2026-01-05"));
  book.tag(deal, "hot", at("2026-01-06"));
  ASSERT_TRUE(book.undo_last(deal, at("2026-01-07")).allowed);
  EXPECT_TRUE(state().tags.empty());
  ASSERT_TRUE(book.undo_last(deal, at("2026-01-07")).allowed);
  EXPECT_EQ(state().owner, ActorId("ann"));
  EXPECT_THAT(codes_of(book.undo_last(deal, at("2026-01-07"))), ElementsAre("nothing_to_undo"));
}

TEST_F(Undo, EventThatALaterOneBuildsOnIsRefusedWithThatOne) {
  book.move(deal, kContacted, at("2026-01-05"));
  const EventId first = last();
  book.move(deal, kLead, at("2026-01-06", "bob"));
  const EventId second = last();
  const std::string before = book.state_json();
  const Undoing refused = undo({first});
  EXPECT_THAT(codes_of(refused), ElementsAre("later_event_depends"));
  EXPECT_THAT(refused.reasons[0].missing, ElementsAre(second.text()));
  EXPECT_THAT(refused.reasons[0].message, HasSubstr("(stage_entered by \"bob\")"));
  EXPECT_EQ(book.state_json(), before);
  EXPECT_TRUE(undo({first, second}).allowed);
}

TEST_F(Undo, WhatLaterEventsDoNotTouchIsTakenBackFromUnderThem) {
  book.change_value(deal, DealValue::parse("15000 EUR"), at("2026-01-05"));
  const EventId value = last();
  book.move(deal, kContacted, at("2026-01-06"));
  EXPECT_TRUE(undo({value}).allowed);
  EXPECT_EQ(state().value, DealValue::parse("12000 EUR"));
  EXPECT_EQ(state().stage, kContacted);
}

TEST_F(Undo, EventDoesNotComeBackWithoutWhatItBuiltOn) {
  book.move(deal, kContacted, at("2026-01-05"));
  const EventId first = last();
  book.move(deal, kQualified, at("2026-01-06"));
  const EventId second = last();
  ASSERT_TRUE(undo({second}).allowed);
  const EventId undoing = last();
  ASSERT_TRUE(undo({first}).allowed);
  const EventId undoing_first = last();
  EXPECT_THAT(codes_of(undo({undoing})), ElementsAre("later_event_depends"));
  EXPECT_TRUE(undo({undoing, undoing_first}).allowed);
  EXPECT_EQ(state().stage, kQualified);
}

TEST_F(Undo, BulkIsTakenBackWholeOrNotAtAll) {
  const auto other = create("Second");
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("flush-1");
  book.lose(deal, "No answer", context);
  context.event_id = EventId("flush-1/2");
  book.lose(other, "No answer", context);
  const EventId bulk[] = {EventId("flush-1")};
  Book stopped = book;
  stopped.reopen(other, at("2026-01-06"));
  const std::string before = stopped.state_json();
  EXPECT_THAT(codes_of(stopped.undo(bulk, at("2026-01-07"))), ElementsAre("later_event_depends"));
  EXPECT_EQ(stopped.state_json(), before);

  const Undoing undone = book.undo(bulk, at("2026-01-07"));
  EXPECT_EQ(undone.recorded.size(), 2U) << "one event in each deal";
  EXPECT_TRUE(state().is_open());
  EXPECT_TRUE(book.opportunity(other).is_open());
}

TEST_F(Undo, SameCommandTwiceUndoesOnce) {
  book.change_owner(deal, ActorId("bob"), at("2026-01-05"));
  const std::vector<EventId> target{last()};
  CommandContext context = at("2026-01-06");
  context.event_id = EventId("undo-1");
  const Undoing first = book.undo(target, context);
  EXPECT_EQ(book.undo(target, context), first);
  EXPECT_EQ(state().owner, ActorId("ann"));
}

TEST_F(Undo, BeginningsAndWhatWasSaidStay) {
  book.log_interaction({.opportunity = deal, .summary = "Hello"}, at("2026-01-05"));
  EXPECT_THAT(codes_of(undo({last()})), ElementsAre("not_undoable"));
  EXPECT_THAT(codes_of(undo({book.history(deal).front().id})), ElementsAre("not_undoable"));
  EXPECT_EQ(error_of([&] { undo({EventId("nobody")}); }), ErrorCode::not_found);
  EXPECT_EQ(error_of([&] { book.undo_last(deal, at("2026-01-05"), 0); }),
            ErrorCode::invalid_argument);
}

TEST_F(Undo, TaskThatWasCompletedByMistakeIsOpenAgain) {
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-03"));
  book.complete_task(task, at("2026-01-04"), "done");
  ASSERT_TRUE(undo({last()}).allowed);
  EXPECT_EQ(book.task(task).state, TaskState::open);
  EXPECT_TRUE(book.snooze_task(task, parse_day("2026-03-01"), at("2026-01-05")));
}

TEST_F(Undo, DealDoesNotReturnToAStageThatIsGone) {
  book.move(deal, kQualified, at("2026-01-05"));
  book.move(deal, kContacted, at("2026-01-06"));
  const EventId back = last();
  PipelineDefinition shorter = book.pipeline(pipeline).definition();
  shorter.revision = 2;
  std::erase_if(shorter.stages, [](const Stage& stage) { return stage.id == kQualified; });
  ASSERT_TRUE(book.change_pipeline(Pipeline(shorter), at("2026-01-07")));
  EXPECT_THAT(codes_of(undo({back})), ElementsAre("stage_gone"));
}

TEST_F(Undo, WhatWasUndoneWasBelievedUntilThen) {
  book.win(deal, at("2026-01-10"));
  ASSERT_TRUE(undo({last()}, "2026-01-20").allowed);
  EXPECT_TRUE(BookAt(book, {parse_day("2026-01-15"), kNoInstant}).opportunity(deal).is_open());
  EXPECT_FALSE(BookAt(book, {kNoDay, noon("2026-01-15")}).opportunity(deal).is_open());
}

TEST_F(Undo, EventOfAnotherDealIsNotTakenAsUndone) {
  const auto other = create("Second");
  book.change_owner(other, ActorId("bob"), at("2026-01-05"));
  Event event;
  event.stream = {StreamKind::opportunity, deal.text()};
  event.occurred_at = event.recorded_at = noon("2026-01-06");
  event.payload = EventsUndone{{last()}, {}};
  EXPECT_EQ(error_of([&] { book.append(event); }), ErrorCode::invalid_state);
}

RC_GTEST_PROP(UndoProperty, DoneAndUndoneIsAsIfItHadNotHappened, ()) {
  Salesroom room;
  for (int i = *rc::gen::inRange(1, 40); i > 0; --i) room.one_command();
  const std::string before = facts(room.book);
  const std::uint64_t sequence = room.book.last_sequence();
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) room.one_command();
  std::vector<EventId> done;
  room.book.visit_events([&](const Event& event) { done.push_back(event.id); }, sequence + 1);
  const Undoing asked = room.book.evaluate_undo(done);
  const std::string after = facts(room.book);
  const Undoing undone = room.book.undo(done, at("2027-06-01"));
  RC_ASSERT(undone.allowed == asked.allowed);
  if (!undone.allowed) {
    RC_ASSERT(facts(room.book) == after);
    RC_DISCARD("something began, or was an undoing of what stays");
  }
  RC_ASSERT(facts(room.book) == before);
  std::vector<EventId> undoing;
  for (const std::uint64_t one : undone.recorded) undoing.push_back(room.book.event(one).id);
  RC_ASSERT(room.book.undo(undoing, at("2027-06-02")).allowed);
  RC_ASSERT(facts(room.book) == after);
}

}  // namespace
}  // namespace salespipe::test
