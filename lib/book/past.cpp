#include "book/past.hpp"

#include <algorithm>

#include "book/undone.hpp"

namespace salespipe {
namespace {

/// Whether a deal's creation says what an event that is dated before it would change.
bool says_itself(const OpportunityCreated& created, EventType type) {
  switch (type) {
    case EventType::value_changed:
      return created.value.has_value();
    case EventType::expected_close_changed:
      return is_known(created.expected_close);
    case EventType::owner_changed:
    case EventType::renamed:
    case EventType::stage_entered:
    case EventType::moved_to_pipeline:
      return true;
    default:
      return false;
  }
}

void leave_out_earlier(std::vector<Event>& events) {
  const auto* created = std::get_if<OpportunityCreated>(&events.front().payload);
  if (created == nullptr) return;
  const Instant creation = events.front().occurred_at;
  std::erase_if(events, [&](const Event& event) {
    return is_known(event.occurred_at) && event.occurred_at < creation &&
           says_itself(*created, event.type());
  });
}

}  // namespace

Past::Events Past::events_of(const Stream& stream) const {
  Events known{book_.events_of(stream), {}};
  auto& events = known.events;
  if (!was_known(events.front())) return {};
  std::erase_if(events, [&](const Event& event) { return !was_known(event); });
  known.undone = undone_in(events);
  if (!is_known(moment_.as_of)) return known;
  if (!had_begun(known)) return {};
  leave_out_earlier(events);
  const auto rest = events.begin() + 1;
  events.erase(
      std::remove_if(rest, events.end(), [&](const Event& event) { return !had_happened(event); }),
      events.end());
  std::stable_sort(events.begin() + 1, events.end(),
                   [](const Event& a, const Event& b) { return a.occurred_at < b.occurred_at; });
  return known;
}

/// Whether the thing with these events was there by the end of the day.
bool Past::had_begun(const Events& known) const {
  const Event& beginning = known.events.front();
  if (is_known(beginning.occurred_at)) return had_happened(beginning);
  const auto is_dated = [&](const Event& event) {
    return is_known(event.occurred_at) && event.type() != EventType::events_undone &&
           !known.undone.contains(event.id);
  };
  const auto& events = known.events;
  if (std::none_of(events.begin(), events.end(), is_dated)) return last_day() <= moment_.as_of;
  return std::any_of(events.begin(), events.end(),
                     [&](const Event& event) { return is_dated(event) && had_happened(event); });
}

/// Of what happened to deals and with customers: the last day that the figures know of.
Day Past::last_day() const {
  if (last_day_) return *last_day_;
  const auto undone = book_.undone(moment_.known_at);
  Instant last = kNoInstant;
  book_.visit_events([&](const Event& event) {
    const bool is_of_deals = event.stream.kind == StreamKind::opportunity &&
                             event.type() != EventType::events_undone &&
                             !std::binary_search(undone.begin(), undone.end(), event.sequence);
    const bool counts = is_of_deals || event.type() == EventType::interaction_logged;
    if (counts && was_known(event)) last = std::max(last, event.occurred_at);
  });
  last_day_ = book_.zone().day_of(last);
  return *last_day_;
}

}  // namespace salespipe
