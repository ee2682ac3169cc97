#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/book/book.hpp"

// Cleaning the pipeline: which open deals are stale, why, and closing them in one go.
namespace salespipe::hygiene {

/// Where flushed deals go.
enum class FlushTo : std::uint8_t { lost, fridge };
/// "lost", "fridge"
std::string_view to_string(FlushTo to) noexcept;
std::optional<FlushTo> parse_flush_to(std::string_view text) noexcept;

/// Which open deals are stale: those that meet one of the conditions. At least one must be given.
struct FlushCondition {
  /// No activity for so many days or more; 1 to 36'500. Activity is creation, a change of stage, an
  /// interaction about the deal or with its account where it names no deal, a completed task. A
  /// deal of which none is known is not judged.
  std::optional<std::int32_t> inactive_days{};
  Day created_before = kNoDay;  ///< Created before this day.
  /// The expected close date is so many days or more ago; 0 to 36'500, 0: it is today or past.
  std::optional<std::int32_t> close_date_passed_days{};
  /// Only deals of this pipeline or owner; empty: of all.
  PipelineId pipeline{};
  ActorId owner{};
};

/// What becomes of the stale deals.
struct FlushAction {
  FlushTo to = FlushTo::lost;
  std::string reason = "Inactive";  ///< The lost reason; to the fridge: noted with the move.
  Day wake_up = kNoDay;             ///< For the fridge: when to look again.
};

/// A stale deal, with everything that speaks against it.
struct StaleDeal {
  OpportunityId deal;
  Instant last_activity = kNoInstant;
  /// For a person, one for each condition that is met: "no activity for 112 days".
  std::vector<std::string> reasons;
  /// What the rules of its pipeline say to the move. A deal that they refuse stays where it is.
  Decision decision;
  /// The event that moved it; empty where it was not moved.
  EventId event;
};

/// The stale deals in order of creation and what the move would be told; changes nothing. `at` is
/// now; days are those of the book's zone.
/// Error(invalid_argument) without a condition, for a number out of range, for a wake-up day that
/// is missing for the fridge. Cost: all deals, tasks and interactions.
std::vector<StaleDeal> stale_deals(const Book& book, const FlushCondition& condition,
                                   const FlushAction& action, Instant at);

/// Moves the stale deals whose pipelines allow it, all in one transaction; returns all stale deals.
/// With an event id, the moves have "<id>", "<id>/2", ..., so undoing "<id>" takes back the whole
/// flush; the same id again changes nothing and returns nothing. An expected version is
/// Error(invalid_argument): a flush is of many deals.
std::vector<StaleDeal> flush(Book& book, const FlushCondition& condition, const FlushAction& action,
                             const CommandContext& context);

/// The parked deals whose wake-up day is `until` or earlier (kNoDay: all), by that day; those
/// without one last. Cost: all deals.
std::vector<const Opportunity*> in_fridge(const Book& book, Day until = kNoDay);

}  // namespace salespipe::hygiene
