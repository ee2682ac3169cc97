// Tasks that come again, that stand for exit criteria, and the rule that a deal has a next step.
#include <gmock/gmock.h>

#include "book/book_fixture.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Day day(const char* iso) { return parse_day(iso); }

class RepeatingTasks : public BookTest {
 protected:
  TaskId add(const char* repeat, const char* due, bool after_completion = false) {
    NewTask task;
    task.description = "Call Acme";
    task.id = TaskId("call");
    task.opportunity = deal;
    task.assignee = ActorId("ann");
    task.due = day(due);
    task.repeat = repeat;
    task.repeat_after_completion = after_completion;
    return book.add_task(task, at("2026-01-03"));
  }
  std::vector<std::string> open_ids() const {
    std::vector<std::string> ids;
    for (const Task* task : book.open_tasks()) ids.push_back(task->id.text());
    return ids;
  }
};

TEST_F(RepeatingTasks, AreFollowedByTheNextOneWhenTheyAreCompleted) {
  add("weekly", "2026-01-07");
  EXPECT_THAT(book.complete_task(TaskId("call"), at("2026-01-07")).reasons, IsEmpty());
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-01-14"));
  const Task& next = book.task(TaskId("call@2026-01-14"));
  EXPECT_EQ(next.description, "Call Acme");
  EXPECT_EQ(next.opportunity, deal);
  EXPECT_EQ(next.account, account);
  EXPECT_EQ(next.assignee, ActorId("ann"));
  EXPECT_EQ(next.due, day("2026-01-14"));
  book.complete_task(next.id, at("2026-01-13"));
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-01-21"));
}

TEST_F(RepeatingTasks, LeaveOutWhatWasMissedAndAreNotMovedByASnooze) {
  add("weekly", "2026-01-07");
  book.snooze_task(TaskId("call"), day("2026-01-09"), at("2026-01-07"));
  book.complete_task(TaskId("call"), at("2026-01-30"));
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-02-04"));
}

TEST_F(RepeatingTasks, KeepTheDayOfTheMonthThatTheyBeganWith) {
  add("monthly", "2026-01-31");
  book.complete_task(TaskId("call"), at("2026-01-31"));
  book.complete_task(TaskId("call@2026-02-28"), at("2026-02-28"));
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-03-31"));
}

TEST_F(RepeatingTasks, CountFromTheDayOfCompletionWhereToldSo) {
  add("FREQ=DAILY;INTERVAL=10", "2026-01-07", true);
  book.complete_task(TaskId("call"), at("2026-01-20"));
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-01-30"));
}

TEST_F(RepeatingTasks, EndWithTheirRuleOrWhenTheyAreDismissed) {
  add("FREQ=WEEKLY;UNTIL=20260110", "2026-01-07");
  book.complete_task(TaskId("call"), at("2026-01-07"));
  EXPECT_THAT(open_ids(), IsEmpty());
  NewTask other;
  other.description = "Report";
  other.due = day("2026-01-07");
  other.repeat = "daily";
  book.dismiss_task(book.add_task(other, at("2026-01-03")), at("2026-01-04"));
  EXPECT_THAT(open_ids(), IsEmpty());
}

TEST_F(RepeatingTasks, AreNotAddedTwiceWhenACompletionIsUndoneAndGivenAgain) {
  add("weekly", "2026-01-07");
  CommandContext context = at("2026-01-07");
  context.event_id = EventId("done");
  book.complete_task(TaskId("call"), context);
  book.complete_task(TaskId("call"), context);  // repeated
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-01-14"));
  const std::vector<EventId> done{EventId("done")};
  ASSERT_TRUE(book.undo(done, at("2026-01-08")).allowed);
  EXPECT_THAT(open_ids(), ElementsAre("call", "call@2026-01-14"));
  book.complete_task(TaskId("call"), at("2026-01-08"));
  EXPECT_THAT(open_ids(), ElementsAre("call@2026-01-14"));
}

TEST_F(RepeatingTasks, NeedARuleThatCanBeReadAndADay) {
  EXPECT_EQ(error_of([&] { add("now and then", "2026-01-07"); }), ErrorCode::parse_error);
  NewTask task;
  task.description = "Call";
  task.repeat = "weekly";
  EXPECT_THAT(message_of([&] { book.add_task(task, at("2026-01-03")); }),
              testing::HasSubstr("needs the day on which it is due"));
  task.repeat.clear();
  task.repeat_after_completion = true;
  EXPECT_EQ(error_of([&] { book.add_task(task, at("2026-01-03")); }), ErrorCode::invalid_argument);
}

