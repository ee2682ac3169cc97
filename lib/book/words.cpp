// The names of the book's enumerations, each in one table.
#include <array>
#include <cstddef>

#include "definition/enum_names.hpp"
#include "salespipe/book/decision.hpp"
#include "salespipe/book/event.hpp"
#include "salespipe/book/interaction.hpp"
#include "salespipe/book/task.hpp"

namespace salespipe {
namespace {

struct EventTypeFacts {
  std::string_view name;
  int schema_version;
};

// In the order of EventType.
constexpr std::array<EventTypeFacts, kEventTypeCount> kEventTypes{{
    {"pipeline_added", 1},
    {"pipeline_changed", 1},
    {"account_added", 1},
    {"contact_added", 1},
    {"opportunity_created", 1},
    {"value_changed", 1},
    {"owner_changed", 1},
    {"expected_close_changed", 1},
    {"renamed", 1},
    {"tag_added", 1},
    {"tag_removed", 1},
    {"field_set", 1},
    {"criterion_assessed", 1},
    {"exit_criterion_ticked", 1},
    {"stage_entered", 1},
    {"moved_to_pipeline", 1},
    {"task_added", 2},
    {"task_completed", 1},
    {"task_snoozed", 1},
    {"task_assigned", 1},
    {"task_edited", 1},
    {"task_dismissed", 1},
    {"interaction_logged", 1},
    {"events_undone", 1},
    {"access_configured", 1},
    {"access_refused", 1},
    {"person_erased", 1},
    {"automation_configured", 1},
    {"rule_fired", 1},
    {"automation_ran", 1},
}};
static_assert(!kEventTypes.back().name.empty(), "one row for each event type");

constexpr EnumNames<StreamKind, 7> kStreamKinds{
    {"pipeline", "account", "contact", "opportunity", "task", "access", "automation"}};
constexpr EnumNames<TaskState, 3> kTaskStates{{"open", "completed", "dismissed"}};
constexpr EnumNames<InteractionType, 8> kInteractionTypes{{"email_out", "email_in", "meeting",
                                                           "call", "note", "email_opened",
                                                           "link_clicked", "web_visit"}};
constexpr EnumNames<Direction, 3> kDirections{{"none", "inbound", "outbound"}};
constexpr EnumNames<ReasonSeverity, 2> kReasonSeverities{{"warn", "refuse"}};

}  // namespace

std::string_view to_string(EventType type) noexcept {
  const auto index = static_cast<std::size_t>(type);
  return index < kEventTypes.size() ? kEventTypes[index].name : std::string_view("unknown");
}

std::optional<EventType> parse_event_type(std::string_view text) noexcept {
  for (std::size_t i = 0; i < kEventTypes.size(); ++i) {
    if (kEventTypes[i].name == text) return static_cast<EventType>(i);
  }
  return std::nullopt;
}

int current_schema_version(EventType type) noexcept {
  const auto index = static_cast<std::size_t>(type);
  return index < kEventTypes.size() ? kEventTypes[index].schema_version : 0;
}

std::string_view to_string(StreamKind kind) noexcept { return kStreamKinds.name(kind); }
std::optional<StreamKind> parse_stream_kind(std::string_view text) noexcept {
  return kStreamKinds.parse(text);
}

std::string_view to_string(TaskState state) noexcept { return kTaskStates.name(state); }

std::string_view to_string(InteractionType type) noexcept { return kInteractionTypes.name(type); }
std::optional<InteractionType> parse_interaction_type(std::string_view text) noexcept {
  return kInteractionTypes.parse(text);
}

std::string_view to_string(Direction direction) noexcept { return kDirections.name(direction); }
std::optional<Direction> parse_direction(std::string_view text) noexcept {
  return kDirections.parse(text);
}

Direction usual_direction(InteractionType type) noexcept {
  switch (type) {
    case InteractionType::email_out:
      return Direction::outbound;
    case InteractionType::email_in:
    case InteractionType::email_opened:
    case InteractionType::link_clicked:
    case InteractionType::web_visit:
      return Direction::inbound;
    case InteractionType::meeting:
    case InteractionType::call:
    case InteractionType::note:
      return Direction::none;
  }
  return Direction::none;
}

std::string_view to_string(ReasonSeverity severity) noexcept {
  return kReasonSeverities.name(severity);
}

}  // namespace salespipe
