// What an actor may see and do, in the sentences of docs/access.md.
#include <gmock/gmock.h>

#include "book/book_fixture.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::test {
namespace {

constexpr const char* kRules =
    R"({"salespipe":"access","version":1,)"
    R"("teams":[{"id":"emea"},{"id":"germany","parent":"emea"},{"id":"france","parent":"emea"}],)"
    R"("roles":[{"id":"rep","read":"own","write":"own"},)"
    R"({"id":"lead","read":"team","write":"team","bulk":"team"},)"
    R"({"id":"reader","read":"all"},)"
    R"({"id":"boss","read":"all","write":"all","bulk":"all","configure":"all"}],)"
    R"("actors":[{"id":"ann","roles":["rep"],"teams":["germany"]},)"
    R"({"id":"bob","roles":["rep"],"teams":["france"]},)"
    R"({"id":"gerd","roles":["lead"],"teams":["germany"]},)"
    R"({"id":"eve","roles":["lead"],"teams":["emea"]},)"
    R"({"id":"rita","roles":["reader"]},{"id":"carl","roles":["boss"]}]})";

/// A deal of ann's (deal, of Acme), one of bob's (hidden, of Bolt), one of nobody's (orphan).
class Access : public BookTest {
 protected:
  Access() {
    bolt = book.add_account("Bolt", at("2026-01-01", "bob"));
    hidden = deal_of("bob", "Bolt 5 seats", bolt);
    orphan = deal_of("", "Nobody's", {});
    book.configure_access(access_rules_from_json(kRules), at("2026-01-03"));
  }
  OpportunityId deal_of(const char* owner, const char* name, const AccountId& of) {
    NewOpportunity made;
    made.name = name;
    made.account = of;
    if (*owner != '\0') made.owner = ActorId(owner);
    return book.create_opportunity(pipeline, made, at("2026-01-02", "bob"));
  }
  Book as(const char* actor) { return book.as_actor(ActorId(actor)); }
  static std::vector<std::string> names(const Book& of) {
    std::vector<std::string> found;
    for (const auto& each : of.opportunities()) found.push_back(each.name);
    return found;
  }
  static CommandContext when(const char* day) {
    CommandContext context;
    context.at = noon(day);
    return context;
  }
  std::size_t refusals() const {
    std::size_t count = 0;
    book.visit_events([&](const Event& event) {
      if (event.type() == EventType::access_refused) ++count;
    });
    return count;
  }

