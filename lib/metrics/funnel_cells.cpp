#include "metrics/funnel_cells.hpp"

#include <string>

namespace salespipe::metrics {

void FunnelCells::add(const FunnelLife::Tale& tale, std::int64_t deals, std::vector<Step>& steps) {
  for (const FunnelLife::Count& count : tale.counted) steps[count.step].count(count.slot) += deals;
  for (const FunnelLife::Exit& exit : tale.exits) steps[exit.step].exits.count(exit.to, deals);
}

void FunnelCells::flush(const Binding& binding, State& state, int sign) const {
  std::vector<std::string_view> keys;
  for (const auto& [group, steps] : groups_) {
    binding.keys(group, keys);
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const Step& from = steps[k];
      const std::string step = std::to_string(k);
      keys.emplace_back(step);
      for (std::size_t i = 0; i < kFunnelCounts.size(); ++i) {
        state.add(0, keys, kFunnelCounts[i], 0, Int128{sign} * from.counts[i]);
      }
      state.add(0, keys, Slot::funnel_won_value, 0, sign * from.won_value);
      State::Line& line = state.line(state.group(keys), 0);
      const auto add = [&](Slot slot, const DayCounts& bins) {
        line.bins[state.bins_column(slot)].add_sorted(bins.sorted(), sign < 0);
      };
      for (std::size_t i = 0; i < kFunnelDays.size(); ++i) add(kFunnelDays[i], from.days[i]);
      add(Slot::funnel_exits, from.exits);
      keys.pop_back();
    }
  }
}

}  // namespace salespipe::metrics
