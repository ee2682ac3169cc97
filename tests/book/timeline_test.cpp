// What happened around a deal, when somebody last worked on it, and who talks to whom.
#include "salespipe/book/timeline.hpp"

#include <gmock/gmock.h>

#include "book/book_fixture.hpp"
#include "salespipe/book/next_step.hpp"

namespace salespipe {
namespace {

using test::at;
using test::noon;
using ::testing::ElementsAre;

class TimelineTest : public test::BookTest {
 protected:
  void log(InteractionType type, const char* day, const char* owner, ContactId contact = {},
           OpportunityId about = {}) {
    NewInteraction made;
    made.type = type;
    made.account = account;
    made.owner = ActorId(owner);
    made.contact = std::move(contact);
    made.opportunity = std::move(about);
    book.log_interaction(made, at(day));
  }
  std::vector<EventType> types(const std::vector<Event>& events) {
    std::vector<EventType> out;
    for (const auto& event : events) out.push_back(event.type());
    return out;
  }
};

TEST_F(TimelineTest, ADealsTimelineHasItsTasksAndTheInteractionsAboutItAndNoOthers) {
  const auto other = create("Acme renewal");
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-04"));
  log(InteractionType::call, "2026-01-05", "ann", {}, deal);
  log(InteractionType::call, "2026-01-05", "ann", {}, other);
  log(InteractionType::note, "2026-01-05", "ann");
  book.complete_task(task, at("2026-01-06"));
  book.move(deal, test::kContacted, at("2026-01-03"));  // learned of last, happened second
  EXPECT_THAT(
      types(timeline_of(book, deal)),
      ElementsAre(EventType::opportunity_created, EventType::stage_entered, EventType::task_added,
                  EventType::interaction_logged, EventType::task_completed));
  EXPECT_EQ(test::error_of([&] { timeline_of(book, OpportunityId("none")); }),
            ErrorCode::not_found);
}

TEST_F(TimelineTest, AnInteractionOfADealWithoutAccountIsThereOnce) {
  NewOpportunity loose;
  loose.name = "Loose";
  const auto id = book.create_opportunity(pipeline, loose, at("2026-01-02"));
  NewInteraction call;
  call.type = InteractionType::call;
  call.opportunity = id;
  book.log_interaction(call, at("2026-01-03"));
  EXPECT_THAT(types(timeline_of(book, id)),
              ElementsAre(EventType::opportunity_created, EventType::interaction_logged));
}

TEST_F(TimelineTest, LastActivityLeavesOutEditsAndWhatWasUndone) {
  book.rename(deal, "Acme", at("2026-02-01"));
  EXPECT_EQ(last_activity(book, timeline_of(book, deal)), noon("2026-01-02"));
  book.move(deal, test::kContacted, at("2026-02-02"));
  EXPECT_EQ(last_activity(book, timeline_of(book, deal)), noon("2026-02-02"));
  book.undo_last(deal, at("2026-02-03"));
  EXPECT_EQ(last_activity(book, timeline_of(book, deal)), noon("2026-01-02"));
}

TEST_F(TimelineTest, TellsWhoTalksToWhomTheLatestFirst) {
  const auto eve = book.add_contact("Eve", at("2026-01-02"), account, "eve@acme.example");
  log(InteractionType::email_out, "2026-01-03", "ann", eve);
  log(InteractionType::email_in, "2026-01-04", "ann", eve);
  log(InteractionType::meeting, "2026-01-05", "bob");
  EXPECT_THAT(conversations(book.timeline(account)),
              ElementsAre(Conversation{ActorId("bob"), ContactId(), 0, 0, 1, noon("2026-01-05")},
                          Conversation{ActorId("ann"), eve, 1, 1, 0, noon("2026-01-04")}));
}

TEST_F(TimelineTest, CompletingTheLastOpenTaskOfAnOpenDealAsksForTheNextOne) {
  const auto first = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-03"));
  const auto second = book.add_task({.description = "Mail", .opportunity = deal}, at("2026-01-03"));
  EXPECT_TRUE(book.complete_task(first, at("2026-01-04")).reasons.empty());
  const auto decision = book.complete_task(second, at("2026-01-04"));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(test::codes(decision), ElementsAre("no_next_step"));
  EXPECT_THAT(decision.reasons[0].missing, ElementsAre("Is there money for this, and how much?"));
  const auto third = book.add_task({.description = "Read", .opportunity = deal}, at("2026-01-05"));
  book.win(deal, at("2026-01-05"));
  EXPECT_TRUE(book.complete_task(third, at("2026-01-06")).reasons.empty());
}

TEST_F(TimelineTest, TheNextStepIsTheFirstOfTheChecklistThatIsNotTicked) {
  auto definition = book.pipeline(pipeline).definition();
  ++definition.revision;
  definition.stages[0].exit_criteria = {{ExitCriterionId("ask"), ChecklistTask{"Ask who decides"}},
                                        {ExitCriterionId("send"), ChecklistTask{"Send prices"}}};
  book.change_pipeline(Pipeline(definition), at("2026-01-03"));
  EXPECT_EQ(proposed_step(book.pipeline(pipeline), state()), "Ask who decides");
  book.tick(deal, test::kLead, ExitCriterionId("ask"), true, at("2026-01-04"));
  EXPECT_EQ(proposed_step(book.pipeline(pipeline), state()), "Send prices");
  book.tick(deal, test::kLead, ExitCriterionId("send"), true, at("2026-01-04"));
  qualify_all();
  EXPECT_EQ(proposed_step(book.pipeline(pipeline), state()), "");
}

TEST_F(TimelineTest, ADealWithoutAccountIsTalkedAboutWithAContactOfAnAccount) {
  const auto eve = book.add_contact("Eve", at("2026-01-02"), account);
  NewOpportunity loose;
  loose.name = "Loose";
  const auto id = book.create_opportunity(pipeline, loose, at("2026-01-02"));
  NewInteraction call;
  call.type = InteractionType::call;
  call.opportunity = id;
  call.contact = eve;
  book.log_interaction(call, at("2026-01-03"));
  EXPECT_TRUE(book.interactions().back().account.empty());
  EXPECT_THAT(conversations(timeline_of(book, id)), testing::SizeIs(1));
}

}  // namespace
}  // namespace salespipe
