#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/definition/transition.hpp"

namespace salespipe {

/// What a reason does to the move: a warning lets it happen, and is noted in its event.
enum class ReasonSeverity : std::uint8_t { warn, refuse };

/// "warn", "refuse"
std::string_view to_string(ReasonSeverity severity) noexcept;

/// One rule that speaks against a move.
struct Reason {
  ReasonSeverity severity = ReasonSeverity::refuse;
  std::string code{};                  ///< Stable: "lost_reason_missing", "skip_not_allowed", ...
  std::string message{};               ///< What stands against it and what to do, for a person.
  std::vector<std::string> missing{};  ///< What would satisfy the rule: fields, criteria, tasks.
  bool operator==(const Reason&) const = default;
};

/// The answer of a pipeline's rules to "may this deal go there?": every reason at once. A value;
/// no reasons means no memory taken.
struct Decision {
  bool allowed = true;
  TransitionKind transition = TransitionKind::forward;
  std::vector<Reason> reasons{};  ///< Refusals first, then warnings.

  explicit operator bool() const noexcept { return allowed; }
  bool operator==(const Decision&) const = default;
};

/// What a person says along with a move.
struct MoveDetails {
  std::string lost_reason{};  ///< For a move to a lost stage.
  Day wake_up = kNoDay;       ///< For a move to a parked stage: when to look at it again.
  std::string note{};
};

}  // namespace salespipe
