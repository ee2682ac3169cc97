// What rules cost: a million events of 100,000 deals looked at by 50 rules of all kinds, of which
// none speaks; the same with one that speaks for one event in a hundred; and a command with its run
// behind it. The claim is under 5 microseconds an event.
//   build/release/benchmarks/automation
#include "salespipe/automation/automation.hpp"

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "salespipe/book/book.hpp"
#include "salespipe/definition/automation.hpp"

namespace {

using namespace salespipe;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kFirstDay = 20'000;

CommandContext on_day(std::int64_t day) {
  CommandContext context;
  context.at = Instant{(kFirstDay + day) * kDay};
  context.actor = ActorId("ann");
  return context;
}

Condition leaf(const char* field, ConditionTest test, const char* value) {
  Condition made;
  made.kind = ConditionKind::leaf;
  made.field = field;
  made.test = test;
  made.values = {{value, false}};
  return made;
}

/// All of it is asked, and the last part fails.
Condition almost() {
  Condition all;
  Condition any;
  any.kind = ConditionKind::any;
  any.parts = {leaf("source", ConditionTest::is, "Fair"), leaf("owner", ConditionTest::is, "ann")};
  all.parts = {leaf("stage_kind", ConditionTest::is, "open"), any,
               leaf("value", ConditionTest::at_least, "1000000 EUR")};
  return all;
}

AutomationRules fifty_rules() {
  const char* const stages[] = {"Lead", "Contacted", "Qualified", "Proposal made"};
  AutomationRules rules;
  rules.limits.late_days = 3650;
  rules.limits.per_run = 1'000'000;
  rules.limits.per_deal_and_day = 1000;
  for (int i = 0; i < 50; ++i) {
    Rule rule;
    rule.id = "rule-" + std::to_string(i);
    rule.when.kind = static_cast<TriggerKind>(i % 6);
    if (i % 6 < 2) rule.when.stage = stages[i / 6 % 4];
    if (i % 6 == 2) rule.when.tag = "tag-" + std::to_string(i % 4);
    if (i % 6 == 5) rule.when.interaction = i < 25 ? "email_in" : "call";
    rule.only_if = almost();
    RuleAction action;
    action.kind = ActionKind::create_task;
    action.text = "Call";
    action.who = "owner";
    rule.then = {action};
    rules.rules.push_back(std::move(rule));
  }
  return rules;
}

/// Ten events a deal, after the rules are in force.
Book busy_book(std::int64_t deals, const AutomationRules& rules) {
  Book book;
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), on_day(0));
  const StageId stages[] = {StageId("contacted"), StageId("lead")};
  book.configure_automation(rules, on_day(0));
  for (std::int64_t i = 0; i < deals; ++i) {
    NewOpportunity deal;
    deal.name = "Deal " + std::to_string(i);
    deal.owner = ActorId("ann");
    deal.value = DealValue(Money(100 * (i % 5000), Currency("EUR")));
    const auto id = book.create_opportunity(pipeline, deal, on_day(i % 300));
    for (int k = 0; k < 4; ++k) book.move(id, stages[k % 2], on_day(1 + i % 300 + k));
    book.tag(id, "tag-" + std::to_string(i % 4), on_day(5 + i % 300));
    NewTask task;
    task.description = "Call";
    task.opportunity = id;
    book.complete_task(book.add_task(task, on_day(6 + i % 300)), on_day(7 + i % 300));
    NewInteraction made;
    made.opportunity = id;
    made.type = InteractionType::email_in;
    book.log_interaction(made, on_day(8 + i % 300));
    book.assess(id, CriterionId("budget"), CriterionState::met, "", on_day(9 + i % 300));
  }
  return book;
}

void told(benchmark::State& state, std::uint64_t events, std::uint64_t firings) {
  state.counters["events"] = static_cast<double>(events);
  state.counters["firings"] = static_cast<double>(firings);
  state.counters["per_event"] = benchmark::Counter(
      static_cast<double>(events),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void events_where_no_rule_speaks(benchmark::State& state) {
  Book book = busy_book(state.range(0) / 10, fifty_rules());
  automation::AutomationRun run;
  for (auto _ : state) {
    run = automation::Automation(book).run(on_day(400).at, {true, false});
    if (!run.firings.empty()) state.SkipWithError("a rule spoke");
  }
  told(state, run.events, run.firings.size());
}
BENCHMARK(events_where_no_rule_speaks)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

void events_where_one_in_a_hundred_sets_a_rule_off(benchmark::State& state) {
  AutomationRules rules = fifty_rules();
  rules.rules[3].when = {.kind = TriggerKind::task_completed};
  rules.rules[3].only_if = leaf("value", ConditionTest::at_least, "4500.00 EUR");
  Book book = busy_book(state.range(0) / 10, rules);
  automation::AutomationRun run;
  for (auto _ : state) {
    run = automation::Automation(book).run(on_day(400).at, {true, false});
  }
  told(state, run.events, run.firings.size());
}
BENCHMARK(events_where_one_in_a_hundred_sets_a_rule_off)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

/// A command and a run behind it, by an Automation that is kept: what a host pays for each.
void a_move_and_its_run(benchmark::State& state) {
  Book book = busy_book(10'000, fifty_rules());
  automation::Automation automation(book);
  (void)automation.run(on_day(400).at, {false, false});
  const StageId stages[] = {StageId("contacted"), StageId("lead")};
  std::size_t count = 0;
  for (auto _ : state) {
    const auto& deal = book.opportunities()[count / 2 % 10'000];
    (void)book.move(deal.id, stages[count++ % 2], on_day(400));
    benchmark::DoNotOptimize(automation.run(on_day(400).at, {false, false}));
  }
}
BENCHMARK(a_move_and_its_run)->Unit(benchmark::kMicrosecond)->Iterations(100'000);

}  // namespace

BENCHMARK_MAIN();
