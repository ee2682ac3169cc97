#include "metrics/series_flows.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::array<std::string_view, kSeriesKinds> kNames{
    "created", "reopened", "advanced_in",  "back_in",  "moved_in",  "value_up",   "won",
    "lost",    "parked",   "advanced_out", "back_out", "moved_out", "value_down", "undated",
};

}  // namespace

std::string_view to_string(Flow flow) noexcept { return kNames[static_cast<std::size_t>(flow)]; }
std::string_view series_kind(std::size_t kind) noexcept { return kNames[kind]; }

FlowTable::FlowTable(const Binding& binding, Day first, Day last)
    : binding_(binding), first_(first), days_(static_cast<std::uint64_t>(last - first + 1)) {
  const std::uint64_t most_groups = kDenseCells / kSeriesKinds / days_;
  if (binding.group_space() <= most_groups) {
    dense_.resize(binding.group_space() * kSeriesKinds * days_);
  }
}

void FlowTable::settle() {
  settled_.insert(settled_.end(), log_.begin(), log_.end());
  log_.clear();
  std::sort(settled_.begin(), settled_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.day) < std::tie(b.key, b.day);
  });
  std::size_t size = 0;
  for (const Entry& entry : settled_) {
    if (size > 0 && settled_[size - 1].key == entry.key && settled_[size - 1].day == entry.day) {
      settled_[size - 1].sums.add(entry.sums.count, entry.sums.value, entry.sums.weighted);
    } else {
      settled_[size++] = entry;
    }
  }
  settled_.resize(size);
}

void FlowTable::tell(std::uint64_t key, std::span<const Entry> entries, int sign, State& state) {
  std::vector<std::string_view> keys;
  binding_.keys(key / kSeriesKinds, keys);
  keys.push_back(series_kind(key % kSeriesKinds));
  State::Line& line = state.line(state.group(keys), 0);
  std::vector<Bin> bins;
  const auto hand_over = [&](Slot slot, auto amount) {
    bins.clear();
    for (const Entry& entry : entries) {
      const Int128 sum = amount(entry.sums);
      if (sum != 0) bins.push_back({entry.day.number, sum});
    }
    line.bins[state.bins_column(slot)].add_sorted(bins, sign < 0);
  };
  hand_over(Slot::series_count, [](const Sums& sums) -> Int128 { return sums.count; });
  hand_over(Slot::series_value, [](const Sums& sums) { return sums.value; });
  hand_over(Slot::series_weighted, [](const Sums& sums) { return sums.weighted; });
}

void FlowTable::flush(State& state, int sign) {
  settle();
  if (!dense_.empty()) {
    std::vector<Entry> entries;
    for (std::uint64_t key = 0; key < dense_.size() / days_; ++key) {
      entries.clear();
      for (std::uint64_t day = 0; day < days_; ++day) {
        const Sums& sums = dense_[key * days_ + day];
        if (!sums.is_zero()) {
          entries.push_back({key, first_ + static_cast<std::int32_t>(day), sums});
        }
      }
      if (!entries.empty()) tell(key, entries, sign, state);
    }
  }
  for (std::size_t first = 0; first < settled_.size();) {
    std::size_t last = first;
    while (last < settled_.size() && settled_[last].key == settled_[first].key) ++last;
    tell(settled_[first].key, std::span(settled_).subspan(first, last - first), sign, state);
    first = last;
  }
}

}  // namespace salespipe::metrics
