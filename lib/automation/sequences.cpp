#include "automation/sequences.hpp"

#include <algorithm>

#include "book/undone.hpp"

namespace salespipe::automation {
namespace {

/// Somebody of the customer spoke to us. Opened mails, clicks and visits are no answer.
bool is_reply(const InteractionLogged& logged) {
  switch (logged.type) {
    case InteractionType::email_in:
      return true;
    case InteractionType::call:
    case InteractionType::meeting:
      return logged.direction != Direction::outbound;
    default:
      return false;
  }
}

}  // namespace

std::optional<Event> start_of(const Book& book, const Sequence& sequence, const Opportunity& deal) {
  const std::string tag = tag_of(sequence);
  auto events = book.events_of({StreamKind::opportunity, deal.id.text()});
  const auto undone = undone_in(events);
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (undone.contains(event->id)) continue;
    const auto* added = std::get_if<TagAdded>(&event->payload);
    const auto* created = std::get_if<OpportunityCreated>(&event->payload);
    const bool gives_it =
        (added != nullptr && added->tag == tag) ||
        (created != nullptr &&
         std::find(created->tags.begin(), created->tags.end(), tag) != created->tags.end());
    if (gives_it) return std::move(*event);
  }
  return std::nullopt;
}

bool has_stop(const Sequence& sequence, SequenceStop stop) {
  return std::find(sequence.stops.begin(), sequence.stops.end(), stop) != sequence.stops.end();
}

std::string stops(const Sequence& sequence, const Event& event, const Opportunity& deal) {
  if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    const bool ends = has_stop(sequence, SequenceStop::reply) && is_reply(*logged);
    return ends ? "the customer answered (" + std::string(to_string(logged->type)) + ")" : "";
  }
  if (event.type() == EventType::task_completed) {
    return has_stop(sequence, SequenceStop::task_completed) ? "a task was completed" : "";
  }
  if (event.type() != EventType::stage_entered && event.type() != EventType::moved_to_pipeline) {
    return "";
  }
  if (has_stop(sequence, SequenceStop::closed) && !deal.is_open()) return "the deal is closed";
  return has_stop(sequence, SequenceStop::moved) ? "the deal moved" : "";
}

void for_each_deal_of(const Book& book, const Event& event,
                      const std::function<void(const Opportunity&)>& visit) {
  if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    if (!logged->opportunity.empty()) return visit(book.opportunity(logged->opportunity));
    if (logged->account.empty()) return;
    for (const Opportunity& deal : book.opportunities()) {
      if (deal.account == logged->account && deal.is_open()) visit(deal);
    }
  } else if (event.type() == EventType::task_completed) {
    const Task& task = book.task(TaskId(event.stream.id));
    if (!task.opportunity.empty()) visit(book.opportunity(task.opportunity));
  } else if (event.type() == EventType::stage_entered ||
             event.type() == EventType::moved_to_pipeline) {
    visit(book.opportunity(OpportunityId(event.stream.id)));
  }
}

}  // namespace salespipe::automation
