// What sets a rule off, and what conditions ask.
#include <gmock/gmock.h>

#include "automation/rules_fixture.hpp"
#include "salespipe/automation/automation.hpp"

namespace salespipe::automation::test {
namespace {

using salespipe::test::kContacted;
using salespipe::test::kQualified;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kTag = R"("then":[{"do":"add_tag","tag":"seen"}])";

std::string rule(const char* when, const char* only_if = "{\"all\":[]}", const char* then = kTag,
                 const char* id = "r") {
  return std::string(R"({"id":")") + id + R"(","when":)" + when + R"(,"if":)" + only_if + "," +
         then + "}";
}

// Triggers.

TEST_F(RulesTest, AStageIsEnteredByAMove) {
  put(rule(R"({"event":"stage_entered","stage":"Contacted"})"));
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
  book.move(deal, kContacted, at("2026-01-04"));
  const auto told = run("2026-01-04");
  ASSERT_THAT(told.firings, SizeIs(1));
  EXPECT_EQ(told.firings[0].trigger, "entered stage \"Contacted\"");
  EXPECT_THAT(state().tags, ElementsAre("seen"));
  EXPECT_EQ(told.firings[0].actions[0].events,
            std::vector<EventId>{EventId(told.firings[0].id.text() + "/1")});
  const Event effect =
      book.event(book.events_of({StreamKind::opportunity, deal.text()}).back().sequence);
  EXPECT_EQ(effect.actor, ActorId("automation:r"));
}

TEST_F(RulesTest, AStageIsEnteredByCreationAndByASwitchOfPipeline) {
  const auto other =
      book.add_pipeline(Pipeline::standard("Renewals", Currency("EUR")), at("2026-01-02"));
  put(rule(R"({"event":"stage_entered","stage":"Lead","pipeline":"Sales"})"));
  const auto fresh = create("New", "2026-01-03");
  EXPECT_THAT(rules_of(run("2026-01-03")), ElementsAre("r"));
  EXPECT_THAT(book.opportunity(fresh).tags, ElementsAre("seen"));
  book.move_to_pipeline(deal, other, StageId("lead"), at("2026-01-04"));
  EXPECT_THAT(run("2026-01-04").firings, IsEmpty());  // of another pipeline
  book.move_to_pipeline(deal, pipeline, StageId("lead"), at("2026-01-05"));
  EXPECT_THAT(rules_of(run("2026-01-05")), ElementsAre("r"));
}

TEST_F(RulesTest, ADealThatHasMovedOnIsNotInTheStageAnyMore) {
  put(rule(R"({"event":"stage_entered","stage":"Contacted"})"));
  book.move(deal, kContacted, at("2026-01-04"));
  book.lose(deal, "Price", at("2026-01-04"));
  EXPECT_THAT(run("2026-01-05").firings, IsEmpty());
}

TEST_F(RulesTest, AStayInAStageSetsARuleOffOnce) {
  put(rule(R"({"event":"stage_entered","stage":"Lead"})"));
  book.move(deal, kContacted, at("2026-01-04"));
  (void)run("2026-01-04");  // the rule looked at nothing: another host begins where it began
  book.move(deal, salespipe::test::kLead, at("2026-01-05"));
  book.move(deal, kContacted, at("2026-01-05"));
  EXPECT_THAT(run("2026-01-05").firings, IsEmpty());
  book.move(deal, salespipe::test::kLead, at("2026-01-05"));
  EXPECT_THAT(rules_of(run("2026-01-05")), ElementsAre("r"));
}

TEST_F(RulesTest, AStageIsLeft) {
  put(rule(R"({"event":"stage_left","stage":"Contacted"})"));
  book.move(deal, kContacted, at("2026-01-04"));
  EXPECT_THAT(run("2026-01-04").firings, IsEmpty());
  book.move(deal, kQualified, at("2026-01-05"));
  EXPECT_THAT(rules_of(run("2026-01-05")), ElementsAre("r"));
}

TEST_F(RulesTest, ATagIsGiven) {
  put(rule(R"({"event":"tag_given","tag":"vip"})"));
  book.tag(deal, "other", at("2026-01-03"));
  EXPECT_THAT(run("2026-01-03").firings, IsEmpty());
  book.tag(deal, "vip", at("2026-01-04"));
  EXPECT_THAT(rules_of(run("2026-01-04")), ElementsAre("r"));
}

TEST_F(RulesTest, ATaskIsCompleted) {
  put(rule(R"({"event":"task_completed","task":"Call"})"));
  for (const char* description : {"Call Eve", "Write to Eve"}) {
    NewTask task;
    task.description = description;
    task.opportunity = deal;
    book.complete_task(book.add_task(task, at("2026-01-03")), at("2026-01-04"));
  }
  const auto told = run("2026-01-04");
  EXPECT_THAT(rules_of(told), ElementsAre("r"));
  EXPECT_THAT(told.firings[0].trigger, HasSubstr("Call Eve"));
}

TEST_F(RulesTest, AVerdictIsTurnedByTheLastCriterionAlone) {
  put(rule(R"({"event":"verdict","verdict":"qualified"})"));
  book.qualify(deal,
               {{CriterionId("budget"), CriterionState::met},
                {CriterionId("authority"), CriterionState::met},
                {CriterionId("need"), CriterionState::met},
                {CriterionId("timeline"), CriterionState::met}},
               at("2026-01-03"));
  EXPECT_THAT(rules_of(run("2026-01-03")), ElementsAre("r"));
}

TEST_F(RulesTest, AMailComesInAboutTheDealOrItsCustomer) {
  put(rule(R"({"event":"interaction","type":"email_in"})"));
  NewInteraction mail;
  mail.type = InteractionType::email_in;
  mail.contact = eve;  // names no deal: it is about each that is open with the account
  book.log_interaction(mail, at("2026-01-03"));
  const auto second = create("Another", "2026-01-02");
  mail.opportunity = second;
  book.log_interaction(mail, at("2026-01-03"));
  const auto told = run("2026-01-03");
  EXPECT_THAT(rules_of(told), ElementsAre("r", "r", "r"));
}

TEST_F(RulesTest, ADealFallsSilentOnceForEachTimeThatItDoes) {
  put(rule(R"({"event":"inactive","days":10})"));
  EXPECT_THAT(run("2026-01-11").firings, IsEmpty());
  EXPECT_THAT(rules_of(run("2026-01-12")), ElementsAre("r"));
  EXPECT_THAT(run("2026-01-13").firings, IsEmpty());
  book.move(deal, kContacted, at("2026-01-14"));
  EXPECT_THAT(run("2026-01-23").firings, IsEmpty());
  EXPECT_THAT(rules_of(run("2026-01-24")), ElementsAre("r"));
}

TEST_F(RulesTest, ADateIsReachedBeforeAndAfterIt) {
  put(rule(R"({"event":"date_reached","date":"expected_close","days":-3})"));
  book.change_expected_close(deal, parse_day("2026-02-10"), at("2026-01-03"));
  EXPECT_THAT(run("2026-02-06").firings, IsEmpty());
  EXPECT_THAT(rules_of(run("2026-02-07")), ElementsAre("r"));
  EXPECT_THAT(run("2026-02-08").firings, IsEmpty());
  book.change_expected_close(deal, parse_day("2026-03-10"), at("2026-02-08"));
  EXPECT_THAT(rules_of(run("2026-03-08")), ElementsAre("r"));  // another date
  book.change_expected_close(deal, parse_day("2026-01-10"), at("2026-03-09"));
  EXPECT_THAT(run("2026-03-10").firings, IsEmpty());  // so long ago that it is let be
}

TEST_F(RulesTest, ADateMayBeAFieldOrOfAWonDeal) {
  put(rule(R"({"event":"date_reached","date":"field.contract_end","days":-30})") + "," +
      rule(R"({"event":"date_reached","date":"stage_entered","stage":"Won","days":30})",
           "{\"all\":[]}", kTag, "reference"));
  book.set_field(deal, "contract_end", "2026-06-30", at("2026-01-03"));
  book.win(deal, at("2026-05-01"));
  EXPECT_THAT(rules_of(run("2026-05-31")), ElementsAre("r", "reference"));
  book.set_field(deal, "contract_end", "some day", at("2026-06-01"));
  EXPECT_THAT(run("2026-06-02").firings, IsEmpty());
}

// Conditions.

TEST_F(RulesTest, ConditionsAskFieldsOfTheDeal) {
  book.set_field(deal, "seats", "20", at("2026-01-02"));
  book.tag(deal, "vip", at("2026-01-02"));
  const std::pair<const char*, bool> cases[] = {
      {R"({"field":"owner","is":"ann"})", true},
      {R"({"field":"owner","is_not":"ann"})", false},
      {R"({"field":"source","in":["Fair","Webinar"]})", true},
      {R"({"field":"account","is":"Acme"})", true},
      {R"({"field":"account","contains":"cm"})", true},
      {R"({"field":"stage","is":"Contacted"})", true},
      {R"({"field":"stage","is":"contacted"})", true},
      {R"({"field":"pipeline","is":"Sales"})", true},
      {R"({"field":"stage_kind","is":"open"})", true},
      {R"({"field":"product","exists":false})", true},
      {R"({"field":"value","at_least":"12000 EUR"})", true},
      {R"({"field":"value","at_least":"12000.01 EUR"})", false},
      {R"({"field":"value","at_most":"12000 EUR"})", true},
      {R"({"field":"value","exists":true})", true},
      {R"({"field":"value","at_least":"1 USD"})", false},
      {R"({"not":{"field":"value","at_least":"1 USD"}})", false},  // neither more nor less
      {R"({"field":"tag","is":"vip"})", true},
      {R"({"field":"tag","is_not":"vip"})", false},
      {R"({"field":"tag","in":["a","vip"]})", true},
      {R"({"field":"field.seats","at_least":20})", true},
      {R"({"field":"field.seats","at_least":21})", false},
      {R"({"field":"field.seats","is":"20"})", true},
      {R"({"field":"field.region","exists":true})", false},
      {R"({"field":"age_days","at_least":1})", true},
      {R"({"field":"stage_days","at_most":0})", true},
      {R"({"field":"days_to_close","exists":true})", false},
      {R"({"field":"days_inactive","at_most":0})", true},
      {R"({"field":"contacts","is":2})", true},
      {R"({"field":"verdict","is":"incomplete"})", true},
      {R"({"all":[{"field":"owner","is":"ann"},{"field":"source","is":"Fair"}]})", false},
      {R"({"any":[{"field":"owner","is":"ann"},{"field":"source","is":"Fair"}]})", true},
      {R"({"not":{"field":"source","is":"Fair"}})", true},
      {R"({"field":"nonsense","is":"x"})", false},
      {R"({"not":{"field":"nonsense","is":"x"}})", false},
      {R"({"any":[{"field":"nonsense","is":"x"},{"field":"owner","is":"ann"}]})", true},
  };
  book.configure_automation(document(""), at("2026-01-02"));
  book.move(deal, kContacted, at("2026-01-03"));
  (void)run("2026-01-03");
  for (const auto& [condition, holds] : cases) {
    Book copy = book;  // in memory: asked by a dry run
    copy.configure_automation(document(rule(R"({"event":"stage_entered"})", condition)),
                              at("2026-01-03"));
    copy.move(deal, salespipe::test::kLead, at("2026-01-03"));
    copy.move(deal, kContacted, at("2026-01-03"));
    const auto told = Automation(copy).run(noon("2026-01-03"), {true, true});
    EXPECT_EQ(!told.firings.empty(), holds) << condition;
  }
}

TEST_F(RulesTest, AFiringTellsWhatItFound) {
  put(rule(
      R"({"event":"tag_given","tag":"vip"})",
      R"({"any":[{"field":"value","at_least":"10000 EUR"},{"field":"product","is":"Gold"}]})"));
  book.tag(deal, "vip", at("2026-01-03"));
  const auto told = run("2026-01-03");
  ASSERT_THAT(told.firings, SizeIs(1));
  EXPECT_THAT(told.firings[0].conditions,
              ElementsAre(MetCondition{"value", "at least 10000 EUR", "12000.00 EUR", true},
                          MetCondition{"product", "is Gold", "", false}));
  const auto log = book.events_of({StreamKind::automation, "automation"});
  const auto& fired = std::get<RuleFired>(log[1].payload);
  EXPECT_EQ(fired.why,
            "tag \"vip\" given; value at least 10000 EUR (12000.00 EUR); product not is Gold (not "
            "known)");
  EXPECT_EQ(fired.cause, told.firings[0].cause);
}

}  // namespace
}  // namespace salespipe::automation::test
