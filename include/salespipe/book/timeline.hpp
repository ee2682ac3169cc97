#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/book/event.hpp"

// What happened around a deal or an account, and what can be said of it. For an account:
// Book::timeline().
namespace salespipe {

/// Everything about a deal: its own events, those of its tasks and the interactions about it, in
/// the order in which they happened. Error(not_found). Cost: all tasks and interactions.
std::vector<Event> timeline_of(const Book& book, const OpportunityId& deal);

/// Whether an event shows that somebody worked on a deal or that the customer stirred: creation, a
/// move, a finished task, an interaction. Editing a field or assigning a task is bookkeeping.
bool is_activity(EventType type) noexcept;

/// When the last activity among `events` happened, without what was undone in `book`; kNoInstant
/// where there is none of a known time.
Instant last_activity(const Book& book, std::span<const Event> events);

/// How two people talk: one of ours and one of theirs.
struct Conversation {
  ActorId owner;      ///< Empty: not known.
  ContactId contact;  ///< Empty: not known who.
  std::uint64_t inbound = 0;
  std::uint64_t outbound = 0;
  std::uint64_t mutual = 0;  ///< Meetings, calls and notes without a direction.
  Instant last = kNoInstant;
  bool operator==(const Conversation&) const = default;
};

/// Who talks to whom in `events`, the latest first.
std::vector<Conversation> conversations(std::span<const Event> events);

}  // namespace salespipe
