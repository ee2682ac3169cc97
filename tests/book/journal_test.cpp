#include <gmock/gmock.h>

#include "book/book_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;

class Journal : public BookTest {
 protected:
  Event entered(const StageId& stage, TransitionKind transition, StageKind kind,
                const char* day) const {
    Event event;
    event.stream = {StreamKind::opportunity, deal.text()};
    event.occurred_at = noon(day);
    event.recorded_at = noon("2026-02-01");
    event.payload = StageEntered{transition, stage, kind, {}, kNoDay, {}, {}};
    return event;
  }
};

TEST_F(Journal, SameEventIdTwiceChangesNothing) {
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("crm-77");
  const Decision first = book.move(deal, kContacted, context);
  const std::string after = book.state_json();
  EXPECT_EQ(book.move(deal, kContacted, context), first);
  EXPECT_EQ(book.state_json(), after);
  EXPECT_EQ(book.event(book.last_sequence()).id, EventId("crm-77"));
}

TEST_F(Journal, SameEventIdForACreatedDealReturnsThatDeal) {
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("crm-78");
  const auto id = book.create_opportunity(pipeline, {.name = "Globex"}, context);
  EXPECT_EQ(book.create_opportunity(pipeline, {.name = "Globex"}, context), id);
  EXPECT_EQ(book.opportunities().size(), 2U);
}

TEST_F(Journal, SameEventIdForAnotherCommandIsAConflict) {
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("crm-79");
  book.move(deal, kContacted, context);
  EXPECT_EQ(error_of([&] { book.rename(deal, "Other", context); }), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { book.move(deal, kProposal, context); }), ErrorCode::conflict);
}

TEST_F(Journal, RetryWithAnOutdatedExpectedVersionIsStillTheSameCommand) {
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("crm-80");
  context.expected_version = state().version;
  EXPECT_TRUE(book.move(deal, kContacted, context));
  EXPECT_TRUE(book.move(deal, kContacted, context));
  EXPECT_EQ(state().version, 2U);
}

TEST_F(Journal, StaleVersionIsAConflictThatTellsWhatHappenedMeanwhile) {
  CommandContext bob = at("2026-01-06", "bob");
  bob.expected_version = state().version;
  book.change_value(deal, DealValue::parse("15000 EUR"), at("2026-01-05"));
  const std::string before = book.state_json();
  const auto call = [&] { book.move(deal, kContacted, bob); };
  EXPECT_EQ(error_of(call), ErrorCode::conflict);
  EXPECT_THAT(message_of(call), HasSubstr("value_changed by \"ann\" at 2026-01-05T12:00:00Z"));
  EXPECT_EQ(book.state_json(), before);
  bob.expected_version = state().version;
  EXPECT_TRUE(book.move(deal, kContacted, bob));
}

TEST_F(Journal, BadEventInABatchLeavesTheBookUntouchedAndIsNamed) {
  book.move(deal, kContacted, at("2026-01-05"));
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-05"));
  const std::string before = book.state_json();
  const auto journal = journal_of(book);

  Event account_event;
  account_event.stream = {StreamKind::account, "globex"};
  account_event.occurred_at = account_event.recorded_at = noon("2026-02-01");
  account_event.payload = AccountAdded{"Globex", {}};
  Event created = account_event;
  created.stream = {StreamKind::opportunity, "globex-1"};
  created.payload = OpportunityCreated{
      .pipeline = pipeline, .stage = kLead, .name = "Globex", .account = AccountId("globex")};
  Event completed = account_event;
  completed.stream = {StreamKind::task, task.text()};
  completed.payload = TaskCompleted{"done"};
  Event logged = account_event;
  logged.stream = {StreamKind::account, account.text()};
  logged.payload = InteractionLogged{.account = account, .external_id = "mail-1"};
  Event pipeline_event = account_event;
  pipeline_event.stream = {StreamKind::pipeline, "us"};
  pipeline_event.payload = PipelineAdded{std::get<PipelineAdded>(journal[0].payload).definition};
  Event bad = entered(kLead, TransitionKind::back, StageKind::won, "2026-01-09");
  bad.id = EventId("import-7");

  const std::vector<Event> batch{
      account_event,
      created,
      entered(kProposal, TransitionKind::skip, StageKind::open, "2026-01-08"),
      completed,
      logged,
      bad};
  const auto call = [&] { book.append(batch); };
  EXPECT_EQ(error_of(call), ErrorCode::invalid_argument);
  EXPECT_THAT(message_of(call), HasSubstr("event 6 of 6 (\"import-7\")"));
  EXPECT_THAT(message_of(call), HasSubstr("/payload/stage_kind"));
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(journal_of(book), journal);
  EXPECT_EQ(book.find_account_named("Globex"), nullptr);

  book.append(std::span(batch).first(5));
  EXPECT_EQ(state().stage, kProposal);
  EXPECT_EQ(book.task(task).state, TaskState::completed);
  EXPECT_EQ(book.timeline(AccountId("globex")).size(), 2U);
  EXPECT_EQ(error_of([&] { book.append(pipeline_event); }), ErrorCode::invalid_argument)
      << "a definition of another pipeline";
}

