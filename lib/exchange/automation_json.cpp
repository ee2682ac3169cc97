#include "exchange/automation_json.hpp"

#include "exchange/diagnostics_json.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::exchange {
namespace {

using Json = documents::ordered_json;

void say(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

Json json_of(const automation::MetCondition& one) {
  Json object{{"field", one.field}, {"test", one.test}};
  say(object, "found", one.found);
  object["holds"] = one.holds;
  return object;
}

Json json_of(const automation::ActionOutcome& one) {
  Json object{{"do", to_string(one.kind)}, {"result", to_string(one.result)}, {"what", one.what}};
  say(object, "trouble", one.trouble);
  if (!one.events.empty()) {
    Json& events = object["events"] = Json::array();
    for (const EventId& id : one.events) events.push_back(id.text());
  }
  if (!one.messages.empty()) object["messages"] = one.messages;
  return object;
}

Json json_of(const automation::Firing& firing) {
  Json object{
      {"id", firing.id.text()}, {"rule", firing.rule}, {"opportunity", firing.opportunity.text()}};
  say(object, "cause", firing.cause.text());
  object["trigger"] = firing.trigger;
  object["why"] = firing.why();
  object["depth"] = firing.depth;
  say(object, "held", firing.held);
  Json& conditions = object["conditions"] = Json::array();
  for (const auto& one : firing.conditions) conditions.push_back(json_of(one));
  Json& actions = object["actions"] = Json::array();
  for (const auto& one : firing.actions) actions.push_back(json_of(one));
  return object;
}

}  // namespace

AutomationRules automation_rules(const JsonFields& fields) {
  const std::string at = fields.at("rules");
  try {
    return automation_from_json(fields.require("rules").dump());
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), ErrorPlace{{}, 0, {}, at + error.place().field});
  }
}

documents::ordered_json run_json(const automation::AutomationRun& run, bool dry_run) {
  Json object{{"firings", Json::array()}};
  for (const auto& firing : run.firings) object["firings"].push_back(json_of(firing));
  object["diagnostics"] = diagnostics_json(run.diagnostics);
  object["events"] = run.events;
  object["through"] = run.through;
  object["finished"] = run.is_finished;
  object["dry_run"] = dry_run;
  return object;
}

}  // namespace salespipe::exchange
