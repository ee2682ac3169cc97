#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/id.hpp"
#include "salespipe/definition/qualification.hpp"

// Automation as data: when something happens to a deal, if conditions hold, then actions
// (docs/automation.md). What is said here is only what the document says; automation/lint.hpp tells
// what is wrong with it in a book, automation/automation.hpp carries it out.
namespace salespipe {

/// What a rule waits for. The first ones are events, the last two are found as time goes by.
enum class TriggerKind : std::uint8_t {
  stage_entered,   ///< A deal came into a stage, by its creation too.
  stage_left,      ///< A deal left a stage.
  tag_given,       ///< A tag was added.
  task_completed,  ///< A task about the deal was finished.
  verdict,         ///< The verdict of its qualification became another one.
  interaction,     ///< A mail, call, meeting, visit, ... about the deal, or with its customer.
  inactive,        ///< An open deal without activity for so many days.
  date_reached,    ///< So many days after (before: negative) a date of the deal.
};
/// "stage_entered", ...
std::string_view to_string(TriggerKind kind) noexcept;
std::optional<TriggerKind> parse_trigger_kind(std::string_view text) noexcept;
constexpr bool is_event_driven(TriggerKind kind) { return kind < TriggerKind::inactive; }

struct RuleTrigger {
  TriggerKind kind = TriggerKind::stage_entered;
  std::string pipeline{};     ///< Id or name; empty: of every pipeline.
  std::string stage{};        ///< Id or name; empty: any. Of the deal, for the last two kinds.
  std::string tag{};          ///< Empty: any.
  std::string task{};         ///< The description begins so; empty: any task.
  std::string verdict{};      ///< "qualified"; empty: any.
  std::string interaction{};  ///< "email_in"; empty: any.
  std::string date{};         ///< date_reached: a name of docs/automation.md, "expected_close".
  std::int32_t days = 0;      ///< inactive: 1 to 3650; date_reached: -3650 to 3650.
  bool operator==(const RuleTrigger&) const = default;
};

enum class ConditionKind : std::uint8_t { all, any, negation, leaf };
enum class ConditionTest : std::uint8_t { is, is_not, in, at_least, at_most, contains, exists };
/// "is", "is_not", "in", "at_least", "at_most", "contains", "exists"
std::string_view to_string(ConditionTest test) noexcept;
std::optional<ConditionTest> parse_condition_test(std::string_view text) noexcept;

/// What a field is compared with: a text, or a whole number.
struct ConditionValue {
  std::string text{};
  bool is_number = false;
  bool operator==(const ConditionValue&) const = default;
};

/// A tree over fields of a deal. An empty `all` holds.
struct Condition {
  ConditionKind kind = ConditionKind::all;
  std::vector<Condition> parts{};  ///< Of all and any; of a negation exactly one.
  std::string field{};             ///< Of a leaf: "value", "owner", "field.region", ...
  ConditionTest test = ConditionTest::is;
  std::vector<ConditionValue> values{};  ///< One; of `in` one or more.
  bool operator==(const Condition&) const = default;
};

enum class ActionKind : std::uint8_t {
  create_task,
  send_mail,
  add_tag,
  remove_tag,
  set_field,
  assign,
  move,
  notify,
  call_host,
};
/// "create_task", ...
std::string_view to_string(ActionKind kind) noexcept;
std::optional<ActionKind> parse_action_kind(std::string_view text) noexcept;

/// What is done. Texts have fields as those of mails: "Call {{contact.name}}".
struct RuleAction {
  ActionKind kind = ActionKind::create_task;
  std::string text{};     ///< create_task: the description; notify: what is said.
  std::string who{};      ///< create_task, notify, assign: an actor; "owner": the deal's.
  std::int32_t days = 0;  ///< create_task: due so many days later; move: of the wake-up day.
  std::string mail{};     ///< send_mail: the id of a template.
  bool to_all = false;    ///< send_mail: to each contact, not only to the first.
  std::string tag{};      ///< add_tag, remove_tag.
  std::string field{};    ///< set_field.
  std::string value{};    ///< set_field: empty takes the field away.
  std::string stage{};    ///< move: id or name.
  std::string reason{};   ///< move: the lost reason.
  std::string call{};     ///< call_host: what the host is asked to do.
  bool operator==(const RuleAction&) const = default;
};

struct Rule {
  std::string id{};    ///< 1 to 60 letters, digits, '-' and '_'.
  std::string name{};  ///< For people; may be empty.
  bool is_on = true;
  RuleTrigger when{};
  Condition only_if{};
  std::vector<RuleAction> then{};  ///< In their order; at least one.
  bool operator==(const Rule&) const = default;
};

/// What ends a sequence before its last step.
enum class SequenceStop : std::uint8_t {
  reply,           ///< A mail came in, or somebody spoke with the customer.
  closed,          ///< The deal is no longer open.
  moved,           ///< It went to another stage.
  task_completed,  ///< A task about it was completed.
};
inline constexpr std::size_t kSequenceStopCount = 4;
/// "reply", "closed", "moved", "task_completed"
std::string_view to_string(SequenceStop stop) noexcept;
std::optional<SequenceStop> parse_sequence_stop(std::string_view text) noexcept;

struct SequenceStep {
  std::int32_t after_days = 0;     ///< So many days after the step before it; 0 to 3650.
  std::vector<RuleAction> then{};  ///< At least one.
  bool operator==(const SequenceStep&) const = default;
};

/// Steps with delays that a deal goes through for as long as it has the tag "sequence:<id>".
struct Sequence {
  std::string id{};  ///< As that of a rule, and no rule's.
  std::string name{};
  bool is_on = true;
  std::vector<SequenceStep> steps{};  ///< At least one.
  std::vector<SequenceStop> stops{SequenceStop::reply, SequenceStop::closed};
  bool operator==(const Sequence&) const = default;
};
/// "sequence:<id>": giving it starts the sequence, taking it away ends it.
std::string tag_of(const Sequence& sequence);

/// A mail by its id: docs/delivery.md tells its fields.
struct MailText {
  std::string id{};
  std::string subject{};
  std::string text{};
  std::string html{};  ///< Empty: the mail is plain text.
  bool operator==(const MailText&) const = default;
};

/// What keeps rules from running away. What they stop is reported, and kept in the journal.
struct AutomationLimits {
  std::int32_t depth = 5;             ///< Rules that set off rules, one behind the other; 1 to 20.
  std::int32_t per_deal_and_day = 3;  ///< Of one rule; 1 to 1000.
  std::int32_t per_run = 1000;        ///< Of all rules; the rest waits; 1 to 1'000'000.
  /// Events and dates that are longer ago are let be: an import of last year's deals sends no
  /// mails. 0 to 3650.
  std::int32_t late_days = 7;
  bool operator==(const AutomationLimits&) const = default;
};

struct AutomationRules {
  AutomationLimits limits{};
  std::vector<MailText> mails{};
  std::vector<Rule> rules{};
  std::vector<Sequence> sequences{};
  bool operator==(const AutomationRules&) const = default;
};

/// Reads docs/schemas/automation.schema.json. Error(parse_error), Error(schema_violation) with the
/// JSON pointer; Error(already_exists) for an id given twice.
AutomationRules automation_from_json(std::string_view text);
/// The canonical text, which gives the same rules again.
std::string to_json(const AutomationRules& rules);

}  // namespace salespipe