  AccountId bolt;
  OpportunityId hidden;
  OpportunityId orphan;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Access, EachSeesHisOwnHisTeamsOrAll) {
  EXPECT_THAT(names(as("ann")), ElementsAre("Acme 20 seats"));
  EXPECT_THAT(names(as("bob")), ElementsAre("Bolt 5 seats"));
  EXPECT_THAT(names(as("gerd")), ElementsAre("Acme 20 seats"));
  EXPECT_THAT(names(as("eve")), ElementsAre("Acme 20 seats", "Bolt 5 seats"));
  EXPECT_THAT(names(as("rita")), ElementsAre("Acme 20 seats", "Bolt 5 seats", "Nobody's"));
}

TEST_F(Access, WhoeverIsNotNamedSeesNothingAtAll) {
  const Book stranger = as("zoe");
  EXPECT_EQ(stranger.last_sequence(), 0U);
  EXPECT_TRUE(stranger.pipelines().empty());
}

TEST_F(Access, WithoutRulesEverybodySeesAll) {
  Book open;
  open.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
  Book of_zoe = open.as_actor(ActorId("zoe"));
  EXPECT_EQ(of_zoe.state_json(), open.state_json());
  NewOpportunity made;
  made.name = "Zoe's";
  const auto id =
      of_zoe.create_opportunity(open.pipelines().front().id(), made, when("2026-01-02"));
  EXPECT_EQ(open.opportunity(id).owner, ActorId("zoe"));
}

TEST_F(Access, HiddenIsNotFoundInTheSameWords) {
  Book of_ann = as("ann");
  const OpportunityId nowhere("opportunity-9");
  const auto asked = [&](const OpportunityId& id) {
    return std::vector<std::string>{
        message_of([&] { of_ann.opportunity(id); }), message_of([&] { of_ann.history(id); }),
        message_of([&] { of_ann.win(id, when("2026-01-04")); }),
        message_of([&] { of_ann.audit(id); }),
        message_of([&] { of_ann.evaluate(id, kWon, noon("2026-01-04")); })};
  };
  auto of_hidden = asked(hidden);
  for (auto& text : of_hidden) {
    const auto at_id = text.find(hidden.text());
    ASSERT_NE(at_id, std::string::npos);
    text.replace(at_id, hidden.text().size(), nowhere.text());
  }
  EXPECT_EQ(of_hidden, asked(nowhere));
  EXPECT_EQ(of_ann.find_account(bolt), nullptr);
}

TEST_F(Access, WhatAnActorDoesIsDoneInTheBook) {
  Book of_ann = as("ann");
  EXPECT_TRUE(of_ann.move(deal, kContacted, when("2026-01-04")));
  EXPECT_EQ(of_ann.opportunity(deal).stage, kContacted);
  EXPECT_EQ(state().stage, kContacted);
  EXPECT_EQ(book.history(deal).back().actor, ActorId("ann"));
  EXPECT_EQ(refusals(), 0U);
}

TEST_F(Access, WhatOthersDoShowsAfterRefresh) {
  Book of_ann = as("ann");
  book.rename(deal, "Acme 30 seats", at("2026-01-05"));
  EXPECT_EQ(of_ann.refresh(), 1U);
  EXPECT_EQ(of_ann.opportunity(deal).name, "Acme 30 seats");
  book.rename(hidden, "Bolt 6 seats", at("2026-01-05"));
  EXPECT_EQ(of_ann.refresh(), 0U);
}

TEST_F(Access, ARefusedChangeLeavesATraceAndNothingElse) {
  Book of_rita = as("rita");
  const std::string before = of_rita.state_json();
  const auto change = [&] { of_rita.rename(deal, "Mine", when("2026-01-04")); };
  EXPECT_EQ(error_of(change), ErrorCode::not_allowed);
  EXPECT_EQ(message_of(change), "actor \"rita\" may not change deal \"" + deal.text() +
                                    "\"; ask someone whose role lets him");
  EXPECT_EQ(state().name, "Acme 20 seats");
  EXPECT_EQ(of_rita.state_json(), before);
  EXPECT_EQ(refusals(), 2U);
  const Event trace = book.event(book.last_sequence());
  EXPECT_EQ(trace.actor, ActorId("rita"));
  EXPECT_EQ(trace.occurred_at, noon("2026-01-04"));
  EXPECT_EQ(std::get<AccessRefused>(trace.payload),
            (AccessRefused{AccessVerb::write, "renamed", deal}));
  EXPECT_FALSE(book.can(ActorId("rita"), AccessVerb::write, deal));
  EXPECT_TRUE(book.can(ActorId("rita"), AccessVerb::read, deal));
}

TEST_F(Access, SeveralDealsAtOnceNeedTheRightToIt) {
  book.change_owner(hidden, ActorId("ann"), at("2026-01-04"));
  const auto both = [&](const char* actor) {
    Book of_actor = as(actor);
    Transaction changes(of_actor);
    of_actor.rename(deal, "One", when("2026-01-05"));
    of_actor.rename(hidden, "Two", when("2026-01-05"));
    changes.commit();
  };
  EXPECT_EQ(error_of([&] { both("ann"); }), ErrorCode::not_allowed);
  EXPECT_EQ(state().name, "Acme 20 seats");
  EXPECT_EQ(error_of([&] { both("gerd"); }), ErrorCode::ok);
  EXPECT_EQ(state().name, "One");
}

TEST_F(Access, PipelinesAndRulesAreChangedByThoseWhoConfigure) {
  const auto renewals = Pipeline::standard("Renewals", Currency("EUR"));
  const auto add = [&](const char* actor) {
    Book of_actor = as(actor);
    of_actor.add_pipeline(renewals, when("2026-01-04"));
  };
  EXPECT_EQ(error_of([&] { add("eve"); }), ErrorCode::not_allowed);
  EXPECT_EQ(error_of([&] { add("carl"); }), ErrorCode::ok);
  AccessRules rules = *book.access();
  rules.actors[0].roles.clear();
  Book of_ann = as("ann");
  EXPECT_EQ(error_of([&] { of_ann.configure_access(rules, when("2026-01-05")); }),
            ErrorCode::not_allowed);
  Book of_carl = as("carl");
  EXPECT_TRUE(of_carl.configure_access(rules, when("2026-01-05")));
  EXPECT_FALSE(of_carl.configure_access(rules, when("2026-01-06")));
  of_ann.refresh();
  EXPECT_EQ(of_ann.last_sequence(), 0U);
}

TEST_F(Access, ADealThatIsHandedAwayLeavesOnesSight) {
  Book of_ann = as("ann");
  EXPECT_TRUE(of_ann.change_owner(deal, ActorId("bob"), when("2026-01-04")));
  EXPECT_THAT(names(of_ann), IsEmpty());
  Book of_bob = as("bob");
  EXPECT_THAT(names(of_bob), ElementsAre("Acme 20 seats", "Bolt 5 seats"));
  of_bob.change_owner(deal, ActorId("ann"), when("2026-01-05"));
  of_ann.refresh();
  EXPECT_THAT(names(of_ann), ElementsAre("Acme 20 seats"));
}

TEST_F(Access, WhatAnActorMakesHasIdsThatTellNothingOfTheRest) {
  Book of_ann = as("ann");
  NewOpportunity made;
  made.name = "New";
  made.account = of_ann.account_named("Bolt", when("2026-01-04"));  // not the one that is hidden
  EXPECT_EQ(made.account, AccountId("account-ann-1"));
  EXPECT_EQ(of_ann.create_opportunity(pipeline, made, when("2026-01-04")),
            OpportunityId("opportunity-ann-1"));
  NewTask task;
  task.description = "Call";
  EXPECT_EQ(of_ann.add_task(task, when("2026-01-04")), TaskId("task-ann-1"));
  EXPECT_EQ(of_ann.last_sequence(), of_ann.event(of_ann.last_sequence()).sequence);
  made.owner = ActorId("bob");
  EXPECT_EQ(error_of([&] { of_ann.create_opportunity(pipeline, made, when("2026-01-04")); }),
            ErrorCode::not_allowed);
}

TEST_F(Access, UndoingNamesEventsAsTheActorKnowsThem) {
  Book of_bob = as("bob");
  of_bob.rename(hidden, "Bolt 6 seats", when("2026-01-04"));
  const EventId renamed = of_bob.history(hidden).back().id;
  EXPECT_NE(renamed, book.history(hidden).back().id);
  EXPECT_TRUE(of_bob.undo(std::vector<EventId>{renamed}, when("2026-01-05")));
  EXPECT_EQ(book.opportunity(hidden).name, "Bolt 5 seats");
  EXPECT_EQ(as("bob").state_json(), of_bob.state_json());
}

TEST_F(Access, NobodyActsInTheNameOfAnother) {
  Book of_ann = as("ann");
  EXPECT_EQ(error_of([&] { of_ann.rename(deal, "X", at("2026-01-04", "bob")); }),
            ErrorCode::invalid_argument);
}

TEST_F(Access, TheRulesAreAsOldAsTheirEvent) {
  const Book copy = Book::replay(journal_of(book));
  EXPECT_EQ(copy.state_json(), book.state_json());
  ASSERT_NE(copy.access(), nullptr);
  EXPECT_EQ(*copy.access(), *book.access());
  const std::string before = book.state_json();
  {
    Transaction changes(book);
    book.configure_access(AccessRules{}, at("2026-02-01"));
    EXPECT_TRUE(book.access()->actors.empty());
  }
  EXPECT_EQ(book.state_json(), before);
}

TEST_F(Access, TheAuditTellsWhoDidWhatToADeal) {
  Book of_rita = as("rita");
  EXPECT_EQ(error_of([&] { of_rita.rename(deal, "Mine", when("2026-01-04")); }),
            ErrorCode::not_allowed);
  NewTask task;
  task.description = "Call";
  task.opportunity = deal;
  as("gerd").add_task(task, when("2026-01-05"));
  const auto types = [](const std::vector<Event>& events) {
    std::vector<std::string> found;
    for (const Event& event : events) found.emplace_back(to_string(event.type()));
    return found;
  };
  EXPECT_THAT(types(book.audit(deal)),
              ElementsAre("opportunity_created", "access_refused", "task_added"));
  EXPECT_THAT(types(book.audit({}, ActorId("rita"))), ElementsAre("access_refused"));
  EXPECT_THAT(types(book.audit(deal, ActorId("gerd"))), ElementsAre("task_added"));
}

}  // namespace
}  // namespace salespipe::test
