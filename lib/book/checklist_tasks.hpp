#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "book/state.hpp"

// Checklist tasks among the exit criteria of a stage, as tasks of the book that stand for them.
namespace salespipe {

/// Adds a task for each step of the deal's stage that is neither ticked nor has had one; to the
/// deal's owner, without a day. Nothing fails that a check of the deal did not find.
std::vector<TaskId> add_checklist_tasks(Book::State& state, std::uint32_t deal,
                                        const CommandContext& context);

/// The same where the stage asks for it (Stage::checklist_as_tasks).
void add_wanted_checklist_tasks(Book::State& state, std::uint32_t deal,
                                const CommandContext& context);

/// The open task that stands for a step of a deal.
std::optional<std::uint32_t> open_task_of(const Book::State& state, std::uint32_t deal,
                                          const StageId& stage, const ExitCriterionId& criterion);

/// Whether the step that a task stands for is still there, and not ticked.
bool is_to_tick(const Book::State& state, const Task& task);

}  // namespace salespipe
