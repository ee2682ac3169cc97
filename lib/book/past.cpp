#include "book/past.hpp"

#include <algorithm>

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

std::vector<Event> Past::events_of(const Stream& stream) const {
  std::vector<Event> events = book_.events_of(stream);
  if (!was_known(events.front())) return {};
  std::erase_if(events, [&](const Event& event) { return !was_known(event); });
  if (!is_known(moment_.as_of)) return events;
  if (!had_begun(events)) return {};
  leave_out_earlier(events);
  const auto rest = events.begin() + 1;
  events.erase(
      std::remove_if(rest, events.end(), [&](const Event& event) { return !had_happened(event); }),
      events.end());
  std::stable_sort(events.begin() + 1, events.end(),
                   [](const Event& a, const Event& b) { return a.occurred_at < b.occurred_at; });
  return events;
}

/// Whether the thing with these events was there by the end of the day.
bool Past::had_begun(const std::vector<Event>& known) const {
  if (is_known(known.front().occurred_at)) return had_happened(known.front());
  const auto is_dated = [](const Event& event) { return is_known(event.occurred_at); };
  if (std::none_of(known.begin(), known.end(), is_dated)) return last_day() <= moment_.as_of;
  return std::any_of(known.begin(), known.end(),
                     [&](const Event& event) { return is_dated(event) && had_happened(event); });
}

/// Of what happened to deals and with customers: the last day that the figures know of.
Day Past::last_day() const {
  if (last_day_) return *last_day_;
  Instant last = kNoInstant;
  book_.visit_events([&](const Event& event) {
    const bool counts = event.stream.kind == StreamKind::opportunity ||
                        event.type() == EventType::interaction_logged;
    if (counts && was_known(event)) last = std::max(last, event.occurred_at);
  });
  last_day_ = book_.zone().day_of(last);
  return *last_day_;
}

}  // namespace salespipe
