// Rules of automation from a JSON document (docs/schemas/automation.schema.json).
#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe {
namespace {

using Json = documents::json;

/// An event holds the document, and an event may be 16 levels deep.
constexpr JsonLimits kLimits{std::size_t{1024} * 1024, 13};
constexpr std::size_t kMaxRules = 1000;
constexpr std::size_t kMaxParts = 100;
constexpr std::size_t kMaxBodyBytes = std::size_t{64} * 1024;
constexpr std::size_t kMaxLineBytes = 1000;
constexpr std::int32_t kMostDays = 3650;

template <class Take>
void each_of(const JsonFields& fields, const char* name, std::size_t most, const Take& take) {
  const Json* list = fields.find(name);
  if (list == nullptr) return;
  require_array(*list, fields.at(name));
  if (list->size() > most) {
    violates_schema(fields.at(name), "expected at most " + std::to_string(most) + ", found " +
                                         std::to_string(list->size()));
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    take((*list)[i], json_pointer(fields.at(name), std::to_string(i)));
  }
}

std::string line(const JsonFields& fields, const char* name) {
  std::string text = fields.text(name);
  if (text.empty() || text.size() > kMaxLineBytes || !is_utf8(text) ||
      has_control_characters(text) || trimmed(text).empty()) {
    violates_schema(fields.at(name), "expected a line of 1 to 1000 bytes");
  }
  return text;
}
std::string line_or_none(const JsonFields& fields, const char* name) {
  return fields.find(name) == nullptr ? std::string() : line(fields, name);
}
std::string body(const JsonFields& fields, const char* name) {
  std::string text = fields.text_or(name, "");
  if (text.size() > kMaxBodyBytes || !is_utf8(text)) {
    violates_schema(fields.at(name), "expected a text of up to 65536 bytes");
  }
  return text;
}

/// It becomes a part of the ids of events, tasks and messages.
std::string short_id(const JsonFields& fields, const char* name) {
  std::string id = fields.text(name);
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (id.empty() || id.size() > 60 || !std::all_of(id.begin(), id.end(), fits)) {
    violates_schema(fields.at(name), "expected 1 to 60 letters, digits, '-' and '_', found " +
                                         salespipe::quoted(id));
  }
  return id;
}

void once(std::set<std::string>& known, const std::string& id, const std::string& pointer) {
  if (known.insert(id).second) return;
  throw Error(ErrorCode::already_exists,
              "the id " + salespipe::quoted(id) + " is given twice; give each its own",
              ErrorPlace{{}, 0, {}, pointer + "/id"});
}

std::span<const std::string_view> members_of(TriggerKind kind) {
  static constexpr std::string_view kStage[] = {"event", "pipeline", "stage"};
  static constexpr std::string_view kTag[] = {"event", "pipeline", "tag"};
  static constexpr std::string_view kTask[] = {"event", "pipeline", "task"};
  static constexpr std::string_view kVerdict[] = {"event", "pipeline", "verdict"};
  static constexpr std::string_view kInteraction[] = {"event", "pipeline", "type"};
  static constexpr std::string_view kInactive[] = {"event", "pipeline", "stage", "days"};
  static constexpr std::string_view kDate[] = {"event", "pipeline", "stage", "date", "days"};
  switch (kind) {
    case TriggerKind::stage_entered:
    case TriggerKind::stage_left:
      return kStage;
    case TriggerKind::tag_given:
      return kTag;
    case TriggerKind::task_completed:
      return kTask;
    case TriggerKind::verdict:
      return kVerdict;
    case TriggerKind::interaction:
      return kInteraction;
    case TriggerKind::inactive:
      return kInactive;
    case TriggerKind::date_reached:
      break;
  }
  return kDate;
}

RuleTrigger trigger_at(const Json& value, const std::string& pointer) {
  if (!value.is_object()) violates_schema(pointer, "expected an object, found " + json_type(value));
  RuleTrigger made;
  made.kind = JsonFields::any(value, pointer)
                  .word("event", parse_trigger_kind,
                        "stage_entered, stage_left, tag_given, task_completed, verdict, "
                        "interaction, inactive or date_reached");
  const JsonFields fields(value, pointer, members_of(made.kind));
  made.pipeline = line_or_none(fields, "pipeline");
  made.stage = line_or_none(fields, "stage");
  made.tag = line_or_none(fields, "tag");
  made.task = line_or_none(fields, "task");
  made.interaction = line_or_none(fields, "type");
  if (fields.find("verdict") != nullptr) {
    made.verdict = to_string(
        fields.word("verdict", parse_verdict, "disqualified, incomplete, not_now or qualified"));
  }
  if (made.kind == TriggerKind::inactive) {
    (void)fields.require("days");
    made.days = fields.integer_or("days", 1, 1, kMostDays);
  } else if (made.kind == TriggerKind::date_reached) {
    made.date = line(fields, "date");
    made.days = fields.integer_or("days", 0, -kMostDays, kMostDays);
  }
  return made;
}

ConditionValue value_at(const Json& value, const std::string& pointer) {
  if (value.is_number_integer()) return {value.dump(), true};
  if (!value.is_string()) {
    violates_schema(pointer, "expected a text or a whole number, found " + json_type(value));
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kMaxLineBytes) violates_schema(pointer, "expected at most 1000 bytes");
  return {text, false};
}

Condition leaf_at(const Json& value, const std::string& pointer) {
  static constexpr std::string_view kMembers[] = {"field",    "is",      "is_not",   "in",
                                                  "at_least", "at_most", "contains", "exists"};
  const JsonFields fields(value, pointer, kMembers);
  Condition made;
  made.kind = ConditionKind::leaf;
  made.field = line(fields, "field");
  int tests = 0;
  for (const auto& member : value.items()) {
    const auto test = parse_condition_test(member.key());
    if (!test) continue;
    ++tests;
    made.test = *test;
    const std::string at = fields.at(member.key());
    if (*test == ConditionTest::exists) {
      if (!member.value().is_boolean()) {
        violates_schema(at, "expected true or false, found " + json_type(member.value()));
      }
      made.values = {{member.value().get<bool>() ? "true" : "false", false}};
    } else if (*test == ConditionTest::in) {
      each_of(fields, "in", kMaxParts, [&](const Json& each, const std::string& where) {
        made.values.push_back(value_at(each, where));
      });
      if (made.values.empty()) violates_schema(at, "expected at least one value");
    } else {
      made.values = {value_at(member.value(), at)};
    }
  }
  if (tests != 1) {
    violates_schema(
        pointer, "expected one of is, is_not, in, at_least, at_most, contains and exists, found " +
                     std::to_string(tests));
  }
  return made;
}

Condition condition_at(const Json& value, const std::string& pointer) {
  if (!value.is_object()) violates_schema(pointer, "expected an object, found " + json_type(value));
  Condition made;
  for (const auto& [name, kind] :
       {std::pair{"all", ConditionKind::all}, std::pair{"any", ConditionKind::any}}) {
    if (!value.contains(name)) continue;
    const JsonFields fields(value, pointer, {name});
    made.kind = kind;
    each_of(fields, name, kMaxParts, [&](const Json& part, const std::string& where) {
      made.parts.push_back(condition_at(part, where));
    });
    if (kind == ConditionKind::any && made.parts.empty()) {
      violates_schema(fields.at(name), "expected at least one condition: any of none never holds");
    }
    return made;
  }
  if (value.contains("not")) {
    const JsonFields fields(value, pointer, {"not"});
    made.kind = ConditionKind::negation;
    made.parts.push_back(condition_at(fields.require("not"), fields.at("not")));
    return made;
  }
  return leaf_at(value, pointer);
}

std::span<const std::string_view> members_of(ActionKind kind) {
  static constexpr std::string_view kTask[] = {"do", "description", "assignee", "due_days"};
  static constexpr std::string_view kMail[] = {"do", "template", "to"};
  static constexpr std::string_view kTag[] = {"do", "tag"};
  static constexpr std::string_view kField[] = {"do", "field", "value"};
  static constexpr std::string_view kAssign[] = {"do", "to"};
  static constexpr std::string_view kMove[] = {"do", "stage", "reason", "wake_up_days"};
  static constexpr std::string_view kNotify[] = {"do", "who", "text"};
  static constexpr std::string_view kCall[] = {"do", "call"};
  switch (kind) {
    case ActionKind::create_task:
      return kTask;
    case ActionKind::send_mail:
      return kMail;
    case ActionKind::add_tag:
    case ActionKind::remove_tag:
      return kTag;
    case ActionKind::set_field:
      return kField;
    case ActionKind::assign:
      return kAssign;
    case ActionKind::move:
      return kMove;
    case ActionKind::notify:
      return kNotify;
    case ActionKind::call_host:
      break;
  }
  return kCall;
}

RuleAction action_at(const Json& value, const std::string& pointer) {
  if (!value.is_object()) violates_schema(pointer, "expected an object, found " + json_type(value));
  RuleAction made;
  made.kind = JsonFields::any(value, pointer)
                  .word("do", parse_action_kind,
                        "create_task, send_mail, add_tag, remove_tag, set_field, assign, move, "
                        "notify or call_host");
  const JsonFields fields(value, pointer, members_of(made.kind));
  switch (made.kind) {
    case ActionKind::create_task:
      made.text = line(fields, "description");
      made.who = fields.find("assignee") == nullptr ? "owner" : line(fields, "assignee");
      made.days = fields.integer_or("due_days", 0, 0, kMostDays);
      break;
    case ActionKind::send_mail: {
      made.mail = short_id(fields, "template");
      const std::string to = fields.text_or("to", "first");
      if (to != "first" && to != "all") violates_schema(fields.at("to"), "expected first or all");
      made.to_all = to == "all";
      break;
    }
    case ActionKind::add_tag:
    case ActionKind::remove_tag:
      made.tag = line(fields, "tag");
      break;
    case ActionKind::set_field:
      made.field = line(fields, "field");
      made.value = body(fields, "value");
      break;
    case ActionKind::assign:
      made.who = line(fields, "to");
      break;
    case ActionKind::move:
      made.stage = line(fields, "stage");
      made.reason = line_or_none(fields, "reason");
      made.days = fields.integer_or("wake_up_days", 0, 0, kMostDays);
      break;
    case ActionKind::notify:
      made.who = fields.find("who") == nullptr ? "owner" : line(fields, "who");
      made.text = line(fields, "text");
      break;
    case ActionKind::call_host:
      made.call = line(fields, "call");
      break;
  }
  return made;
}

std::vector<RuleAction> actions_at(const JsonFields& fields) {
  std::vector<RuleAction> made;
  (void)fields.require("then");
  each_of(fields, "then", kMaxParts, [&](const Json& action, const std::string& where) {
    made.push_back(action_at(action, where));
  });
  if (made.empty()) violates_schema(fields.at("then"), "expected at least one action");
  return made;
}

Rule rule_at(const Json& value, const std::string& pointer) {
  const JsonFields fields(value, pointer, {"id", "name", "on", "when", "if", "then"});
  Rule made;
  made.id = short_id(fields, "id");
  made.name = line_or_none(fields, "name");
  made.is_on = fields.boolean_or("on", true);
  made.when = trigger_at(fields.require("when"), fields.at("when"));
  if (const Json* only_if = fields.find("if")) {
    made.only_if = condition_at(*only_if, fields.at("if"));
  }
  made.then = actions_at(fields);
  return made;
}

Sequence sequence_at(const Json& value, const std::string& pointer) {
  const JsonFields fields(value, pointer, {"id", "name", "on", "steps", "stop_on"});
  Sequence made;
  made.id = short_id(fields, "id");
  made.name = line_or_none(fields, "name");
  made.is_on = fields.boolean_or("on", true);
  (void)fields.require("steps");
  each_of(fields, "steps", kMaxParts, [&](const Json& step, const std::string& where) {
    const JsonFields said(step, where, {"after_days", "then"});
    made.steps.push_back({said.integer_or("after_days", 0, 0, kMostDays), actions_at(said)});
  });
  if (made.steps.empty()) violates_schema(fields.at("steps"), "expected at least one step");
  if (fields.find("stop_on") == nullptr) return made;
  made.stops.clear();
  each_of(fields, "stop_on", kSequenceStopCount, [&](const Json& stop, const std::string& where) {
    const auto read = parse_sequence_stop(require_string(stop, where));
    if (!read) violates_schema(where, "expected reply, closed, moved or task_completed");
    made.stops.push_back(*read);
  });
  return made;
}

AutomationLimits limits_at(const JsonFields& document) {
  AutomationLimits made;
  const Json* value = document.find("limits");
  if (value == nullptr) return made;
  const JsonFields fields(*value, document.at("limits"),
                          {"depth", "per_deal_and_day", "per_run", "late_days"});
  made.depth = fields.integer_or("depth", made.depth, 1, 20);
  made.per_deal_and_day = fields.integer_or("per_deal_and_day", made.per_deal_and_day, 1, 1000);
  made.per_run = fields.integer_or("per_run", made.per_run, 1, 1'000'000);
  made.late_days = fields.integer_or("late_days", made.late_days, 0, kMostDays);
  return made;
}

}  // namespace