/// A pipeline whose first stage has a checklist of two steps and a field.
class ChecklistTasks : public BookTest {
 protected:
  ChecklistTasks() {
    PipelineDefinition definition = book.pipeline(pipeline).definition();
    definition.revision = 2;
    Stage& contacted = definition.stages[1];
    contacted.exit_criteria = {{ExitCriterionId("ask"), ChecklistTask{"Ask for the budget"}},
                               {ExitCriterionId("send"), ChecklistTask{"Send the papers"}},
                               {{}, RequiredField{"value"}}};
    contacted.checklist_as_tasks = true;
    book.change_pipeline(Pipeline(definition), at("2026-01-02"));
  }
  std::vector<std::string> open_ids() const {
    std::vector<std::string> ids;
    for (const Task* task : book.open_tasks(deal)) ids.push_back(task->id.text());
    return ids;
  }
  bool is_ticked(const char* criterion) const {
    return state().ticked.contains({kContacted, ExitCriterionId(criterion)});
  }
  TaskId id_of(const char* criterion) const {
    return TaskId(deal.text() + "/contacted/" + criterion);
  }
};

TEST_F(ChecklistTasks, AreAddedWhenADealEntersTheStage) {
  EXPECT_THAT(open_ids(), IsEmpty());
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  EXPECT_THAT(open_ids(), ElementsAre(id_of("ask").text(), id_of("send").text()));
  const Task& ask = book.task(id_of("ask"));
  EXPECT_EQ(ask.description, "Ask for the budget");
  EXPECT_EQ(ask.assignee, ActorId("ann"));
  EXPECT_EQ(ask.account, account);
  ASSERT_TRUE(book.move(deal, kLead, at("2026-01-04")));
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-05")));
  EXPECT_EQ(open_ids().size(), 2U);
}

TEST_F(ChecklistTasks, AreAddedWhenADealBeginsInTheStage) {
  NewOpportunity made;
  made.name = "Late starter";
  made.stage = kContacted;
  deal = book.create_opportunity(pipeline, made, at("2026-01-03"));
  EXPECT_EQ(open_ids().size(), 2U);
}

TEST_F(ChecklistTasks, TickTheirStepOffWhenTheyAreCompletedAndTheOtherWayRound) {
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  CommandContext context = at("2026-01-04");
  context.event_id = EventId("asked");
  book.complete_task(id_of("ask"), context, "20 000");
  EXPECT_TRUE(is_ticked("ask"));
  EXPECT_FALSE(is_ticked("send"));
  book.tick(deal, kContacted, ExitCriterionId("send"), true, at("2026-01-05"));
  EXPECT_EQ(book.task(id_of("send")).state, TaskState::completed);
  EXPECT_THAT(book.evaluate(deal, kQualified, noon("2026-01-06")).reasons,
              testing::Not(testing::Contains(
                  testing::Field(&Reason::code, testing::Eq("exit_criteria_open")))));
  const std::vector<EventId> asked{EventId("asked")};
  ASSERT_TRUE(book.undo(asked, at("2026-01-07")).allowed);
  EXPECT_FALSE(is_ticked("ask"));
  EXPECT_EQ(book.task(id_of("ask")).state, TaskState::open);
}

TEST_F(ChecklistTasks, CanBeAskedForWhereTheStageDoesNotAddThem) {
  PipelineDefinition definition = book.pipeline(pipeline).definition();
  definition.revision = 3;
  definition.stages[1].checklist_as_tasks = false;
  book.change_pipeline(Pipeline(definition), at("2026-01-02"));
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  EXPECT_THAT(open_ids(), IsEmpty());
  book.tick(deal, kContacted, ExitCriterionId("ask"), true, at("2026-01-03"));
  EXPECT_THAT(book.add_checklist_tasks(deal, at("2026-01-04")), ElementsAre(id_of("send")));
  EXPECT_THAT(book.add_checklist_tasks(deal, at("2026-01-04")), IsEmpty());
}

TEST_F(ChecklistTasks, OutliveTheStepThatTheyStoodFor) {
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  PipelineDefinition definition = book.pipeline(pipeline).definition();
  definition.revision = 3;
  definition.stages[1].exit_criteria.clear();
  book.change_pipeline(Pipeline(definition), at("2026-01-04"));
  EXPECT_TRUE(book.complete_task(id_of("ask"), at("2026-01-05")));
  EXPECT_FALSE(is_ticked("ask"));
}

