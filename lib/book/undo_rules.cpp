// What can be undone: only what later events do not build on, and only back to a state that the
// book could hold.
#include "book/undo_rules.hpp"

#include <algorithm>
#include <string>

#include "book/undone.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

/// What of a deal or task an event sets, and what it was checked against. Two events that touch in
/// one of these cannot change places.
struct Touch {
  std::vector<std::string> sets{};
  std::vector<std::string> needs{};
};

struct TouchOf {
  Touch operator()(const ValueChanged&) const { return {{"value"}, {"pipeline"}}; }
  Touch operator()(const OwnerChanged&) const { return {{"owner"}, {}}; }
  Touch operator()(const ExpectedCloseChanged&) const { return {{"expected_close"}, {}}; }
  Touch operator()(const Renamed&) const { return {{"name"}, {}}; }
  Touch operator()(const TagAdded& added) const { return {{"tag " + added.tag}, {}}; }
  Touch operator()(const TagRemoved& removed) const { return {{"tag " + removed.tag}, {}}; }
  Touch operator()(const FieldSet& set) const { return {{"field " + set.field}, {}}; }
  Touch operator()(const CriterionAssessed& assessed) const {
    return {{"criterion " + assessed.criterion.text()}, {"pipeline"}};
  }
  Touch operator()(const ExitCriterionTicked& ticked) const {
    return {{"tick " + ticked.stage.text() + "/" + ticked.criterion.text()}, {"pipeline"}};
  }
  Touch operator()(const StageEntered&) const { return {{"stage"}, {"pipeline"}}; }
  Touch operator()(const MovedToPipeline&) const { return {{"stage", "pipeline"}, {"value"}}; }
  Touch operator()(const TaskCompleted&) const { return {{"state"}, {}}; }
  Touch operator()(const TaskDismissed&) const { return {{"state"}, {}}; }
  Touch operator()(const TaskSnoozed&) const { return {{"due"}, {"state"}}; }
  Touch operator()(const TaskAssigned&) const { return {{"assignee"}, {"state"}}; }
  Touch operator()(const TaskEdited&) const { return {{"description"}, {"state"}}; }
  template <class Other>
  Touch operator()(const Other&) const {
    return {};
  }
};

bool meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& one) {
    return std::find(b.begin(), b.end(), one) != b.end();
  });
}

bool builds_on(const Event& later, const Event& earlier) {
  const Touch before = std::visit(TouchOf{}, earlier.payload);
  const Touch after = std::visit(TouchOf{}, later.payload);
  return meet(before.sets, after.sets) || meet(before.sets, after.needs);
}

std::string named(const Event& event) {
  std::string name = quoted(event.id.text()) + " (" + std::string(to_string(event.type()));
  if (!event.actor.empty()) name += " by " + quoted(event.actor.text());
  return name + ")";
}

Reason refused(const char* code, std::string message, std::vector<std::string> missing = {}) {
  return {ReasonSeverity::refuse, code, std::move(message), std::move(missing)};
}

void look_at_targets(const std::vector<Event>& events, std::span<const EventId> wanted,
                     const std::unordered_set<EventId>& undone, std::vector<Reason>& reasons) {
  if (wanted.empty()) {
    reasons.push_back(refused("nothing_to_undo", "no event is named; name what to undo"));
  }
  for (const EventId& id : wanted) {
    const auto found = std::find_if(events.begin(), events.end(),
                                    [&](const Event& event) { return event.id == id; });
    if (found == events.end()) {
      reasons.push_back(
          refused("not_undoable", "event " + quoted(id.text()) + " is not of this deal or task"));
    } else if (!is_undoable(found->type())) {
      reasons.push_back(
          refused("not_undoable", "event " + named(*found) +
                                      " is not taken back: what has begun or was said stays; close "
                                      "the deal, dismiss the task"));
    } else if (undone.contains(id)) {
      reasons.push_back(
          refused("undone_already", "event " + named(*found) + " was undone already"));
    }
  }
}

