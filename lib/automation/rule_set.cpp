#include "automation/rule_set.hpp"

#include <algorithm>
#include <set>

#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

bool sends_something(const RuleAction& action) {
  return action.kind == ActionKind::send_mail || action.kind == ActionKind::notify ||
         action.kind == ActionKind::call_host;
}

}  // namespace

const std::string& key_of(const RuleTrigger& when) {
  switch (when.kind) {
    case TriggerKind::tag_given:
      return when.tag;
    case TriggerKind::verdict:
      return when.verdict;
    case TriggerKind::interaction:
      return when.interaction;
    default:
      break;
  }
  static const std::string kAny;
  return kAny;
}

bool CompiledRule::is_of(const PipelineId& pipeline) const {
  return pipelines.empty() ||
         std::find(pipelines.begin(), pipelines.end(), pipeline) != pipelines.end();
}

bool CompiledRule::fits(const PipelineId& pipeline, const StageId& stage) const {
  if (!is_of(pipeline)) return false;
  if (rule->when.stage.empty()) return true;
  return std::any_of(stages.begin(), stages.end(),
                     [&](const auto& one) { return one.second == stage && one.first == pipeline; });
}

RuleSet::RuleSet(const AutomationRules& rules, const std::map<std::string, std::uint64_t>& since,
                 const Book& book) {
  for (const Rule& rule : rules.rules) {
    const auto known = since.find(rule.id);
    if (rule.is_on && known != since.end()) add(rule, known->second, book);
  }
  for (const Sequence& sequence : rules.sequences) {
    if (!sequence.is_on) continue;
    for (const SequenceStep& step : sequence.steps) {
      for (const RuleAction& action : step.then) sends_ = sends_ || sends_something(action);
    }
  }
}

void RuleSet::add(const Rule& rule, std::uint64_t since, const Book& book) {
  std::vector<std::string> mistakes;
  CompiledRule made{&rule, since, CompiledCondition(rule.only_if, mistakes)};
  const RuleTrigger& when = rule.when;
  for (const Pipeline& pipeline : book.pipelines()) {
    const bool is_its = when.pipeline.empty() || pipeline.id().text() == when.pipeline ||
                        pipeline.name() == when.pipeline;
    if (!is_its) continue;
    if (!when.pipeline.empty()) made.pipelines.push_back(pipeline.id());
    if (when.stage.empty()) continue;
    StageIndex stage = pipeline.find_id(when.stage);
    if (!is_known(stage)) stage = pipeline.find_name(when.stage);
    if (is_known(stage)) made.stages.emplace_back(pipeline.id(), pipeline.stage(stage).id);
  }
  if (!when.pipeline.empty() && made.pipelines.empty()) {
    mistakes.push_back("there is no pipeline " + salespipe::quoted(when.pipeline));
  } else if (!when.stage.empty() && made.stages.empty()) {
    mistakes.push_back("there is no stage " + salespipe::quoted(when.stage));
  }
  for (const std::string& mistake : mistakes) {
    broken_.push_back({Severity::warning,
                       "broken_rule",
                       "rule " + salespipe::quoted(rule.id) + ": " + mistake,
                       0,
                       {{"rule", rule.id}}});
  }
  for (const RuleAction& action : rule.then) sends_ = sends_ || sends_something(action);
  const auto number = static_cast<std::uint32_t>(rules_.size());
  Index& index = indexes_[static_cast<std::size_t>(when.kind)];
  const bool is_dead = (!when.pipeline.empty() && made.pipelines.empty()) ||
                       (!when.stage.empty() && made.stages.empty());
  if (is_dead) return;
  const bool goes_by_stage =
      when.kind == TriggerKind::stage_entered || when.kind == TriggerKind::stage_left;
  std::set<std::string> keys;
  if (goes_by_stage) {
    for (const auto& [pipeline, stage] : made.stages) keys.insert(stage.text());
  } else if (!key_of(when).empty()) {
    keys.insert(key_of(when));
  }
  if (keys.empty()) index.any.push_back(number);
  for (const auto& key : keys) index.by_key[key].push_back(number);
  rules_.push_back(std::move(made));
}

}  // namespace salespipe::automation
