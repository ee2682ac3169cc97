// How facts get into the journal: from commands one by one, from elsewhere alone or in batches.
#include <algorithm>
#include <utility>
#include <vector>

#include "book/limits.hpp"
#include "book/state.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/conflict.hpp"

namespace salespipe {

std::optional<StreamIndex> Book::State::find_stream(StreamKind kind, const std::string& id) const {
  const auto on = [](const auto& shelf, const auto& of) -> std::optional<StreamIndex> {
    const auto index = shelf.find_text(of);
    if (!index) return std::nullopt;
    return shelf.beside(*index).stream;
  };
  switch (kind) {
    case StreamKind::pipeline:
      return on(pipelines, id);
    case StreamKind::account:
      return on(accounts, id);
    case StreamKind::contact:
      return on(contacts, id);
    case StreamKind::opportunity:
      return on(opportunities, id);
    case StreamKind::task:
      return on(tasks, id);
    case StreamKind::access:
      return id == kAccessStream ? access_stream : std::nullopt;
    case StreamKind::automation:
      return id == kAutomationStream ? automation_stream : std::nullopt;
  }
  return std::nullopt;
}

void Book::State::check_rare_context(const CommandContext& context) const {
  check_instant(context.at, "/occurred_at");
  if (is_known(context.recorded_at)) check_instant(context.recorded_at, "/recorded_at");
  if (Journal::generated_number(context.event_id.text()) && !journal.find(context.event_id)) {
    refuse_event(ErrorCode::invalid_argument,
                 "event ids of the form " + quoted(context.event_id.text()) +
                     " are the book's own; give another",
                 "/id");
  }
}

void Book::State::check_new(const CommandContext& context) const {
  if (context.expected_version && *context.expected_version != 0) {
    throw Error(ErrorCode::conflict,
                "version " + std::to_string(*context.expected_version) +
                    " was expected of something that is not in the book yet; expect 0 or nothing");
  }
}

void Book::State::refuse_version(std::uint64_t expected, StreamIndex stream) const {
  constexpr std::size_t kTold = 5;
  const Stream& of = journal.stream(stream);
  const std::uint64_t version = journal.version(stream);
  std::string message = std::string(to_string(of.kind)) + " " + quoted(of.id) + " is at version " +
                        std::to_string(version) + ", not " + std::to_string(expected);
  std::vector<Event> meanwhile;
  if (version > expected) {
    for (const std::uint64_t sequence : journal.sequences(stream, expected)) {
      journal.read(sequence, meanwhile.emplace_back());
    }
    message += "; meanwhile: ";
    for (std::size_t i = 0; i < meanwhile.size() && i < kTold; ++i) {
      const Event& event = meanwhile[i];
      if (i > 0) message += ", ";
      message += to_string(event.type());
      if (!event.actor.empty()) message += " by " + quoted(event.actor.text());
      if (is_known(event.occurred_at)) message += " at " + to_string(event.occurred_at);
    }
    if (meanwhile.size() > kTold) {
      message += " and " + std::to_string(meanwhile.size() - kTold) + " more";
    }
  }
  throw Conflict(message + "; read it again and decide anew", of, version, std::move(meanwhile));
}

std::optional<std::uint64_t> Book::State::repeated(const CommandContext& context, EventType type,
                                                   StreamKind kind, const std::string& id) const {
  if (context.event_id.empty()) return std::nullopt;
  const auto sequence = journal.find(context.event_id);
  if (!sequence) return std::nullopt;
  const Stream& of = journal.stream(journal.stream_of(*sequence));
  if (journal.type(*sequence) != type || of.kind != kind || (!id.empty() && of.id != id)) {
    throw Error(ErrorCode::conflict, "the event id " + quoted(context.event_id.text()) +
                                         " stands for " +
                                         std::string(to_string(journal.type(*sequence))) + " of " +
                                         std::string(to_string(of.kind)) + " " + quoted(of.id) +
                                         " already; give each command an id of its own");
  }
  return sequence;
}

Event Book::State::event_of(const CommandContext& context, Stream stream, Payload payload) const {
  Event event;
  event.id = context.event_id;
  event.stream = std::move(stream);
  event.occurred_at = context.at;
  event.recorded_at = recorded_at(context);
  event.actor = actor_of(context);
  event.payload = std::move(payload);
  event.schema_version = current_schema_version(event.type());
  return event;
}

std::uint64_t Book::State::record(const CommandContext& context, Stream stream, Payload payload) {
  const Event event = event_of(context, std::move(stream), std::move(payload));
  check(event);
  append_checked(event);
  return journal.size();
}

std::optional<std::uint64_t> Book::State::duplicate(const Event& event) const {
  if (event.id.empty()) return std::nullopt;
  const auto sequence = journal.find(event.id);
  if (!sequence) return std::nullopt;
  Event there;
  journal.read(*sequence, there);
  if (event.sequence == 0) there.sequence = 0;
  if (!(there == event)) {
    refuse_event(ErrorCode::conflict,
                 "the id " + quoted(event.id.text()) + " belongs to another event already (" +
                     std::string(to_string(there.type())) + ", number " +
                     std::to_string(*sequence) +
                     "); an event never changes, give a new one a new id",
                 "/id");
  }
  return sequence;
}

std::uint64_t Book::State::append(const Event& event) {
  if (const auto there = duplicate(event)) return *there;
  check(event);
  append_checked(event);
  return journal.size();
}

std::uint64_t Book::append(const Event& event) {
  State& state = *state_;
  return state.write([&] { return state.append(event); });
}

void Book::append(std::span<const Event> events) {
  State& state = *state_;
  return state.write([&] {
    std::size_t place = 0;
    try {
      for (const Event& event : events) {
        ++place;
        state_->append(event);
      }
    } catch (const Error& error) {
      const Event& bad = events[place - 1];
      std::string which = "event " + std::to_string(place) + " of " + std::to_string(events.size());
      if (!bad.id.empty()) which += " (" + quoted(bad.id.text()) + ")";
      throw Error(error.code(), which + ": " + error.message() + "; nothing was added",
                  error.place());
    }
  });
}

Book Book::replay(std::span<const Event> events, BookOptions options) {
  Book book(std::move(options));
  book.append(events);
  return book;
}

}  // namespace salespipe
