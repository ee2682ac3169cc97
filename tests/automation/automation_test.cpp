// Each action; that nothing happens twice; what limits stop.
#include "salespipe/automation/automation.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "automation/rules_fixture.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::automation::test {
namespace {

using salespipe::test::kContacted;
using salespipe::test::kQualified;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kTag = R"("then":[{"do":"add_tag","tag":"seen"}])";

std::string rule(const char* when, const char* only_if = "{\"all\":[]}", const char* then = kTag,
                 const char* id = "r") {
  return std::string(R"({"id":")") + id + R"(","when":)" + when + R"(,"if":)" + only_if + "," +
         then + "}";
}

// Actions.

TEST_F(RulesTest, EachActionIsAnOrdinaryCommand) {
  put(rule(R"({"event":"stage_entered","stage":"Contacted"})", "{\"all\":[]}", R"("then":[
      {"do":"create_task","description":"Call {{contact.name}} in {{field.region}}","due_days":2},
      {"do":"send_mail","template":"hello"},
      {"do":"add_tag","tag":"a"},
      {"do":"remove_tag","tag":"a"},
      {"do":"set_field","field":"score","value":"7"},
      {"do":"assign","to":"bob"},
      {"do":"move","stage":"Qualified"},
      {"do":"notify","text":"{{deal.name}} moved"},
      {"do":"call_host","call":"invoice"},
      {"do":"add_tag","tag":"late"}])"));
  book.qualify(deal,
               {{CriterionId("budget"), CriterionState::met},
                {CriterionId("authority"), CriterionState::met},
                {CriterionId("need"), CriterionState::met},
                {CriterionId("timeline"), CriterionState::met}},
               at("2026-01-03"));
  book.move(deal, kContacted, at("2026-01-03"));
  const auto told = run("2026-01-03");
  ASSERT_THAT(told.firings, SizeIs(1));
  for (const auto& action : told.firings[0].actions) {
    EXPECT_EQ(action.result, ActionResult::done) << to_string(action.kind) << action.trouble;
  }
  ASSERT_THAT(book.tasks(), SizeIs(1));
  EXPECT_EQ(book.tasks()[0].description, "Call Eve in ");
  EXPECT_EQ(book.tasks()[0].assignee, ActorId("ann"));
  EXPECT_EQ(book.tasks()[0].due, parse_day("2026-01-05"));
  EXPECT_THAT(state().tags, ElementsAre("late"));
  EXPECT_EQ(state().fields.at("score"), "7");
  EXPECT_EQ(state().owner, ActorId("bob"));
  EXPECT_EQ(state().stage, kQualified);
  const auto sent = mails();
  ASSERT_THAT(sent, SizeIs(3));
  EXPECT_EQ(sent[0].message.topic, "email");
  EXPECT_EQ(nlohmann::json::parse(sent[0].message.body),
            nlohmann::json::parse(
                R"({"to":"eve@acme.example","subject":"About Acme 20 seats","text":"Dear Eve"})"));
  EXPECT_EQ(nlohmann::json::parse(sent[1].message.body)["who"], "bob");
  EXPECT_EQ(nlohmann::json::parse(sent[2].message.body)["opportunity"]["stage"], "qualified");
  EXPECT_THAT(book.interactions(), SizeIs(1));
}

TEST_F(RulesTest, AMailMayGoToAll) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
           R"("then":[{"do":"send_mail","template":"hello","to":"all"}])"));
  book.tag(deal, "vip", at("2026-01-03"));
  EXPECT_THAT(run("2026-01-03").firings[0].actions[0].messages, SizeIs(2));
  EXPECT_THAT(mails(), SizeIs(2));
}

TEST_F(RulesTest, WhatCannotBeDoneIsToldAndDoesNotStopTheRest) {
  put(rule(R"({"event":"tag_given","tag":"vip"})", "{\"all\":[]}", R"("then":[
      {"do":"move","stage":"Lost"},
      {"do":"move","stage":"Nowhere"},
      {"do":"add_tag","tag":"vip"},
      {"do":"add_tag","tag":"end"}])"));
  book.tag(deal, "vip", at("2026-01-03"));
  const auto told = run("2026-01-03");
  ASSERT_THAT(told.firings, SizeIs(1));
  EXPECT_EQ(told.firings[0].actions[0].result, ActionResult::refused);  // a loss needs a reason
  EXPECT_EQ(told.firings[0].actions[1].result, ActionResult::refused);
  EXPECT_EQ(told.firings[0].actions[2].result, ActionResult::nothing_new);
  EXPECT_THAT(state().tags, ElementsAre("end", "vip"));
  EXPECT_THAT(codes(told.diagnostics), ElementsAre("action_refused"));
  const auto log = book.events_of({StreamKind::automation, "automation"});
  EXPECT_THAT(std::get<RuleFired>(log[1].payload).troubles, SizeIs(2));
}

// Once.

