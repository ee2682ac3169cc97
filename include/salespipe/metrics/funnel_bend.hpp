#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "salespipe/metrics/figure.hpp"
#include "salespipe/metrics/incidence.hpp"
#include "salespipe/metrics/interval.hpp"

namespace salespipe::metrics {

/// What a funnel does at the stage that means qualified. A healthy one narrows up to it and hardly
/// after it.
enum class BendVerdict : std::uint8_t {
  bends_at_qualified,
  leaks_after_qualified,
  not_enough_data
};

/// "bends_at_qualified", ...
std::string_view to_string(BendVerdict verdict) noexcept;

/// Fewer decided steps than this on either side are not enough data.
inline constexpr std::int64_t kBendDecided = 50;
/// The odds of converting must be this many times higher behind the qualified stage: the funnel
/// bends when the whole 95% interval of their ratio lies above it, leaks when it lies below, and
/// the data are not enough while it holds it. Odds, because 40% against 50% and 90% against 93% are
/// alike in them. A judgement, not a law: measured on no one's data.
inline constexpr double kBendOddsRatio = 1.5;

/// One step between stages as the bend sees it.
struct BendStep {
  std::int64_t reached = 0;              ///< Deals that could take it.
  std::int64_t lost = 0;                 ///< Of them, lost before the next stage.
  std::optional<Conversion> conversion;  ///< Estimated; no value when none is decided.
};

/// The steps of one side together: each with its own estimate, weighted by the deals that reached
/// it, so that a slow step beside a fast one distorts nothing. What successive steps add to one
/// another's variance vanishes in large samples; variances are added.
struct BendSide {
  Estimate conversion;
  double cases = 0;  ///< As many uncensored cases would tell as much.
  std::int64_t decided = 0;
};

/// The step behind the qualified stage whose losses cost most.
struct WorstStep {
  std::size_t step = 0;  ///< Its index among the steps.
  /// What its lost deals would have brought, had they come to the next stage and done from there as
  /// the others, at the mean value of a won deal. No value when nothing was won.
  std::optional<Figure> cost;
};

struct Bend {
  BendVerdict verdict = BendVerdict::not_enough_data;
  std::size_t qualified = 0;  ///< The step that starts in the qualified stage.
  std::optional<BendSide> before;
  std::optional<BendSide> after;
  std::optional<Estimate> difference;  ///< after - before.
  std::optional<Estimate> odds_ratio;  ///< after over before.
  std::optional<WorstStep> worst;  ///< No value when no deal was lost behind the qualified stage.
};

/// `steps`: one per open stage, the last one to won; `qualified`: index of the qualified stage.
/// `won_value` minor units of `won_count` deals won. Says nothing of the share of won deals among
/// those that reached a stage: that one rises from stage to stage by arithmetic, in every funnel.
/// Error(invalid_argument) for a stage that is none of the steps.
Bend bend_of(const std::vector<BendStep>& steps, std::size_t qualified, Int128 won_value,
             std::int64_t won_count);

}  // namespace salespipe::metrics
