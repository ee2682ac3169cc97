#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "salespipe/base/day.hpp"
#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/definition/exit_criterion.hpp"
#include "salespipe/definition/stage.hpp"

namespace salespipe {

struct Event;

enum class TaskState : std::uint8_t { open, completed, dismissed };

/// "open", "completed", "dismissed"
std::string_view to_string(TaskState state) noexcept;

/// Something to do for an account or a deal. A fold over its events; read it from a Book.
struct Task {
  TaskId id;
  std::string description;
  OpportunityId opportunity;  ///< Empty: not about one deal.
  AccountId account;          ///< Empty: the deal's account, if it has one, or none.
  ActorId assignee;           ///< Empty: nobody's yet.
  Day due = kNoDay;           ///< Day of the book's zone; kNoDay: some time.
  TaskState state = TaskState::open;
  Instant created_at = kNoInstant;
  Instant finished_at = kNoInstant;  ///< Completed or dismissed.
  std::uint32_t snoozed = 0;         ///< How often it was put off.
  std::string outcome;               ///< What came of it, or why it was dismissed.
  std::string repeat;  ///< A Recurrence: completing it adds the next one. Empty: it comes once.
  Day repeat_from = kNoDay;              ///< The day that the recurrence counts from.
  bool repeat_after_completion = false;  ///< It counts from the day of completion instead.
  StageId stage;              ///< With `criterion`: the checklist task of the deal's pipeline that
  ExitCriterionId criterion;  ///< it stands for, which completing it ticks off.
  std::uint64_t version = 0;  ///< Number of events of its stream.
  bool operator==(const Task&) const = default;
};

/// Applies one event of the task's stream. Requires that the event fits (a Book checks it first);
/// an event of another stream's type is Error(internal).
void fold(Task& task, const Event& event);

}  // namespace salespipe
