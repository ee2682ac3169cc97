// Steps with delays, and what ends them.
#include <gmock/gmock.h>

#include "automation/rules_fixture.hpp"

namespace salespipe::automation::test {
namespace {

using salespipe::test::kContacted;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SequenceTest : public RulesTest {
 protected:
  void put_sequence(const std::string& stops = R"(["reply","closed"])",
                    const std::string& rules = "") {
    book.configure_automation(
        automation_from_json(
            R"({"salespipe":"automation","version":1,"mails":[{"id":"hello","subject":"Hi","text":"Dear {{contact.name}}"}],"rules":[)" +
            rules +
            R"(],"sequences":[{"id":"welcome","steps":[{"then":[{"do":"send_mail","template":"hello"}]},{"after_days":3,"then":[{"do":"create_task","description":"Call"}]},{"after_days":4,"then":[{"do":"send_mail","template":"hello"}]}],"stop_on":)" +
            stops + "}]}"),
        at("2026-01-02"));
  }
  void start(const char* day = "2026-01-05") { book.tag(deal, "sequence:welcome", at(day)); }
  std::vector<std::string> said(const char* day) {
    std::vector<std::string> found;
    for (const Firing& firing : run(day).firings) found.push_back(firing.trigger);
    return found;
  }
};

TEST_F(SequenceTest, GoesThroughItsStepsAndEnds) {
  put_sequence();
  EXPECT_THAT(said("2026-01-05"), IsEmpty());
  start();
  EXPECT_THAT(said("2026-01-05"), ElementsAre("step 1 of 3, 0 days after 2026-01-05"));
  EXPECT_THAT(said("2026-01-05"), IsEmpty());
  EXPECT_THAT(said("2026-01-07"), IsEmpty());
  EXPECT_THAT(said("2026-01-09"), ElementsAre("step 2 of 3, 3 days after 2026-01-05"));
  EXPECT_THAT(said("2026-01-12"), IsEmpty());  // counted from the step before
  EXPECT_THAT(said("2026-01-13"), ElementsAre("step 3 of 3, 4 days after 2026-01-09",
                                              "the sequence ends: all steps are done"));
  EXPECT_THAT(state().tags, IsEmpty());
  EXPECT_THAT(mails(), SizeIs(2));
  EXPECT_THAT(said("2026-02-13"), IsEmpty());
}

TEST_F(SequenceTest, EndsWhenTheCustomerAnswers) {
  put_sequence();
  start();
  (void)run("2026-01-05");
  NewInteraction made;
  made.contact = eve;  // about no deal: about each that is open with the account
  made.type = InteractionType::email_opened;
  book.log_interaction(made, at("2026-01-06"));
  EXPECT_THAT(said("2026-01-06"), IsEmpty());
  made.type = InteractionType::email_in;
  book.log_interaction(made, at("2026-01-07"));
  EXPECT_THAT(said("2026-01-09"),
              ElementsAre("the sequence ends: the customer answered (email_in)"));
  EXPECT_THAT(state().tags, IsEmpty());
  EXPECT_THAT(book.tasks(), IsEmpty());
}

TEST_F(SequenceTest, AnAnswerFromBeforeDoesNotEndIt) {
  put_sequence();
  NewInteraction made;
  made.opportunity = deal;
  made.type = InteractionType::email_in;
  book.log_interaction(made, at("2026-01-04"));
  start();
  EXPECT_THAT(said("2026-01-05"), SizeIs(1));
  EXPECT_THAT(state().tags, ElementsAre("sequence:welcome"));
}

TEST_F(SequenceTest, EndsWhenTheDealIsClosedMovedOrATaskIsDone) {
  put_sequence(R"(["closed"])");
  start();
  (void)run("2026-01-05");
  book.move(deal, kContacted, at("2026-01-06"));
  EXPECT_THAT(said("2026-01-06"), IsEmpty());
  book.lose(deal, "Price", at("2026-01-07"));
  EXPECT_THAT(said("2026-01-07"), ElementsAre("the sequence ends: the deal is closed"));

  deal = create("Another", "2026-01-08");
  put_sequence(R"(["moved","task_completed"])");
  start("2026-01-08");
  (void)run("2026-01-08");
  book.move(deal, kContacted, at("2026-01-09"));
  EXPECT_THAT(said("2026-01-09"), ElementsAre("the sequence ends: the deal moved"));
  start("2026-01-10");
  (void)run("2026-01-10");
  NewTask task;
  task.description = "Write";
  task.opportunity = deal;
  book.complete_task(book.add_task(task, at("2026-01-11")), at("2026-01-11"));
  EXPECT_THAT(said("2026-01-11"), ElementsAre("the sequence ends: a task was completed"));
}

TEST_F(SequenceTest, IsLeftByTakingItsTagAwayAndBegunAnewByGivingIt) {
  put_sequence();
  start();
  (void)run("2026-01-05");
  book.untag(deal, "sequence:welcome", at("2026-01-06"));
  EXPECT_THAT(said("2026-01-20"), IsEmpty());
  start("2026-01-20");
  EXPECT_THAT(said("2026-01-20"), ElementsAre("step 1 of 3, 0 days after 2026-01-20"));
  EXPECT_THAT(mails(), SizeIs(2));
}

TEST_F(SequenceTest, IsBegunByARule) {
  put_sequence(
      R"(["closed"])",
      R"({"id":"begin","when":{"event":"stage_entered","stage":"Contacted"},"then":[{"do":"add_tag","tag":"sequence:welcome"}]})");
  book.move(deal, kContacted, at("2026-01-05"));
  const auto told = run("2026-01-05");
  EXPECT_THAT(rules_of(told), ElementsAre("begin", "welcome"));
  EXPECT_EQ(told.firings[1].depth, 2U);
  EXPECT_THAT(mails(), SizeIs(1));
}

TEST_F(SequenceTest, ATagFromBeforeItCameOrFromLongAgoBeginsNothing) {
  start("2026-01-02");
  put_sequence();
  EXPECT_THAT(said("2026-01-03"), IsEmpty());
  book.untag(deal, "sequence:welcome", at("2026-01-03"));
  start("2026-01-04");
  const auto told = run("2026-03-01");
  EXPECT_THAT(told.firings, IsEmpty());
  EXPECT_THAT(codes(told.diagnostics), ElementsAre("late"));
}

TEST_F(SequenceTest, AMistakeInItIsFound) {
  const auto rules = automation_from_json(
      R"({"salespipe":"automation","version":1,"rules":[{"id":"r","when":{"event":"tag_given","tag":"x"},"then":[{"do":"add_tag","tag":"sequence:none"}]}],"sequences":[{"id":"s","steps":[{"then":[{"do":"send_mail","template":"none"}]}]}]})");
  EXPECT_THAT(codes(lint(rules, book)), ElementsAre("unknown_sequence", "unknown_mail"));
  EXPECT_EQ(error_of([&] { configure(book, rules, at("2026-01-03")); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(to_json(automation_from_json(to_json(rules))), to_json(rules));
}

TEST_F(SequenceTest, ACircleThroughItIsFound) {
  const auto rules = automation_from_json(
      R"({"salespipe":"automation","version":1,"rules":[{"id":"again","when":{"event":"stage_entered","stage":"Lead"},"then":[{"do":"add_tag","tag":"sequence:s"}]}],"sequences":[{"id":"s","steps":[{"then":[{"do":"move","stage":"Contacted"}]},{"then":[{"do":"move","stage":"Lead"}]}]}]})");
  EXPECT_THAT(codes(lint(rules, book)), ElementsAre("possible_loop"));
}

}  // namespace
}  // namespace salespipe::automation::test
