#include "metrics/histogram_table.hpp"

#include <algorithm>
#include <limits>

#include "metrics/radix_sort.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kMostCounts = std::size_t{1} << 22;

/// Equal neighbours of a sorted run as one bin.
void count_up(std::vector<Bin>& bins, std::int64_t at) {
  if (!bins.empty() && bins.back().at == at) {
    bins.back().amount += 1;
  } else {
    bins.push_back({at, 1});
  }
}

}  // namespace

HistogramTable::HistogramTable(std::size_t keys, std::size_t bins) {
  if (bins == 0 || keys > kMostCounts / bins) return;
  bins_ = bins;
  counts_.assign(keys * bins, 0);
}

void HistogramTable::merge(const HistogramTable& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  short_.insert(short_.end(), other.short_.begin(), other.short_.end());
  long_.insert(long_.end(), other.long_.begin(), other.long_.end());
}

void HistogramTable::settle() {
  radix_sort(short_);
  std::sort(long_.begin(), long_.end());
}

std::vector<Bin> HistogramTable::bins(std::size_t first, std::size_t last) const {
  std::vector<Bin> counted;
  for (std::size_t bin = 0; bin < bins_; ++bin) {
    std::int64_t count = 0;
    for (std::size_t key = first; key < last; ++key) count += counts_[key * bins_ + bin];
    if (count != 0) counted.push_back({static_cast<std::int64_t>(bin), count});
  }
  Bins all;
  all.take_sorted(std::move(counted));
  for (std::size_t key = first; key < last; ++key) {
    all.take_sorted(shorts(key));
    all.take_sorted(longs(key));
  }
  return all.take();
}

std::vector<Bin> HistogramTable::shorts(std::size_t key) const {
  std::vector<Bin> run;
  const std::uint64_t low = key << kShortBits;
  for (auto at = std::lower_bound(short_.begin(), short_.end(), low);
       at != short_.end() && *at >> kShortBits == key; ++at) {
    count_up(run, static_cast<std::int64_t>(*at - low));
  }
  return run;
}

std::vector<Bin> HistogramTable::longs(std::size_t key) const {
  std::vector<Bin> run;
  const std::pair begin(key, std::numeric_limits<std::int64_t>::min());
  for (auto at = std::lower_bound(long_.begin(), long_.end(), begin);
       at != long_.end() && at->first == key; ++at) {
    count_up(run, at->second);
  }
  return run;
}

}  // namespace salespipe::metrics
