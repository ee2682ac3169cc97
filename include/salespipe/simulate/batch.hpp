#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe::simulate {

/// Position in one of the Dictionaries.
using Code = std::int32_t;
inline constexpr Code kNoCode = -1;
inline constexpr std::int64_t kNoValue = std::numeric_limits<std::int64_t>::min();

/// One row a deal, in the order of the deals' numbers, which is about that of their creation. The
/// row says what holds at the end of the span. All columns have the same length.
struct OpportunityColumns {
  std::vector<std::uint64_t> index;  ///< 0-based number of the deal; opportunity_id() makes a text.
  std::vector<Code> account, owner, source, product, pipeline;
  std::vector<Instant> created;
  std::vector<Code> stage;
  std::vector<Instant> closed;  ///< Last entry into Won or Lost; kNoInstant unless closed now.
  std::vector<Day> expected_close;
  std::vector<std::int64_t> value;  ///< Minor units; kNoValue where nobody knows it yet.
  std::vector<Code> lost_reason;    ///< kNoCode unless lost now.
  std::vector<Day> wake_up;         ///< kNoDay unless in the fridge now.

  std::size_t size() const noexcept { return index.size(); }
  bool operator==(const OpportunityColumns&) const = default;
};

/// What changed, in order of deals and, in a deal, of time. The first row of a deal is its
/// creation. A field that a row does not change is kNoCode, kNoValue or kNoDay.
struct HistoryColumns {
  std::vector<std::uint64_t> opportunity;
  std::vector<Instant> at;
  std::vector<Code> stage;
  std::vector<std::int64_t> value;
  std::vector<Code> owner;
  std::vector<Day> expected_close;

  std::size_t size() const noexcept { return opportunity.size(); }
  bool operator==(const HistoryColumns&) const = default;
};

/// In order of deals and, in a deal, of time.
struct InteractionColumns {
  std::vector<std::uint64_t> opportunity;
  std::vector<Instant> at;
  std::vector<Code> type, owner, account;

  std::size_t size() const noexcept { return opportunity.size(); }
  bool operator==(const InteractionColumns&) const = default;
};

/// In order of deals and, in a deal, of their creation.
struct TaskColumns {
  std::vector<std::uint64_t> opportunity;
  std::vector<Code> description;
  std::vector<Instant> created;
  std::vector<Day> due;  ///< May lie after the span.
  std::vector<Code> assignee;
  std::vector<Instant> done_at;  ///< kNoInstant: not done, at the end of the span.

  std::size_t size() const noexcept { return opportunity.size(); }
  bool operator==(const TaskColumns&) const = default;
};

/// A run of deals as plain columns. About 0.6 kB a deal in all.
struct Batch {
  OpportunityColumns opportunities;
  HistoryColumns history;
  InteractionColumns interactions;
  TaskColumns tasks;

  /// Puts the rows of `later` behind these.
  void append(const Batch& later);
  bool operator==(const Batch&) const = default;
};

}  // namespace salespipe::simulate
