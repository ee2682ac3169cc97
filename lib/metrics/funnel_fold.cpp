// accumulate() of a funnel: how far each deal came, and how long it stood where.
#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "metrics/binding.hpp"
#include "metrics/day_counts.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/funnel.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::array kCounts{Slot::funnel_reached,   Slot::funnel_entered,
                             Slot::funnel_strict,    Slot::funnel_still_there,
                             Slot::funnel_lost_from, Slot::funnel_skipped,
                             Slot::funnel_advanced,  Slot::funnel_lost_before_next};

/// Where a visit leads that ends in a loss; where it ends in a win, the step of the won deals.
std::int64_t exit_lost(std::size_t won) { return static_cast<std::int64_t>(won) + 1; }

/// What is added up for one step (an open stage, or won behind the last) of one group.
struct Step {
  std::array<std::int64_t, kCounts.size()> counts{};
  DayCounts visits;
  DayCounts open_visits;
  DayCounts advance_days;
  DayCounts lost_days;
  DayCounts waiting_days;
  DayCounts exits;
  Int128 won_value = 0;
  std::int64_t& operator[](Slot slot) {
    return counts[static_cast<std::size_t>(slot) - static_cast<std::size_t>(kCounts.front())];
  }
};

class FunnelPass {
 public:
  FunnelPass(const FunnelPlan& plan, const Dataset& dataset)
      : plan_(plan),
        data_(dataset),
        binding_(plan.query.by, plan.query.filters, dataset),
        won_(plan.open_stages.size()),
        entered_(won_ + 1),
        reached_on_(won_ + 1, kNoDay) {
    for (std::size_t code = 0; code < plan.stages.size(); ++code) {
      const auto stage = static_cast<StageCode>(code);
      const bool here = plan.stages.at(stage).pipeline == plan.query.pipeline;
      roles_.push_back({here, plan.stages.outcome(stage), plan.stages.ordinal(stage)});
    }
  }

  void deal(std::size_t row) {
    const std::uint64_t group = binding_.deal_group(row);
    if (group == Binding::kNoGroup) return;
    const Day created = data_.opportunities.created[row];
    if (plan_.query.period && !plan_.query.period->contains(created)) return;
    if (is_known(created) && created >= plan_.cut) return;
    reset();
    value_ = data_.opportunities.value[row];
    const std::uint64_t end = data_.history.begin[row + 1];
    StageCode before = kNoStage;  // what the deal was created in, when entered earlier
    for (std::uint64_t event = data_.history.begin[row]; event < end; ++event) {
      if (data_.history.day[event] >= plan_.cut) break;
      if (data_.history.kind[event] == ChangeKind::value) {
        value_ = data_.history.values[data_.history.payload[event]];
      }
      if (data_.history.kind[event] != ChangeKind::stage) continue;
      const auto stage = static_cast<StageCode>(data_.history.payload[event]);
      if (is_known(created) && data_.history.day[event] < created) {
        before = stage;
        continue;
      }
      if (before != kNoStage) enter(std::exchange(before, kNoStage), created);
      enter(stage, data_.history.day[event]);
    }
    if (before != kNoStage) enter(before, created);
    if (!is_known(created) && data_.history.begin[row] == end && plan_.counts_undated) {
      const StageCode stage = data_.opportunities.stage[row];
      if (stage != kNoStage && roles_[stage].outcome == StageOutcome::open) {
        enter(stage, kNoDay);
      }
    }
    if (stage_ == kNoStage || !roles_[stage_].here) return;
    if (steps_ == nullptr || group != steps_group_) {
      steps_ = &groups_[group];
      steps_group_ = group;
      if (steps_->empty()) steps_->resize(won_ + 1);
    }
    tell(*steps_);
    // When a deal of unknown creation came to a stage, nobody knows.
    if (is_known(created)) tell_waits(*steps_);
  }

  void flush(State& state, int sign) {
    std::vector<std::string_view> keys;
    for (const auto& [group, steps] : groups_) {
      binding_.keys(group, keys);
      for (std::size_t k = 0; k < steps.size(); ++k) {
        const std::string step = std::to_string(k);
        keys.emplace_back(step);
        for (std::size_t i = 0; i < kCounts.size(); ++i) {
          state.add(0, keys, kCounts[i], 0, Int128{sign} * steps[k].counts[i]);
        }
        state.add(0, keys, Slot::funnel_won_value, 0, sign * steps[k].won_value);
        State::Line& line = state.line(state.group(keys), 0);
        const auto add = [&](Slot slot, const DayCounts& bins) {
          line.bins[state.bins_column(slot)].add_sorted(bins.sorted(), sign < 0);
        };
        add(Slot::funnel_visit_days, steps[k].visits);
        add(Slot::funnel_open_visit_days, steps[k].open_visits);
        add(Slot::funnel_advance_days, steps[k].advance_days);
        add(Slot::funnel_lost_days, steps[k].lost_days);
        add(Slot::funnel_waiting_days, steps[k].waiting_days);
        add(Slot::funnel_exits, steps[k].exits);
        keys.pop_back();
      }
    }
  }

 private:
  /// What the passes ask of a stage.
  struct Role {
    bool here = false;  // in the pipeline that the funnel is of
    StageOutcome outcome = StageOutcome::parked;
    std::uint16_t ordinal = 0;
  };
  struct Visit {
    std::size_t step;
    Day from;
    Day to;
  };

  void reset() {
    std::fill(entered_.begin(), entered_.end(), std::uint8_t{0});
    visits_.clear();
    stage_ = kNoStage;
    lost_since_ = kNoDay;
    won_value_ = kNoValue;
    furthest_ = last_open_ = kNowhere;
    level_ = 0;
  }