AutomationRules automation_from_json(std::string_view text) {
  const Json document = parse_json_document(text, kLimits);
  const JsonFields fields(document, "",
                          {"salespipe", "version", "limits", "mails", "rules", "sequences"});
  if (fields.text("salespipe") != "automation") {
    violates_schema("/salespipe", "expected automation: this is no document of rules");
  }
  (void)fields.require("version");
  (void)fields.integer_or("version", 1, 1, 1);
  AutomationRules made;
  made.limits = limits_at(fields);
  std::set<std::string> mails;
  each_of(fields, "mails", kMaxRules, [&](const Json& value, const std::string& pointer) {
    const JsonFields mail(value, pointer, {"id", "subject", "text", "html"});
    made.mails.push_back(
        {short_id(mail, "id"), line(mail, "subject"), body(mail, "text"), body(mail, "html")});
    (void)mail.require("text");
    once(mails, made.mails.back().id, pointer);
  });
  std::set<std::string> rules;
  each_of(fields, "rules", kMaxRules, [&](const Json& value, const std::string& pointer) {
    made.rules.push_back(rule_at(value, pointer));
    once(rules, made.rules.back().id, pointer);
  });
  each_of(fields, "sequences", kMaxRules, [&](const Json& value, const std::string& pointer) {
    made.sequences.push_back(sequence_at(value, pointer));
    once(rules, made.sequences.back().id, pointer);  // both name firings
  });
  return made;
}

}  // namespace salespipe
