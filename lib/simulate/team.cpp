#include "simulate/team.hpp"

#include <algorithm>

#include "salespipe/simulate/rates.hpp"

namespace salespipe::simulate {
namespace {

constexpr int kTries = 4;  // at empty chairs, before a deal goes to the star

// A new colleague is looked for at least this long before somebody leaves again.
constexpr std::int32_t kShortestTenure = 120;

// So that a team of 10'000 chairs over 20 years does not run out of names.
constexpr int kMostReps = 10;

}  // namespace

Team::Team(const Options& options) {
  const auto chairs = static_cast<std::size_t>(team_size(options));
  const Day end = end_of_span(options);
  const double span = static_cast<double>(end - options.start);
  std::vector<double> weights;
  for (std::size_t chair = 0; chair < chairs; ++chair) {
    Draw draw(options.seed, Stream::team, chair);
    first_rep_.push_back(static_cast<std::int32_t>(reps_.size()));
    if (chair == 0) {
      weights.push_back(kStarWeight);
      reps_.push_back({1.3, 0.9, options.start, kNever});
      continue;
    }
    weights.push_back(draw.log_normal(1.0, 0.4));
    Day joined = options.start;
    if (!draw.chance(kThereFromStart)) {
      joined = joined + static_cast<std::int32_t>(draw.uniform() * 0.7 * span);
    }
    for (int nth = 0; nth < kMostReps && joined < end; ++nth) {
      Rep rep{draw.log_normal(1.0, kSkillSpread), draw.log_normal(1.0, kPaceSpread), joined,
              kNever};
      const auto tenure =
          static_cast<std::int32_t>(std::min(draw.log_normal(kMedianTenureDays, 0.9), 36'500.0));
      rep.left = joined + std::max(tenure, kShortestTenure);
      if (rep.left >= end || nth + 1 == kMostReps) rep.left = kNever;
      reps_.push_back(rep);
      if (rep.left == kNever) break;
      joined = rep.left + kVacancyDays;
    }
  }
  first_rep_.push_back(static_cast<std::int32_t>(reps_.size()));
  chairs_ = Choice(weights.begin(), weights.end());
}

Code Team::somebody(Draw& draw, Day day) const {
  for (int n = 0; n < kTries; ++n) {
    const auto chair = static_cast<std::size_t>(draw.pick(chairs_));
    for (std::int32_t code = first_rep_[chair]; code < first_rep_[chair + 1]; ++code) {
      if (rep(code).active_on(day)) return code;
    }
  }
  return 0;
}

}  // namespace salespipe::simulate