TEST_F(ChecklistTasks, CutALongDescriptionBetweenCharacters) {
  PipelineDefinition definition = book.pipeline(pipeline).definition();
  definition.revision = 3;
  std::string text;
  for (int i = 0; i < 900; ++i) text += "\xC3\xB6";
  definition.stages[1].exit_criteria = {{ExitCriterionId("ask"), ChecklistTask{text}}};
  book.change_pipeline(Pipeline(definition), at("2026-01-02"));
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  const std::string& cut = book.task(id_of("ask")).description;
  EXPECT_EQ(cut, text.substr(0, 996) + "...");
}

TEST_F(ChecklistTasks, GiveTheSameBookWhenReplayed) {
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  book.complete_task(id_of("ask"), at("2026-01-04"));
  EXPECT_EQ(Book::replay(journal_of(book)).state_json(), book.state_json());
}

/// The rule "always a next step", as the pipeline has it.
class NextStep : public BookTest {
 protected:
  void rule(Permission permission) {
    PipelineDefinition definition = book.pipeline(pipeline).definition();
    ++definition.revision;
    definition.next_step = permission;
    book.change_pipeline(Pipeline(definition), at("2026-01-02"));
  }
  TaskId add(const char* id) {
    NewTask task;
    task.description = "Call";
    task.id = TaskId(id);
    task.opportunity = deal;
    task.assignee = ActorId("bob");
    return book.add_task(task, at("2026-01-03"));
  }
};

TEST_F(NextStep, CanBeOff) {
  rule(Permission::allow);
  EXPECT_THAT(book.complete_task(add("a"), at("2026-01-04")).reasons, IsEmpty());
}

TEST_F(NextStep, IsRequiredBeforeTheLastTaskIsCompleted) {
  rule(Permission::refuse);
  add("a");
  add("b");
  EXPECT_TRUE(book.complete_task(TaskId("a"), at("2026-01-04")));
  const auto before = book.last_sequence();
  const Decision refused = book.complete_task(TaskId("b"), at("2026-01-04"));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.reasons.at(0).code, "no_next_step");
  EXPECT_THAT(refused.reasons.at(0).missing, testing::SizeIs(1));
  EXPECT_EQ(book.last_sequence(), before);
  EXPECT_EQ(book.task(TaskId("b")).state, TaskState::open);
}

TEST_F(NextStep, IsGivenAlongAndIsAboutTheSame) {
  rule(Permission::refuse);
  add("a");
  NewTask next;
  next.description = "Send the proposal";
  next.id = TaskId("next");
  next.due = day("2026-01-09");
  EXPECT_TRUE(book.complete_task(TaskId("a"), at("2026-01-04"), "Wants it", &next));
  const Task& task = book.task(TaskId("next"));
  EXPECT_EQ(task.opportunity, deal);
  EXPECT_EQ(task.account, account);
  EXPECT_EQ(task.assignee, ActorId("bob"));
}

TEST_F(NextStep, IsNotOneAboutSomethingElseNorOneThatIsWrong) {
  rule(Permission::refuse);
  add("a");
  NewTask next;
  next.description = "Call";
  next.opportunity = create("Another");
  EXPECT_FALSE(book.complete_task(TaskId("a"), at("2026-01-04"), "", &next));
  next.opportunity = {};
  next.description = "";
  const auto before = book.last_sequence();
  EXPECT_EQ(error_of([&] { book.complete_task(TaskId("a"), at("2026-01-04"), "", &next); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(book.last_sequence(), before);
}

TEST_F(NextStep, OfAClosedDealIsNone) {
  rule(Permission::refuse);
  add("a");
  ASSERT_TRUE(book.lose(deal, "Price", at("2026-01-04")));
  EXPECT_TRUE(book.complete_task(TaskId("a"), at("2026-01-05")));
}

TEST_F(NextStep, IsKeptInTheDefinitionOnlyWhereItSaysSomething) {
  const Pipeline standard = book.pipeline(pipeline);
  EXPECT_EQ(to_json(standard).find("next_step"), std::string::npos);
  rule(Permission::refuse);
  const Pipeline strict = book.pipeline(pipeline);
  EXPECT_NE(to_json(strict).find("\"next_step\":\"refuse\""), std::string::npos);
  EXPECT_EQ(pipeline_from_json(to_json(strict)), strict);
}

}  // namespace
}  // namespace salespipe::test
