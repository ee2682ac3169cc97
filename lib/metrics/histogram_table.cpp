#include "metrics/histogram_table.hpp"

#include <algorithm>

namespace salespipe::metrics {
namespace {

constexpr std::size_t kMostCounts = std::size_t{1} << 22;

}  // namespace

HistogramTable::HistogramTable(std::size_t keys, std::int64_t origin, std::int64_t step,
                               std::size_t bins)
    : origin_(origin), step_(static_cast<std::uint64_t>(std::max<std::int64_t>(step, 1))) {
  if (bins > 0 && keys <= kMostCounts / bins) {
    bins_ = bins;
    counts_.assign(keys * bins, 0);
  }
}

void HistogramTable::merge(const HistogramTable& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  log_.insert(log_.end(), other.log_.begin(), other.log_.end());
}

void HistogramTable::settle() { std::sort(log_.begin(), log_.end()); }

std::vector<Bin> HistogramTable::bins(std::size_t first, std::size_t last) const {
  std::vector<Bin> result;
  for (std::size_t bin = 0; bin < bins_; ++bin) {
    std::uint64_t count = 0;
    for (std::size_t key = first; key < last; ++key) count += counts_[key * bins_ + bin];
    if (count == 0) continue;
    const std::int64_t at = origin_ + static_cast<std::int64_t>(bin * step_);
    result.push_back({at, static_cast<std::int64_t>(count)});
  }
  const auto from = std::lower_bound(
      log_.begin(), log_.end(), first,
      [](const auto& entry, std::size_t key) { return std::size_t{entry.first} < key; });
  const auto to = std::lower_bound(from, log_.end(), last, [](const auto& entry, std::size_t key) {
    return std::size_t{entry.first} < key;
  });
  if (from == to) return result;
  std::vector<std::int64_t> logged;
  for (auto entry = from; entry != to; ++entry) logged.push_back(entry->second);
  std::sort(logged.begin(), logged.end());
  Bins all;
  all.add_sorted(result);
  std::vector<Bin> runs;
  for (const std::int64_t at : logged) {
    if (!runs.empty() && runs.back().at == at) {
      runs.back().amount += 1;
    } else {
      runs.push_back({at, 1});
    }
  }
  all.add_sorted(runs);
  return all.sorted();
}

}  // namespace salespipe::metrics