TEST_F(RulesTest, RunningTwiceChangesNothing) {
  put(rule(
          R"({"event":"tag_given"})", "{\"all\":[]}",
          R"("then":[{"do":"send_mail","template":"hello"},{"do":"create_task","description":"Call"}])") +
      "," + rule(R"({"event":"inactive","days":5})", "{\"all\":[]}", kTag, "silent"));
  book.tag(deal, "vip", at("2026-01-03"));
  (void)run("2026-01-20");
  (void)run("2026-01-03");
  const auto before = book.state_json();
  const auto sequence = book.last_sequence();
  (void)run("2026-01-03");
  (void)run("2026-01-20");
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(book.last_sequence(), sequence);
  EXPECT_THAT(mails(), SizeIs(1));
}

TEST_F(RulesTest, TwoHostsThatRunTheSameBookDoEverythingOnce) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
           R"("then":[{"do":"send_mail","template":"hello"}])"));
  Book other = Book::open((folder / "book.db").string());
  Automation of_other(other);
  (void)of_other.run(noon("2026-01-03"));
  Automation here(book);
  for (const char* tag : {"a", "b", "c"}) {
    book.tag(deal, tag, at("2026-01-03"));
    (void)here.run(noon("2026-01-03"));
    (void)of_other.run(noon("2026-01-03"));
  }
  EXPECT_THAT(mails(), SizeIs(3));
}

TEST_F(RulesTest, ACommandAndItsRulesAreOneTransaction) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
           R"("then":[{"do":"send_mail","template":"hello"}])"));
  Automation automation(book);
  const auto before = book.state_json();
  {
    Transaction changes(book);
    book.tag(deal, "vip", at("2026-01-03"));
    EXPECT_THAT(automation.run(noon("2026-01-03"), {false, false}).firings, SizeIs(1));
  }  // not committed
  EXPECT_EQ(book.state_json(), before);
  EXPECT_THAT(mails(), IsEmpty());
  Transaction changes(book);
  book.tag(deal, "vip", at("2026-01-03"));
  EXPECT_THAT(automation.run(noon("2026-01-03"), {false, false}).firings, SizeIs(1));
  changes.commit();
  EXPECT_THAT(mails(), SizeIs(1));
}

TEST_F(RulesTest, ADryRunChangesNothingAndTellsWhatTheRunDoes) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}", R"("then":[
           {"do":"send_mail","template":"hello"},{"do":"move","stage":"Contacted"}])") +
      "," +
      rule(R"({"event":"stage_entered","stage":"Contacted"})", "{\"all\":[]}", kTag, "chain"));
  book.tag(deal, "vip", at("2026-01-03"));
  const auto before = book.state_json();
  const auto dry = run("2026-01-03", true);
  EXPECT_EQ(book.state_json(), before);
  EXPECT_THAT(mails(), IsEmpty());
  const auto wet = run("2026-01-03");
  EXPECT_THAT(rules_of(wet), ElementsAre("r", "chain", "r"));  // the tag of the chain is a tag
  EXPECT_EQ(dry.firings, wet.firings);
  EXPECT_EQ(dry.diagnostics, wet.diagnostics);
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
}

TEST_F(RulesTest, ReplayingTheJournalGivesTheSameBookAndNothingToDo) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
           R"("then":[{"do":"create_task","description":"Call"}])"));
  book.tag(deal, "vip", at("2026-01-03"));
  (void)run("2026-01-03");
  Book replayed = Book::replay(salespipe::test::journal_of(book));
  EXPECT_EQ(replayed.state_json(), book.state_json());
  EXPECT_THAT(Automation(replayed).run(noon("2026-01-03")).firings, IsEmpty());
}

TEST_F(RulesTest, ARuleLooksAtWhatHappensAfterItCame) {
  put(rule(R"({"event":"stage_entered"})", "{\"all\":[]}", kTag, "old"));
  book.tag(deal, "before", at("2026-01-03"));
  put(rule(R"({"event":"stage_entered"})", "{\"all\":[]}", kTag, "old") + "," +
          rule(R"({"event":"tag_given"})", "{\"all\":[]}",
               R"("then":[{"do":"create_task","description":"x"}])", "new"),
      "2026-01-03");
  book.move(deal, kContacted, at("2026-01-03"));
  const auto told = run("2026-01-03");
  EXPECT_THAT(rules_of(told), ElementsAre("old", "new"));  // of the tag that old gave
}

TEST_F(RulesTest, ARuleThatIsOffOrGoneDoesNotSpeak) {
  put(rule(R"({"event":"tag_given"})"));
  book.tag(deal, "vip", at("2026-01-03"));
  put(R"({"id":"r","on":false,"when":{"event":"tag_given"},"then":[{"do":"add_tag","tag":"x"}]})");
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
}

TEST_F(RulesTest, WhatHappenedLongAgoIsLetBeAndCounted) {
  put(rule(R"({"event":"tag_given"})"), "2026-01-02", R"({"late_days":3})");
  CommandContext imported = at("2026-01-04");
  imported.recorded_at = noon("2026-02-01");
  book.tag(deal, "old", imported);
  const auto told = run("2026-02-01");
  EXPECT_THAT(told.firings, IsEmpty());
  EXPECT_THAT(codes(told.diagnostics), ElementsAre("late"));
  EXPECT_THAT(run("2026-01-05").firings, IsEmpty());  // looked at once
}

