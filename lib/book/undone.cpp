#include "book/undone.hpp"

namespace salespipe {

std::unordered_set<EventId> undone_in(std::span<const Event> events) {
  std::unordered_set<EventId> undone;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const auto* undoing = std::get_if<EventsUndone>(&event->payload);
    if (undoing == nullptr || undone.contains(event->id)) continue;
    undone.insert(undoing->events.begin(), undoing->events.end());
  }
  return undone;
}

}  // namespace salespipe
