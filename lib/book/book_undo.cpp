// Undoing: asking, doing, and telling what does not count.
#include <algorithm>
#include <utility>

#include "book/state.hpp"
#include "book/undo_rules.hpp"
#include "book/undone.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

/// The events to undo in one stream.
struct Targets {
  StreamIndex stream;
  std::vector<EventId> events{};
};

/// The named events and the others of their commands, by stream, in the order given.
std::vector<Targets> targets_of(const Book::State& state, std::span<const EventId> wanted) {
  std::vector<Targets> targets;
  const auto add = [&](const EventId& id, std::uint64_t sequence) {
    const StreamIndex stream = state.journal.stream_of(sequence);
    auto of = std::find_if(targets.begin(), targets.end(),
                           [&](const Targets& one) { return one.stream == stream; });
    if (of == targets.end()) of = targets.insert(targets.end(), {stream, {}});
    if (std::find(of->events.begin(), of->events.end(), id) == of->events.end()) {
      of->events.push_back(id);
    }
  };
  for (const EventId& id : wanted) {
    const auto sequence = state.journal.find(id);
    if (!sequence) {
      throw Error(ErrorCode::not_found,
                  "there is no event with the id " + quoted(id.text()) + " in the book");
    }
    add(id, *sequence);
    if (Journal::generated_number(id.text())) continue;
    for (std::size_t number = 2;; ++number) {
      const EventId next = numbered(id, number);
      const auto more = state.journal.find(next);
      if (!more) break;
      add(next, *more);
    }
  }
  return targets;
}

Undoing decided(std::vector<Reason> reasons) {
  Undoing answer;
  answer.allowed = reasons.empty();
  answer.reasons = std::move(reasons);
  return answer;
}

Undoing ask(const Book::State& state, const std::vector<Targets>& targets) {
  std::vector<Reason> reasons;
  if (targets.empty()) {
    reasons.push_back({ReasonSeverity::refuse,
                       "nothing_to_undo",
                       "there is nothing that could be undone; name events that count",
                       {}});
  }
  for (const Targets& one : targets) {
    const Stream& stream = state.journal.stream(one.stream);
    if (stream.kind != StreamKind::opportunity && stream.kind != StreamKind::task) {
      reasons.push_back({ReasonSeverity::refuse,
                         "not_undoable",
                         "what is said of " + std::string(to_string(stream.kind)) + " " +
                             quoted(stream.id) + " is not taken back",
                         {}});
      continue;
    }
    auto more = against_undoing(state, one.stream, one.events);
    std::move(more.begin(), more.end(), std::back_inserter(reasons));
  }
  return decided(std::move(reasons));
}

/// What an earlier call of the same command recorded.
std::optional<Undoing> as_recorded(const Book::State& state, const CommandContext& context) {
  if (context.event_id.empty()) return std::nullopt;
  Undoing answer;
  for (std::size_t number = 1;; ++number) {
    const auto sequence = state.journal.find(numbered(context.event_id, number));
    if (!sequence) break;
    if (state.journal.type(*sequence) != EventType::events_undone) {
      throw Error(ErrorCode::conflict, "the event id " + quoted(context.event_id.text()) +
                                           " stands for another command already; give each "
                                           "command an id of its own");
    }
    answer.recorded.push_back(*sequence);
  }
  if (answer.recorded.empty()) return std::nullopt;
  return answer;
}

Undoing carry_out(Book::State& state, const std::vector<Targets>& targets,
                  const CommandContext& context, std::string_view reason) {
  if (context.expected_version) {
    if (targets.size() != 1) {
      throw Error(ErrorCode::invalid_argument,
                  "a version can be expected of one deal or task, not of " +
                      std::to_string(targets.size()));
    }
    state.check_version(context, targets.front().stream);
  }
  Undoing answer = ask(state, targets);
  if (!answer.allowed) return answer;
  std::vector<Event> events;
  for (const Targets& one : targets) {
    Event event = state.event_of(context, state.journal.stream(one.stream),
                                 EventsUndone{one.events, std::string(reason)});
    event.id = numbered(context.event_id, events.size() + 1);
    state.check(event);
    events.push_back(std::move(event));
  }
  for (const Event& event : events) {
    state.append_checked(event);
    answer.recorded.push_back(state.journal.size());
  }
  return answer;
}

/// Book::undo_last under the store's lock.
Undoing take_back_last(Book::State& state, const OpportunityId& id, const CommandContext& context,
                       std::size_t count, std::string_view reason) {
  state.check_context(context);
  const auto index = state.opportunities.require(id, "opportunity");
  if (auto done = as_recorded(state, context)) return *std::move(done);
  const StreamIndex stream = state.opportunities.beside(index).stream;
  const auto events = state.journal.events_of(stream);
  const auto undone = undone_in(events);
  std::vector<Targets> targets{{stream, {}}};
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (targets.front().events.size() == count) break;
    const bool counts = is_undoable(event->type()) && event->type() != EventType::events_undone;
    if (counts && !undone.contains(event->id)) targets.front().events.push_back(event->id);
  }
  if (targets.front().events.empty()) targets.clear();
  return carry_out(state, targets, context, reason);
}

}  // namespace

Undoing Book::evaluate_undo(std::span<const EventId> events) const {
  return ask(*state_, targets_of(*state_, events));
}

Undoing Book::undo(std::span<const EventId> events, const CommandContext& context,
                   std::string_view reason) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    if (auto done = as_recorded(state, context)) return *std::move(done);
    return carry_out(state, targets_of(state, events), context, reason);
  });
}

Undoing Book::undo_last(const OpportunityId& id, const CommandContext& context, std::size_t count,
                        std::string_view reason) {
  State& state = *state_;
  if (count == 0) {
    throw Error(ErrorCode::invalid_argument, "the number of events to undo must be 1 or more");
  }
  return state.write([&] { return take_back_last(state, id, context, count, reason); });
}

std::vector<std::uint64_t> Book::undone(Instant known_at) const {
  std::vector<std::uint64_t> found;
  for (const StreamIndex stream : state_->journal.streams_with_undoing()) {
    auto events = state_->journal.events_of(stream);
    if (is_known(known_at)) {
      std::erase_if(events, [&](const Event& event) { return event.recorded_at > known_at; });
    }
    const auto undone = undone_in(events);
    for (const Event& event : events) {
      if (undone.contains(event.id)) found.push_back(event.sequence);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace salespipe
