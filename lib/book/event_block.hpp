#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "book/journal.hpp"

// Events as bytes, for reading a long journal fast: JournalBlock. A form of the moment, never a
// document: it is read only by the engine that wrote it.
namespace salespipe {

/// Names the form. It changes by itself with the types of events and the members of their payloads.
std::string event_block_engine();

/// Requires that the events `first` to `last` are in the journal.
std::string write_event_block(const Journal& journal, std::uint64_t first, std::uint64_t last);

/// Calls `take` with each event in order; the event is only valid in the call. Error(corrupt) for
/// bytes that are no such events. What the events say is not checked.
void read_event_block(std::string_view bytes, const std::function<void(const Event&)>& take);

}  // namespace salespipe
