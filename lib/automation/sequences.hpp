#pragma once

#include <functional>
#include <optional>
#include <string>

#include "salespipe/book/book.hpp"
#include "salespipe/definition/automation.hpp"

// What a sequence asks of the journal. That a deal is in one is its tag; which steps it has been
// through is told by their firings: nothing else is stored.
namespace salespipe::automation {

/// The event that gave the tag which the deal has; nothing where it has none.
std::optional<Event> start_of(const Book& book, const Sequence& sequence, const Opportunity& deal);

bool has_stop(const Sequence& sequence, SequenceStop stop);
/// Why an event about the deal ends the sequence; empty: it does not.
std::string stops(const Sequence& sequence, const Event& event, const Opportunity& deal);

/// The deals that an event is about, where it can end a sequence: an interaction that names no deal
/// is about each that is open with the account.
void for_each_deal_of(const Book& book, const Event& event,
                      const std::function<void(const Opportunity&)>& visit);

}  // namespace salespipe::automation
