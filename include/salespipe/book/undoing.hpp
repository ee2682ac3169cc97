#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/book/decision.hpp"

namespace salespipe {

/// The answer to "may this be undone?", and what was recorded where it was. A refusal is a value,
/// with every reason at once:
///   "not_undoable"           a beginning, a definition or an interaction is not taken back
///   "undone_already"         the event does not count any more
///   "later_event_depends"    a later event builds on it; `missing` holds its id: undo it too
///   "stage_gone"             the stage that the deal would return to is not in its pipeline any
///   more "currency_differs"       the value that would return is not in the pipeline's currency
///   "nothing_to_undo"        no event of the deal is left that could be undone
struct Undoing {
  bool allowed = true;
  std::vector<Reason> reasons{};
  std::vector<std::uint64_t> recorded{};  ///< Sequences of the events_undone, one a stream.

  explicit operator bool() const noexcept { return allowed; }
  bool operator==(const Undoing&) const = default;
};

}  // namespace salespipe
