#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/book/payload.hpp"

namespace salespipe {

/// What an event is about. The values are those of the alternatives of Payload.
enum class EventType : std::uint8_t {
  pipeline_added,
  pipeline_changed,
  account_added,
  contact_added,
  opportunity_created,
  value_changed,
  owner_changed,
  expected_close_changed,
  renamed,
  tag_added,
  tag_removed,
  field_set,
  criterion_assessed,
  exit_criterion_ticked,
  stage_entered,
  moved_to_pipeline,
  task_added,
  task_completed,
  task_snoozed,
  task_assigned,
  task_edited,
  task_dismissed,
  interaction_logged,
  events_undone,
  access_configured,
  access_refused,
  person_erased,
  automation_configured,
  rule_fired,
  automation_ran,
};
inline constexpr std::size_t kEventTypeCount = std::variant_size_v<Payload>;

/// "stage_entered"
std::string_view to_string(EventType type) noexcept;
std::optional<EventType> parse_event_type(std::string_view text) noexcept;

/// The newest schema version of a type that this library writes and reads. It rises when the
/// meaning or the members of a payload change; older versions are upcast when they are read.
int current_schema_version(EventType type) noexcept;

enum class StreamKind : std::uint8_t {
  pipeline,
  account,
  contact,
  opportunity,
  task,
  access,
  automation,
};
/// The id of the only stream of kind access.
inline constexpr std::string_view kAccessStream = "access";
/// The id of the only stream of kind automation.
inline constexpr std::string_view kAutomationStream = "automation";

/// "pipeline", "account", "contact", "opportunity", "task", "access", "automation"
std::string_view to_string(StreamKind kind) noexcept;
std::optional<StreamKind> parse_stream_kind(std::string_view text) noexcept;

/// The thing that an event happened to.
struct Stream {
  StreamKind kind = StreamKind::opportunity;
  std::string id;
  bool operator==(const Stream&) const = default;
};

/// A fact: something that happened, and when the book learned of it. Never changed once it is in a
/// journal. A plain value; the Book checks it on append.
struct Event {
  /// Unique in the book; appending the same id twice changes nothing. Empty in an event that is
  /// still to be appended: the book then gives "event-<sequence>". Ids of that form are the book's
  /// own: a host's ids must not look like it.
  EventId id;
  /// 1, 2, 3, ... without gaps: the order in which the book learned of its facts. 0 in an event
  /// that is still to be appended.
  std::uint64_t sequence = 0;
  Stream stream;
  /// When it happened in the world. kNoInstant (unknown) only for opportunity_created and
  /// stage_entered, and only in facts that were appended, never from a command.
  Instant occurred_at = kNoInstant;
  /// When the book learned of it; always known.
  Instant recorded_at = kNoInstant;
  ActorId actor;  ///< Who did it; empty: not known, or the system.
  int schema_version = 1;
  Payload payload;

  EventType type() const noexcept { return static_cast<EventType>(payload.index()); }
  bool operator==(const Event&) const = default;
};

}  // namespace salespipe
