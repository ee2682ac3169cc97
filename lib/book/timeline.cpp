#include "salespipe/book/timeline.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace salespipe {

std::vector<Event> timeline_of(const Book& book, const OpportunityId& deal) {
  std::vector<Event> events = book.history(deal);
  for (const Task& task : book.tasks()) {
    if (task.opportunity != deal) continue;
    auto more = book.events_of({StreamKind::task, task.id.text()});
    std::move(more.begin(), more.end(), std::back_inserter(events));
  }
  for (const Interaction& interaction : book.interactions()) {
    if (interaction.opportunity != deal) continue;
    Event event = book.event(interaction.sequence);
    const Stream own{StreamKind::opportunity, deal.text()};
    if (event.stream != own) events.push_back(std::move(event));  // else it is there already
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.occurred_at, a.sequence) < std::tie(b.occurred_at, b.sequence);
  });
  return events;
}

bool is_activity(EventType type) noexcept {
  switch (type) {
    case EventType::opportunity_created:
    case EventType::stage_entered:
    case EventType::task_completed:
    case EventType::interaction_logged:
      return true;
    default:
      return false;
  }
}

Instant last_activity(const Book& book, std::span<const Event> events) {
  const auto undone = book.undone();
  Instant last = kNoInstant;
  for (const Event& event : events) {
    if (!is_activity(event.type()) || event.occurred_at <= last) continue;
    if (std::binary_search(undone.begin(), undone.end(), event.sequence)) continue;
    last = event.occurred_at;
  }
  return last;
}

std::vector<Conversation> conversations(std::span<const Event> events) {
  std::map<std::pair<ActorId, ContactId>, Conversation> found;
  for (const Event& event : events) {
    const auto* logged = std::get_if<InteractionLogged>(&event.payload);
    if (logged == nullptr) continue;
    Conversation& one = found[{logged->owner, logged->contact}];
    one.owner = logged->owner;
    one.contact = logged->contact;
    if (logged->direction == Direction::inbound) {
      ++one.inbound;
    } else if (logged->direction == Direction::outbound) {
      ++one.outbound;
    } else {
      ++one.mutual;
    }
    one.last = std::max(one.last, event.occurred_at);
  }
  std::vector<Conversation> sorted;
  for (auto& [people, one] : found) sorted.push_back(std::move(one));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Conversation& a, const Conversation& b) { return a.last > b.last; });
  return sorted;
}

}  // namespace salespipe