TEST_F(Journal, RolledBackPipelineChangeGivesTheOldStagesBack) {
  PipelineDefinition longer = book.pipeline(pipeline).definition();
  longer.revision = 2;
  Stage first;
  first.name = "New";
  longer.stages.insert(longer.stages.begin(), first);
  Event changed;
  changed.stream = {StreamKind::pipeline, pipeline.text()};
  changed.occurred_at = changed.recorded_at = noon("2026-02-01");
  Book copy = book;
  copy.change_pipeline(Pipeline(longer), at("2026-02-01"));
  changed.payload = copy.event(copy.last_sequence()).payload;
  const std::string before = book.state_json();
  const Event unknown =
      entered(StageId("nowhere"), TransitionKind::skip, StageKind::open, "2026-01-09");
  EXPECT_EQ(error_of([&] {
              book.append(std::vector<Event>{changed, unknown});
            }),
            ErrorCode::not_found);
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(book.move(deal, kContacted, at("2026-02-02")).transition, TransitionKind::forward);
}

TEST_F(Journal, AppendedEventThatIsThereAlreadyChangesNothing) {
  const auto events = journal_of(book);
  const std::string before = book.state_json();
  book.append(events);
  EXPECT_EQ(book.state_json(), before);
  Event other = events.back();
  other.actor = ActorId("mallory");
  EXPECT_EQ(error_of([&] { book.append(other); }), ErrorCode::conflict);
}

TEST_F(Journal, EventsAreNumberedWithoutGaps) {
  Event event = entered(kContacted, TransitionKind::forward, StageKind::open, "2026-01-08");
  event.sequence = book.last_sequence() + 2;
  EXPECT_EQ(error_of([&] { book.append(event); }), ErrorCode::invalid_argument);
  event.sequence = book.last_sequence() + 1;
  EXPECT_EQ(book.append(event), event.sequence);
}

TEST_F(Journal, HostsDoNotUseTheIdsOfTheBook) {
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("event-99");
  EXPECT_EQ(error_of([&] { book.move(deal, kContacted, context); }), ErrorCode::invalid_argument);
}

TEST_F(Journal, BackDatedEventIsTheNewestWordOfTheBookAndInItsPlaceInTheHistory) {
  book.move(deal, kContacted, at("2026-01-10"));
  book.change_owner(deal, ActorId("bob"), at("2026-01-04"));
  EXPECT_EQ(state().owner, ActorId("bob"));
  const auto history = book.history(deal);
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[1].type(), EventType::owner_changed);
  EXPECT_EQ(book.events_of({StreamKind::opportunity, deal.text()})[1].type(),
            EventType::stage_entered);
}

TEST_F(Journal, UnknownTimeIsForAppendedFactsOnly) {
  EXPECT_EQ(error_of([&] { book.move(deal, kContacted, {}); }), ErrorCode::invalid_argument);
  Event event = entered(kContacted, TransitionKind::forward, StageKind::open, "2026-01-08");
  event.occurred_at = kNoInstant;
  book.append(event);
  EXPECT_FALSE(is_known(state().stage_entered_at));
  event.payload = Renamed{"Other"};
  EXPECT_EQ(error_of([&] { book.append(event); }), ErrorCode::invalid_argument);
}

TEST_F(Journal, BothTimesAreKept) {
  CommandContext context = at("2026-01-05");
  context.recorded_at = noon("2026-01-09");
  book.move(deal, kContacted, context);
  const Event event = book.event(book.last_sequence());
  EXPECT_EQ(event.occurred_at, noon("2026-01-05"));
  EXPECT_EQ(event.recorded_at, noon("2026-01-09"));
  EXPECT_EQ(state().changed_at, noon("2026-01-09"));
}

TEST_F(Journal, CopyOfABookLivesItsOwnLife) {
  Book copy = book;
  copy.move(deal, kContacted, at("2026-01-05"));
  EXPECT_EQ(state().stage, kLead);
  EXPECT_EQ(copy.opportunity(deal).stage, kContacted);
}

}  // namespace
}  // namespace salespipe::test
