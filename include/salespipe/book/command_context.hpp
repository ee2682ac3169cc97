#pragma once

#include <cstdint>
#include <optional>

#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe {

/// When, by whom and on which understanding a command is given. The library has no clock: the host
/// says what time it is.
struct CommandContext {
  /// When it happened in the world. Required: a command with kNoInstant is Error(invalid_argument).
  Instant at = kNoInstant;
  /// When the book learns of it; kNoInstant means the same moment as `at`.
  Instant recorded_at = kNoInstant;
  /// Who does it; empty: the system, or not known.
  ActorId actor{};
  /// The version of the stream (Opportunity::version, Task::version, ...) that the caller has read.
  /// A Conflict, which tells what happened meanwhile, when the stream has moved on.
  std::optional<std::uint64_t> expected_version{};
  /// Makes the command repeatable: a second one with the same id changes nothing and returns what
  /// the first did. Error(conflict) when the id stands for another kind of event or another stream.
  /// Empty: the book gives "event-<sequence>".
  EventId event_id{};
};

}  // namespace salespipe
