#include "salespipe/metrics/funnel_bend.hpp"

#include <cmath>
#include <span>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

constexpr double kPartsPerMillion = 1e6;

std::optional<BendSide> side_of(std::span<const BendStep> steps) {
  BendSide side;
  double reached = 0;
  double sum = 0;
  double variance = 0;
  for (const BendStep& step : steps) {
    if (!step.conversion) continue;
    const auto weight = static_cast<double>(step.reached);
    reached += weight;
    sum += weight * step.conversion->advancing.value;
    variance += weight * weight * step.conversion->variance;
    side.decided += narrow_int64(step.conversion->decided);
  }
  if (reached <= 0) return std::nullopt;
  const double share = sum / reached;
  side.cases =
      effective_count(share, variance / (reached * reached), static_cast<double>(side.decided));
  side.conversion = share_of(share, side.cases);
  return side;
}

BendVerdict verdict_of(const Bend& bend) {
  if (!bend.odds_ratio || bend.before->decided < kBendDecided ||
      bend.after->decided < kBendDecided) {
    return BendVerdict::not_enough_data;
  }
  if (bend.odds_ratio->low > kBendOddsRatio) return BendVerdict::bends_at_qualified;
  if (bend.odds_ratio->high < kBendOddsRatio) return BendVerdict::leaks_after_qualified;
  return BendVerdict::not_enough_data;
}

/// The step whose losses times the chance to win behind it are most; of two alike, the earlier.
std::optional<WorstStep> worst_of(const std::vector<BendStep>& steps, std::size_t qualified,
                                  Int128 won_value, std::int64_t won_count) {
  std::optional<WorstStep> worst;
  Int128 most = 0;  // lost deals times parts per million
  Int128 chance = static_cast<Int128>(kPartsPerMillion);
  double wins = 1;  // probability to win from the stage behind the step at hand
  for (std::size_t k = steps.size(); k-- > qualified;) {
    const Int128 cost = steps[k].lost * chance;
    if (steps[k].lost > 0 && cost >= most) {
      worst = WorstStep{k, std::nullopt};
      most = cost;
    }
    wins *= steps[k].conversion ? steps[k].conversion->advancing.value : 0;
    chance = static_cast<Int128>(std::llround(wins * kPartsPerMillion));
  }
  if (worst && won_count > 0) {
    const Int128 parts = checked_mul(won_count, static_cast<Int128>(kPartsPerMillion));
    worst->cost = Figure{Unit::money, checked_mul(most, won_value), parts, std::nullopt};
  }
  return worst;
}

}  // namespace

std::string_view to_string(BendVerdict verdict) noexcept {
  switch (verdict) {
    case BendVerdict::bends_at_qualified:
      return "bends_at_qualified";
    case BendVerdict::leaks_after_qualified:
      return "leaks_after_qualified";
    case BendVerdict::not_enough_data:
      return "not_enough_data";
  }
  return "";
}

Bend bend_of(const std::vector<BendStep>& steps, std::size_t qualified, Int128 won_value,
             std::int64_t won_count) {
  if (qualified >= steps.size()) {
    throw Error(ErrorCode::invalid_argument, "the qualified stage is none of the steps");
  }
  const std::span<const BendStep> all(steps);
  Bend bend;
  bend.qualified = qualified;
  bend.before = side_of(all.first(qualified));
  bend.after = side_of(all.subspan(qualified));
  if (bend.before && bend.after) {
    bend.difference = difference_of(bend.after->conversion, bend.before->conversion);
    bend.odds_ratio = odds_ratio_of(bend.after->conversion.value, bend.after->cases,
                                    bend.before->conversion.value, bend.before->cases);
  }
  bend.verdict = verdict_of(bend);
  bend.worst = worst_of(steps, qualified, won_value, won_count);
  return bend;
}

}  // namespace salespipe::metrics