  void enter(StageCode stage, Day day) {
    if (stage == stage_) return;
    if (stage_ != kNoStage && roles_[stage_].here && roles_[stage_].outcome == StageOutcome::open) {
      visits_.push_back({roles_[stage_].ordinal, since_, day});
    }
    const StageOutcome outcome = roles_[stage].outcome;
    if (stage_ == kNoStage || outcome != roles_[stage_].outcome) {
      if (outcome == StageOutcome::lost) lost_since_ = day;
      if (outcome == StageOutcome::won) won_value_ = value_;
    }
    stage_ = stage;
    since_ = day;
    if (!roles_[stage].here) return;
    if (outcome != StageOutcome::open && outcome != StageOutcome::won) return;
    const std::size_t step = outcome == StageOutcome::won ? won_ : roles_[stage].ordinal;
    entered_[step] = 1;
    if (step == level_) ++level_;
    for (std::size_t k = furthest_ == kNowhere ? 0 : furthest_ + 1; k <= step; ++k) {
      reached_on_[k] = day;
      furthest_ = k;
    }
    if (outcome == StageOutcome::open) last_open_ = step;
  }

  void tell(std::vector<Step>& steps) {
    const StageOutcome outcome = roles_[stage_].outcome;
    const bool lost = outcome == StageOutcome::lost;
    for (std::size_t k = 0; k <= won_; ++k) {
      Step& step = steps[k];
      step[Slot::funnel_entered] += entered_[k];
      if (k < level_) ++step[Slot::funnel_strict];
      if (furthest_ == kNowhere || k > furthest_) continue;
      ++step[Slot::funnel_reached];
      if (entered_[k] == 0) ++step[Slot::funnel_skipped];
      if (k < furthest_) {
        ++step[Slot::funnel_advanced];
      } else if (lost && k < won_) {
        ++step[Slot::funnel_lost_before_next];
      }
    }
    if (outcome == StageOutcome::open) {
      ++steps[roles_[stage_].ordinal][Slot::funnel_still_there];
      if (is_known(since_)) {
        steps[roles_[stage_].ordinal].open_visits.count(plan_.cut - since_);
      }
    } else if (outcome == StageOutcome::won) {
      ++steps[won_][Slot::funnel_still_there];
      if (won_value_ != kNoValue) steps[won_].won_value += won_value_;
    } else if (lost && last_open_ != kNowhere) {
      ++steps[last_open_][Slot::funnel_lost_from];
    }
    for (const Visit& visit : visits_) steps[visit.step].visits.count(visit.to - visit.from);
    tell_exits(steps, outcome);
  }

  /// How long the deal waited in each step that it reached, and how that ended.
  void tell_waits(std::vector<Step>& steps) const {
    if (furthest_ == kNowhere) return;
    for (std::size_t k = 0; k < furthest_; ++k) {
      steps[k].advance_days.count(reached_on_[k + 1] - reached_on_[k]);
    }
    if (furthest_ == won_) return;
    const Day reached = reached_on_[furthest_];
    if (roles_[stage_].outcome == StageOutcome::lost) {
      steps[furthest_].lost_days.count(lost_since_ - reached);
    } else {
      // Watched through the last day before the cut.
      steps[furthest_].waiting_days.count(plan_.cut - 1 - reached);
    }
  }

  /// Where each visit led: to the next visit, whatever lay between (the fridge, a closing that was
  /// undone, another pipeline), the last one to the closing in which the deal stands.
  void tell_exits(std::vector<Step>& steps, StageOutcome outcome) const {
    if (visits_.empty()) return;
    for (std::size_t i = 1; i < visits_.size(); ++i) {
      steps[visits_[i - 1].step].exits.count(static_cast<std::int64_t>(visits_[i].step));
    }
    DayCounts& last = steps[visits_.back().step].exits;
    if (outcome == StageOutcome::open) {
      last.count(roles_[stage_].ordinal);
    } else if (outcome == StageOutcome::won) {
      last.count(static_cast<std::int64_t>(won_));
    } else if (outcome == StageOutcome::lost) {
      last.count(exit_lost(won_));
    }
  }

  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  const FunnelPlan& plan_;
  const Dataset& data_;
  Binding binding_;
  std::size_t won_;
  std::vector<Role> roles_;  // by stage
  std::unordered_map<std::uint64_t, std::vector<Step>> groups_;
  std::vector<Step>* steps_ = nullptr;  // of the group of the deal before
  std::uint64_t steps_group_ = 0;

  // The deal at hand.
  std::vector<std::uint8_t> entered_;
  std::vector<Day> reached_on_;
  std::vector<Visit> visits_;
  StageCode stage_ = kNoStage;
  Day since_ = kNoDay;
  Day lost_since_ = kNoDay;
  std::int64_t value_ = kNoValue;
  std::int64_t won_value_ = kNoValue;  // at the last winning
  std::size_t furthest_ = kNowhere;
  std::size_t last_open_ = kNowhere;
  std::size_t level_ = 0;
};

}  // namespace

void accumulate(const FunnelPlan& plan, const Dataset& dataset, RowRange opportunities, int sign,
                State& state) {
  if ((sign != 1 && sign != -1) || !(plan.stages == dataset.stages) ||
      plan.spec.text != state.spec().text || opportunities.first > opportunities.last ||
      opportunities.last > dataset.opportunities.size()) {
    throw Error(ErrorCode::invalid_argument,
                "the funnel's plan, data, state, rows and sign do not fit together");
  }
  FunnelPass pass(plan, dataset);
  for (std::size_t row = opportunities.first; row < opportunities.last; ++row) pass.deal(row);
  pass.flush(state, sign);
  state.extend_data_through(dataset.data_through);
}

}  // namespace salespipe::metrics
