#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "salespipe/book/book_at.hpp"

namespace salespipe {

/// What is different about a deal between two moments.
enum class Difference : std::uint8_t {
  created,  ///< It is only there at the later one.
  gone,     ///< It is only there at the earlier one: the later moment knows less.
  moved,    ///< To another stage or pipeline.
  won,
  lost,
  parked,
  reopened,  ///< It was closed and is open, or was reopened in between, once or more.
  value,
  owner,
  expected_close,
};

/// "created", "gone", "moved", "won", "lost", "parked", "reopened", "value", "owner",
/// "expected_close"
std::string_view to_string(Difference difference) noexcept;

/// A deal that is not the same at two moments.
struct DealDifference {
  std::optional<Opportunity> before{};    ///< Absent when it was not there.
  std::optional<Opportunity> after{};     ///< Absent when it is not there any more.
  std::vector<Difference> differences{};  ///< At least one, in the order of the enumeration.
  const OpportunityId& id() const noexcept { return after ? after->id : before->id; }
};

/// The deals that were created, moved, closed, reopened, or changed in value, owner or expected
/// close, in the order in which they came into the book. A deal created in between is created, and
/// won, lost or parked when it is that at the later moment. Names, tags, fields and criteria are
/// not compared. Cost: in proportion to the deals.
std::vector<DealDifference> differences(const BookAt& before, const BookAt& after);

}  // namespace salespipe
