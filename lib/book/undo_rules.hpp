#pragma once

#include <span>
#include <vector>

#include "book/state.hpp"
#include "salespipe/book/decision.hpp"

namespace salespipe {

/// Every reason why the events of a stream with these ids cannot be undone together now.
std::vector<Reason> against_undoing(const Book::State& state, StreamIndex stream,
                                    std::span<const EventId> events);

/// Events of these types can be undone: what changes a deal or a task that stays.
bool is_undoable(EventType type) noexcept;

}  // namespace salespipe
