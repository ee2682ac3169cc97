#include "metrics/funnel_life.hpp"

#include <algorithm>

namespace salespipe::metrics {

FunnelLife::FunnelLife(const FunnelPlan& plan)
    : won_(plan.open_stages.size()), entered_(won_ + 1), reached_at_(won_ + 1, 0) {
  for (std::size_t code = 0; code < plan.stages.size(); ++code) {
    const auto stage = static_cast<StageCode>(code);
    const bool here = plan.stages.at(stage).pipeline == plan.query.pipeline;
    roles_.push_back({here, plan.stages.outcome(stage), plan.stages.ordinal(stage)});
  }
}

const FunnelLife::Tale& FunnelLife::tell(std::span<const StageCode> entered, bool creation_known) {
  reset();
  for (std::uint32_t moment = 0; moment < entered.size(); ++moment) {
    if (entered[moment] != kNoStage) enter(entered[moment], moment);
  }
  if (stage_ == kNoStage || !roles_[stage_].here) return tale_;
  tale_.counts = true;
  tell_counts();
  tell_visits();
  if (creation_known) tell_waits();
  return tale_;
}

void FunnelLife::reset() {
  tale_.counts = false;
  tale_.counted.clear();
  tale_.stays.clear();
  tale_.exits.clear();
  tale_.won_at = kCut;
  std::fill(entered_.begin(), entered_.end(), std::uint8_t{0});
  visits_.clear();
  stage_ = kNoStage;
  furthest_ = last_open_ = kNowhere;
  level_ = 0;
}

void FunnelLife::enter(StageCode stage, std::uint32_t moment) {
  if (stage == stage_) return;
  if (stage_ != kNoStage && roles_[stage_].here && roles_[stage_].outcome == StageOutcome::open) {
    visits_.push_back({roles_[stage_].ordinal, since_, moment});
  }
  const StageOutcome outcome = roles_[stage].outcome;
  if (stage_ == kNoStage || outcome != roles_[stage_].outcome) {
    if (outcome == StageOutcome::lost) lost_since_ = moment;
    if (outcome == StageOutcome::won) won_at_ = moment;
  }
  stage_ = stage;
  since_ = moment;
  if (!roles_[stage].here) return;
  if (outcome != StageOutcome::open && outcome != StageOutcome::won) return;
  const std::size_t step = outcome == StageOutcome::won ? won_ : roles_[stage].ordinal;
  entered_[step] = 1;
  if (step == level_) ++level_;
  for (std::size_t k = furthest_ == kNowhere ? 0 : furthest_ + 1; k <= step; ++k) {
    reached_at_[k] = moment;
    furthest_ = k;
  }
  if (outcome == StageOutcome::open) last_open_ = step;
}

void FunnelLife::tell_counts() {
  const StageOutcome outcome = roles_[stage_].outcome;
  const bool lost = outcome == StageOutcome::lost;
  for (std::size_t k = 0; k <= won_; ++k) {
    if (entered_[k] != 0) count(Slot::funnel_entered, k);
    if (k < level_) count(Slot::funnel_strict, k);
    if (furthest_ == kNowhere || k > furthest_) continue;
    count(Slot::funnel_reached, k);
    if (entered_[k] == 0) count(Slot::funnel_skipped, k);
    if (k < furthest_) {
      count(Slot::funnel_advanced, k);
    } else if (lost && k < won_) {
      count(Slot::funnel_lost_before_next, k);
    }
  }
  if (outcome == StageOutcome::open) {
    count(Slot::funnel_still_there, roles_[stage_].ordinal);
  } else if (outcome == StageOutcome::won) {
    count(Slot::funnel_still_there, won_);
    tale_.won_at = won_at_;
  } else if (lost && last_open_ != kNowhere) {
    count(Slot::funnel_lost_from, last_open_);
  }
}

/// How long each visit took, and where it led: to the next visit, whatever lay between (the fridge,
/// a closing that was undone, another pipeline), the last one to the closing in which the deal
/// stands.
void FunnelLife::tell_visits() {
  const StageOutcome outcome = roles_[stage_].outcome;
  if (outcome == StageOutcome::open) {
    stay(FunnelDays::open_visit, roles_[stage_].ordinal, since_, kCut);
  }
  for (const Visit& visit : visits_) stay(FunnelDays::visit, visit.step, visit.from, visit.to);
  if (visits_.empty()) return;
  for (std::size_t i = 1; i < visits_.size(); ++i) {
    tale_.exits.push_back({visits_[i - 1].step, visits_[i].step});
  }
  const std::uint16_t last = visits_.back().step;
  if (outcome == StageOutcome::open) {
    tale_.exits.push_back({last, roles_[stage_].ordinal});
  } else if (outcome == StageOutcome::won) {
    tale_.exits.push_back({last, static_cast<std::uint16_t>(won_)});
  } else if (outcome == StageOutcome::lost) {
    tale_.exits.push_back({last, static_cast<std::uint16_t>(won_ + 1)});
  }
}

/// How long the deal waited in each step that it reached, and how that ended.
void FunnelLife::tell_waits() {
  if (furthest_ == kNowhere) return;
  for (std::size_t k = 0; k < furthest_; ++k) {
    stay(FunnelDays::advance, k, reached_at_[k], reached_at_[k + 1]);
  }
  if (furthest_ == won_) return;
  const std::uint32_t reached = reached_at_[furthest_];
  if (roles_[stage_].outcome == StageOutcome::lost) {
    stay(FunnelDays::lost, furthest_, reached, lost_since_);
  } else {
    stay(FunnelDays::waiting, furthest_, reached, kLastDay);
  }
}

}  // namespace salespipe::metrics
