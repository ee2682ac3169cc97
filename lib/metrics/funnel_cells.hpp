#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "metrics/binding.hpp"
#include "metrics/day_counts.hpp"
#include "metrics/funnel_life.hpp"

namespace salespipe::metrics {

/// What a funnel adds up, group by group and step by step, before it goes into a State.
class FunnelCells {
 public:
  /// One step (an open stage, or won behind the last) of one group.
  struct Step {
    std::array<std::int64_t, kFunnelCounts.size()> counts{};
    std::array<DayCounts, kFunnelDays.size()> days;
    DayCounts exits;
    Int128 won_value = 0;

    std::int64_t& count(Slot slot) {
      return counts[static_cast<std::size_t>(slot) -
                    static_cast<std::size_t>(kFunnelCounts.front())];
    }
  };

  explicit FunnelCells(std::size_t steps) : steps_(steps) {}

  /// The steps of a group; made when they are new.
  std::vector<Step>& of(std::uint64_t group) {
    if (last_ == nullptr || group != last_group_) {
      last_ = &groups_[group];
      last_group_ = group;
      if (last_->empty()) last_->resize(steps_);
    }
    return *last_;
  }
  /// All of a tale but its days, `deals` times.
  static void add(const FunnelLife::Tale& tale, std::int64_t deals, std::vector<Step>& steps);

  void flush(const Binding& binding, State& state, int sign) const;

 private:
  std::size_t steps_;
  std::unordered_map<std::uint64_t, std::vector<Step>> groups_;
  std::vector<Step>* last_ = nullptr;
  std::uint64_t last_group_ = 0;
};

}  // namespace salespipe::metrics
