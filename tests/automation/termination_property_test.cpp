// Whatever rules there are, runs end, change nothing when repeated, and a dry run tells the truth.
#include <rapidcheck.h>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/book_fixture.hpp"
#include "salespipe/automation/automation.hpp"

namespace salespipe::automation {
namespace {

using salespipe::test::at;

int below(int limit) { return *rc::gen::inRange(0, limit); }
std::string one_of(const std::vector<std::string>& words) {
  return words[static_cast<std::size_t>(below(static_cast<int>(words.size())))];
}
const std::vector<std::string> kStages{"lead", "contacted", "qualified", "proposal-made",
                                       "won",  "lost",      "fridge"};
const std::vector<std::string> kTags{"a", "b", "c"};

RuleTrigger random_trigger() {
  RuleTrigger when;
  when.kind = static_cast<TriggerKind>(below(8));
  switch (when.kind) {
    case TriggerKind::tag_given:
      if (below(3) > 0) when.tag = one_of(kTags);
      break;
    case TriggerKind::inactive:
      when.days = 1 + below(5);
      break;
    case TriggerKind::date_reached:
      when.date = one_of({"created", "stage_entered", "wake_up"});
      when.days = below(5);
      break;
    case TriggerKind::stage_entered:
    case TriggerKind::stage_left:
      if (below(3) > 0) when.stage = one_of(kStages);
      break;
    default:
      break;
  }
  return when;
}

Condition random_condition() {
  Condition leaf;
  leaf.kind = ConditionKind::leaf;
  leaf.field = one_of({"tag", "stage", "owner", "nonsense"});
  leaf.test = below(2) == 0 ? ConditionTest::is : ConditionTest::is_not;
  leaf.values = {{leaf.field == "stage" ? one_of(kStages) : one_of({"a", "b", "ann"}), false}};
  if (below(3) > 0) return {};
  return leaf;
}

RuleAction random_action() {
  RuleAction action;
  action.kind =
      static_cast<ActionKind>(*rc::gen::element(0, 2, 3, 4, 5, 6));  // what needs no outbox
  action.text = "Call";
  action.who = one_of({"ann", "bob"});
  action.tag = one_of(kTags);
  action.field = "f";
  action.value = one_of({"1", "2"});
  action.stage = one_of(kStages);
  if (action.kind == ActionKind::move) action.reason = "Price";
  return action;
}

AutomationRules random_rules() {
  AutomationRules rules;
  rules.limits.per_deal_and_day = 1 + below(4);
  rules.limits.depth = 1 + below(5);
  rules.limits.per_run = 1 + below(40);
  const int count = 1 + below(8);
  for (int i = 0; i < count; ++i) {
    Rule rule;
    rule.id = "r" + std::to_string(i);
    rule.when = random_trigger();
    rule.only_if = random_condition();
    const int actions = 1 + below(3);
    for (int k = 0; k < actions; ++k) rule.then.push_back(random_action());
    rules.rules.push_back(std::move(rule));
  }
  return rules;
}

void any_change(Book& book, const std::vector<OpportunityId>& deals, const CommandContext& when) {
  const auto& deal = deals[static_cast<std::size_t>(below(static_cast<int>(deals.size())))];
  switch (below(3)) {
    case 0:
      (void)book.move(deal, StageId(one_of(kStages)), when, {});
      return;
    case 1:
      book.tag(deal, one_of(kTags), when);
      return;
    default:
      NewTask task;
      task.description = "Write";
      task.opportunity = deal;
      book.complete_task(book.add_task(task, when), when);
  }
}

RC_GTEST_PROP(RandomRules, EndAndDoEverythingOnce, ()) {
  Book book;
  const auto pipeline = book.add_pipeline(
      Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at("2026-01-01"));
  std::vector<OpportunityId> deals;
  for (const char* name : {"one", "two", "three"}) {
    NewOpportunity deal;
    deal.name = name;
    deal.owner = ActorId("ann");
    deals.push_back(book.create_opportunity(pipeline, deal, at("2026-01-01")));
  }
  const AutomationRules rules = random_rules();
  RC_ASSERT(automation_from_json(to_json(rules)).rules.size() == rules.rules.size());
  book.configure_automation(automation_from_json(to_json(rules)), at("2026-01-01"));
  Automation kept(book);
  for (int day = 2; day < 8; ++day) {
    const std::string date = "2026-01-0" + std::to_string(day);
    const auto when = at(date.c_str());
    for (int i = below(4); i >= 0; --i) any_change(book, deals, when);
    const auto before = book.state_json();
    const auto dry = Automation(book).run(when.at, {true, true});
    RC_ASSERT(book.state_json() == before);
    // The same by one who has followed all along and one who comes anew.
    Book copy = book;
    const auto told = kept.run(when.at);
    RC_ASSERT(dry.firings == told.firings);
    RC_ASSERT(Automation(copy).run(when.at).firings == told.firings);
    RC_ASSERT(copy.state_json() == book.state_json());
    RC_ASSERT(told.firings.size() <= static_cast<std::size_t>(rules.limits.per_run));
    for (const Firing& firing : told.firings) {
      RC_ASSERT(firing.depth <= static_cast<std::uint64_t>(rules.limits.depth) + 1);
      RC_ASSERT((firing.depth > static_cast<std::uint64_t>(rules.limits.depth)) ==
                (firing.held == "depth"));
    }
    // What the limit of a run left over comes to an end too.
    bool is_finished = told.is_finished;
    for (int more = 0; !is_finished; ++more) {
      RC_ASSERT(more < 2000);
      is_finished = kept.run(when.at).is_finished;
    }
    const auto settled = book.state_json();
    RC_ASSERT(Automation(book).run(when.at).firings.empty());
    RC_ASSERT(book.state_json() == settled);
  }
  RC_ASSERT(Book::replay(salespipe::test::journal_of(book)).state_json() == book.state_json());
}

}  // namespace
}  // namespace salespipe::automation
