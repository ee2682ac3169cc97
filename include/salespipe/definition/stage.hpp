#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/id.hpp"
#include "salespipe/definition/exit_criterion.hpp"

namespace salespipe {

/// What standing in a stage means. Parked is neither open nor decided: the fridge.
enum class StageKind : std::uint8_t { open, won, lost, parked };

/// How a stage's deals count in a forecast.
enum class ForecastCategory : std::uint8_t { pipeline, best_case, commit, closed, omitted };

/// Probabilities are parts per million: 100 % is 1'000'000, 10 % is 100'000.
inline constexpr std::int32_t kCertain = 1'000'000;

/// A stage's position in its pipeline's list: the dense form for hot paths and columns. It means
/// nothing without its pipeline, and nothing across revisions of a definition.
struct StageIndex {
  std::uint16_t number = 0;
  constexpr auto operator<=>(const StageIndex&) const = default;
};

inline constexpr StageIndex kNoStage{std::numeric_limits<std::uint16_t>::max()};
constexpr bool is_known(StageIndex stage) { return stage != kNoStage; }

/// One step of a pipeline. Plain data: Pipeline checks it.
struct Stage {
  StageId id;        ///< Unique in its pipeline; Pipeline derives it from the name when empty.
  std::string name;  ///< For people: "Proposal made".
  StageKind kind = StageKind::open;
  std::int32_t probability_ppm = 0;  ///< Chance to win from here, 0..kCertain.
  ForecastCategory forecast_category = ForecastCategory::pipeline;
  std::int32_t max_age_days = 0;  ///< Longer here is rotting; 0: no limit. At most 36'500.
  bool qualified = false;         ///< Reaching it means that the deal is qualified.
  std::vector<ExitCriterion> exit_criteria;
  /// Whether a deal that enters it gets a task for each checklist task among its exit criteria.
  bool checklist_as_tasks = false;
  bool operator==(const Stage&) const = default;
};

/// pipeline for open stages, closed for won, omitted for lost and parked.
ForecastCategory default_forecast_category(StageKind kind) noexcept;

/// "open", "won", "lost", "parked"
std::string_view to_string(StageKind kind) noexcept;
/// "pipeline", "best_case", "commit", "closed", "omitted"
std::string_view to_string(ForecastCategory category) noexcept;
std::optional<StageKind> parse_stage_kind(std::string_view text) noexcept;
std::optional<ForecastCategory> parse_forecast_category(std::string_view text) noexcept;

}  // namespace salespipe
