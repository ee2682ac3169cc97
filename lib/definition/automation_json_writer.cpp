// Rules of automation as their canonical JSON document: members in a fixed order, what is as it
// would be without being said left out.
#include "base/json.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe {
namespace {

using Json = documents::ordered_json;

void say(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

Json json_of(const RuleTrigger& when) {
  Json object{{"event", to_string(when.kind)}};
  say(object, "pipeline", when.pipeline);
  say(object, "stage", when.stage);
  say(object, "tag", when.tag);
  say(object, "task", when.task);
  say(object, "verdict", when.verdict);
  say(object, "type", when.interaction);
  say(object, "date", when.date);
  if (when.kind == TriggerKind::inactive || when.days != 0) object["days"] = when.days;
  return object;
}

Json json_of(const ConditionValue& value) {
  return value.is_number ? Json::parse(value.text) : Json(value.text);
}

Json json_of(const Condition& condition) {
  Json object = Json::object();
  if (condition.kind == ConditionKind::negation) {
    object["not"] = json_of(condition.parts.at(0));
  } else if (condition.kind != ConditionKind::leaf) {
    Json& parts = object[condition.kind == ConditionKind::all ? "all" : "any"] = Json::array();
    for (const Condition& part : condition.parts) parts.push_back(json_of(part));
  } else {
    object["field"] = condition.field;
    Json& said = object[std::string(to_string(condition.test))];
    if (condition.test == ConditionTest::exists) {
      said = condition.values.at(0).text == "true";
    } else if (condition.test == ConditionTest::in) {
      said = Json::array();
      for (const auto& value : condition.values) said.push_back(json_of(value));
    } else {
      said = json_of(condition.values.at(0));
    }
  }
  return object;
}

Json json_of(const RuleAction& action) {
  Json object{{"do", to_string(action.kind)}};
  switch (action.kind) {
    case ActionKind::create_task:
      object["description"] = action.text;
      if (action.who != "owner") object["assignee"] = action.who;
      if (action.days != 0) object["due_days"] = action.days;
      break;
    case ActionKind::send_mail:
      object["template"] = action.mail;
      if (action.to_all) object["to"] = "all";
      break;
    case ActionKind::add_tag:
    case ActionKind::remove_tag:
      object["tag"] = action.tag;
      break;
    case ActionKind::set_field:
      object["field"] = action.field;
      say(object, "value", action.value);
      break;
    case ActionKind::assign:
      object["to"] = action.who;
      break;
    case ActionKind::move:
      object["stage"] = action.stage;
      say(object, "reason", action.reason);
      if (action.days != 0) object["wake_up_days"] = action.days;
      break;
    case ActionKind::notify:
      if (action.who != "owner") object["who"] = action.who;
      object["text"] = action.text;
      break;
    case ActionKind::call_host:
      object["call"] = action.call;
      break;
  }
  return object;
}

Json json_of(const std::vector<RuleAction>& actions) {
  Json list = Json::array();
  for (const RuleAction& action : actions) list.push_back(json_of(action));
  return list;
}

Json json_of(const Rule& rule) {
  Json object{{"id", rule.id}};
  say(object, "name", rule.name);
  if (!rule.is_on) object["on"] = false;
  object["when"] = json_of(rule.when);
  if (rule.only_if != Condition{}) object["if"] = json_of(rule.only_if);
  object["then"] = json_of(rule.then);
  return object;
}

Json json_of(const Sequence& sequence) {
  Json object{{"id", sequence.id}};
  say(object, "name", sequence.name);
  if (!sequence.is_on) object["on"] = false;
  object["steps"] = Json::array();
  for (const SequenceStep& step : sequence.steps) {
    Json said = Json::object();
    if (step.after_days != 0) said["after_days"] = step.after_days;
    said["then"] = json_of(step.then);
    object["steps"].push_back(std::move(said));
  }
  object["stop_on"] = Json::array();
  for (const SequenceStop stop : sequence.stops) object["stop_on"].push_back(to_string(stop));
  return object;
}

}  // namespace

std::string to_json(const AutomationRules& rules) {
  Json document{{"salespipe", "automation"}, {"version", 1}};
  document["limits"] = Json{{"depth", rules.limits.depth},
                            {"per_deal_and_day", rules.limits.per_deal_and_day},
                            {"per_run", rules.limits.per_run},
                            {"late_days", rules.limits.late_days}};
  document["mails"] = Json::array();
  for (const MailText& mail : rules.mails) {
    Json object{{"id", mail.id}, {"subject", mail.subject}, {"text", mail.text}};
    say(object, "html", mail.html);
    document["mails"].push_back(std::move(object));
  }
  document["rules"] = Json::array();
  for (const Rule& rule : rules.rules) document["rules"].push_back(json_of(rule));
  if (!rules.sequences.empty()) {  // a document without them is as it was before there were any
    document["sequences"] = Json::array();
    for (const Sequence& one : rules.sequences) document["sequences"].push_back(json_of(one));
  }
  return document.dump();
}

}  // namespace salespipe