/// An event that counts rests on what counted when it was recorded: nothing that it builds on may
/// be missing now, and nothing may be there that was not. Only pairs of which one changes can break
/// that.
void look_at_order(const std::vector<Event>& events, const std::unordered_set<EventId>& before,
                   const std::unordered_set<EventId>& after, std::vector<Reason>& reasons) {
  const auto changes = [&](const Event& event) {
    return before.contains(event.id) != after.contains(event.id);
  };
  const auto look = [&](std::size_t earlier, std::size_t later) {
    const Event& base = events[earlier];
    const Event& upon = events[later];
    if (after.contains(upon.id) || !builds_on(upon, base)) return;
    const bool counted = !undone_in(std::span(events).first(later)).contains(base.id);
    if (counted == !after.contains(base.id)) return;
    const bool is_missing = changes(upon);  // an event comes back without what it builds on
    reasons.push_back(
        refused("later_event_depends",
                "event " + named(upon) + " builds on " + named(base) +
                    (is_missing ? ", which would not be as it was then; undo or bring back that too"
                                : "; undo it too"),
                {is_missing ? base.id.text() : upon.id.text()}));
  };
  for (std::size_t at = 0; at < events.size(); ++at) {
    if (!changes(events[at])) continue;
    for (std::size_t earlier = 0; earlier < at; ++earlier) {
      if (!changes(events[earlier])) look(earlier, at);
    }
    for (std::size_t later = at + 1; later < events.size(); ++later) look(at, later);
  }
}

/// The deal as it would stand must fit the pipelines as they are now.
void look_at_result(const Book::State& state, const std::vector<Event>& events,
                    const std::unordered_set<EventId>& undone, std::vector<Reason>& reasons) {
  Opportunity deal;
  fold_all(deal, events, undone);
  const Pipeline& pipeline = state.pipelines[*state.pipelines.find(deal.pipeline)];
  const StageIndex stage = pipeline.find_id(deal.stage.text());
  if (!is_known(stage) || pipeline.kind(stage) != deal.stage_kind) {
    reasons.push_back(refused("stage_gone", "the deal would return to stage " +
                                                quoted(deal.stage.text()) + ", which pipeline " +
                                                quoted(pipeline.name()) +
                                                " does not have any more, or not of that kind"));
  }
  if (deal.value && deal.value->currency() != pipeline.currency()) {
    reasons.push_back(
        refused("currency_differs", "the deal would be worth " + deal.value->to_string() +
                                        " again, but pipeline " + quoted(pipeline.name()) +
                                        " counts in " + std::string(pipeline.currency().code())));
  }
}

}  // namespace

bool is_undoable(EventType type) noexcept {
  switch (type) {
    case EventType::pipeline_added:
    case EventType::pipeline_changed:
    case EventType::account_added:
    case EventType::contact_added:
    case EventType::opportunity_created:
    case EventType::task_added:
    case EventType::interaction_logged:
    case EventType::automation_configured:
    case EventType::rule_fired:
    case EventType::automation_ran:
      return false;
    default:
      return true;
  }
}

std::vector<Reason> against_undoing(const Book::State& state, StreamIndex stream,
                                    std::span<const EventId> wanted) {
  std::vector<Event> events = state.journal.events_of(stream);
  std::vector<Reason> reasons;
  const auto before = undone_in(events);
  look_at_targets(events, wanted, before, reasons);
  if (!reasons.empty()) return reasons;
  Event undoing;
  undoing.payload = EventsUndone{{wanted.begin(), wanted.end()}, {}};
  events.push_back(undoing);
  const auto after = undone_in(events);
  events.pop_back();
  look_at_order(events, before, after, reasons);
  if (state.journal.stream(stream).kind == StreamKind::opportunity) {
    look_at_result(state, events, after, reasons);
  }
  return reasons;
}

}  // namespace salespipe