// Limits.

constexpr const char* kPing =
    R"({"id":"ping","when":{"event":"stage_entered","stage":"Lead"},"then":[{"do":"move","stage":"Contacted"}]},)"
    R"({"id":"pong","when":{"event":"stage_entered","stage":"Contacted"},"then":[{"do":"move","stage":"Lead"}]})";

TEST_F(RulesTest, ALoopIsStoppedByItsDepth) {
  put(kPing, "2026-01-02", R"({"per_deal_and_day":100})");
  book.move(deal, kContacted, at("2026-01-03"));
  const auto told = run("2026-01-03");
  EXPECT_THAT(rules_of(told),
              ElementsAre("pong", "ping", "pong", "ping", "pong", "ping held depth"));
  EXPECT_THAT(codes(told.diagnostics), ElementsAre("depth"));
  const auto log = book.events_of({StreamKind::automation, "automation"});
  EXPECT_EQ(std::get<RuleFired>(log[6].payload).held, "depth");
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
}

TEST_F(RulesTest, ADepthIsCountedAcrossRunsAndHosts) {
  put(kPing, "2026-01-02", R"({"per_deal_and_day":100,"per_run":1})");
  book.move(deal, kContacted, at("2026-01-03"));
  std::vector<std::string> all;
  for (int i = 0; i < 20; ++i) {
    const auto told = run("2026-01-03");  // a new Automation each time
    for (const auto& one : rules_of(told)) all.push_back(one);
    if (told.is_finished) break;
    EXPECT_THAT(codes(told.diagnostics), ::testing::Contains("per_run"));
  }
  EXPECT_THAT(all, ElementsAre("pong", "ping", "pong", "ping", "pong", "ping held depth"));
}

TEST_F(RulesTest, ARuleSpeaksForADealOnlySoOftenADay) {
  put(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
           R"("then":[{"do":"create_task","description":"Call"}])"));
  for (const char* tag : {"a", "b", "c", "d", "e"}) book.tag(deal, tag, at("2026-01-03"));
  EXPECT_THAT(rules_of(run("2026-01-03")),
              ElementsAre("r", "r", "r", "r held per_deal_and_day", "r held per_deal_and_day"));
  EXPECT_THAT(book.tasks(), SizeIs(3));
  book.tag(deal, "f", at("2026-01-04"));
  EXPECT_THAT(rules_of(run("2026-01-04")), ElementsAre("r"));
}

// Access.

TEST_F(RulesTest, RulesDoNotDoWhatWhoConfiguredThemMayNot) {
  AccessRules access;
  const auto scopes = [](AccessScope write) {
    return std::array{AccessScope::all, write, AccessScope::none, AccessScope::all};
  };
  access.roles = {{"admin", scopes(AccessScope::all)}, {"limited", scopes(AccessScope::own)}};
  access.actors = {{ActorId("carl"), {"limited"}, {}}, {ActorId("dora"), {"admin"}, {}}};
  book.configure_access(access, at("2026-01-02"));
  put(rule(R"({"event":"tag_given"})"));
  book.tag(deal, "vip", at("2026-01-03"));
  EXPECT_THAT(rules_of(run("2026-01-03")), ElementsAre("r held not_allowed"));
  EXPECT_THAT(state().tags, ElementsAre("vip"));
  Book of_dora = book.as_actor(ActorId("dora"));
  configure(of_dora,
            document(rule(R"({"event":"tag_given"})", R"({"field":"owner","is":"ann"})",
                          R"("then":[{"do":"create_task","description":"x"}])")),
            at("2026-01-04", "dora"));
  book.tag(deal, "vip 2", at("2026-01-04"));
  EXPECT_THAT(rules_of(run("2026-01-04")), ElementsAre("r"));
  EXPECT_EQ(error_of([&] { (void)Automation(of_dora).run(noon("2026-01-04")); }),
            ErrorCode::unsupported);
  Book of_eve = book.as_actor(ActorId("eve"));
  EXPECT_EQ(error_of([&] { of_eve.configure_automation({}, at("2026-01-05", "eve")); }),
            ErrorCode::not_allowed);
}

// Misuse.

TEST_F(RulesTest, ABookWithoutAnOutboxSendsNothing) {
  Book memory;
  memory.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), at("2026-01-01"));
  memory.configure_automation(document(rule(R"({"event":"tag_given"})", "{\"all\":[]}",
                                            R"("then":[{"do":"notify","text":"x"}])")),
                              at("2026-01-01"));
  EXPECT_EQ(error_of([&] { (void)Automation(memory).run(noon("2026-01-02")); }),
            ErrorCode::invalid_state);
  EXPECT_EQ(error_of([&] {
              (void)Automation(memory).run(noon("2026-01-02"), {true, true});
            }),
            ErrorCode::ok);
  EXPECT_EQ(error_of([&] { (void)Automation(memory).run(kNoInstant); }),
            ErrorCode::invalid_argument);
}

TEST_F(RulesTest, ABookWithoutRulesHasNothingToRun) {
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
  EXPECT_EQ(book.automation(), nullptr);
}

}  // namespace
}  // namespace salespipe::automation::test
