// The names of the parts of automation.
#include "salespipe/definition/automation.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<TriggerKind, 8> kTriggers{{"stage_entered", "stage_left", "tag_given",
                                               "task_completed", "verdict", "interaction",
                                               "inactive", "date_reached"}};
constexpr EnumNames<ConditionTest, 7> kTests{
    {"is", "is_not", "in", "at_least", "at_most", "contains", "exists"}};
constexpr EnumNames<ActionKind, 9> kActions{{"create_task", "send_mail", "add_tag", "remove_tag",
                                             "set_field", "assign", "move", "notify", "call_host"}};

constexpr EnumNames<SequenceStop, kSequenceStopCount> kStops{
    {"reply", "closed", "moved", "task_completed"}};

}  // namespace

std::string_view to_string(SequenceStop stop) noexcept { return kStops.name(stop); }
std::optional<SequenceStop> parse_sequence_stop(std::string_view text) noexcept {
  return kStops.parse(text);
}
std::string tag_of(const Sequence& sequence) { return "sequence:" + sequence.id; }

std::string_view to_string(TriggerKind kind) noexcept { return kTriggers.name(kind); }
std::optional<TriggerKind> parse_trigger_kind(std::string_view text) noexcept {
  return kTriggers.parse(text);
}

std::string_view to_string(ConditionTest test) noexcept { return kTests.name(test); }
std::optional<ConditionTest> parse_condition_test(std::string_view text) noexcept {
  return kTests.parse(text);
}

std::string_view to_string(ActionKind kind) noexcept { return kActions.name(kind); }
std::optional<ActionKind> parse_action_kind(std::string_view text) noexcept {
  return kActions.parse(text);
}

}  // namespace salespipe
