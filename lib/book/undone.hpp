#pragma once

#include <span>
#include <unordered_set>
#include <vector>

#include "salespipe/book/event.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/task.hpp"

namespace salespipe {

/// Ids of the events of one stream, given in the order of their sequence, that do not count: named
/// by an events_undone that itself counts. One look from the last event back settles it, because an
/// event only names earlier ones.
std::unordered_set<EventId> undone_in(std::span<const Event> events);

/// The event is part of the thing's history, and does nothing else to it.
inline void count_only(Opportunity& deal, const Event& event) {
  deal.changed_at = event.recorded_at;
  ++deal.version;
}
inline void count_only(Task& task, const Event& /*event*/) { ++task.version; }

/// The fold over the events of a stream without what was undone.
template <class Thing>
void fold_all(Thing& thing, std::span<const Event> events,
              const std::unordered_set<EventId>& undone) {
  for (const Event& event : events) {
    if (undone.contains(event.id)) {
      count_only(thing, event);
    } else {
      fold(thing, event);
    }
  }
}

}  // namespace salespipe
