#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "salespipe/metrics/bins.hpp"

namespace salespipe::metrics {

/// Histograms by key, as a scan fills them: the first `bins` of each key are counted in a table
/// when the tables of all keys are small enough; what has no place there is written down and sorted
/// at the end.
class HistogramTable {
 public:
  HistogramTable() = default;
  HistogramTable(std::size_t keys, std::size_t bins);

  void count(std::size_t key, std::int64_t at) {
    if (static_cast<std::uint64_t>(at) < bins_) {
      ++counts_[key * bins_ + static_cast<std::size_t>(at)];
    } else if (static_cast<std::uint64_t>(at) < kShort && key < kKeys) {
      short_.push_back(key << kShortBits | static_cast<std::uint64_t>(at));
    } else {
      long_.emplace_back(key, at);
    }
  }

  /// Adds another thread's table of the same shape.
  void merge(const HistogramTable& other);
  /// To be called once when all is counted.
  void settle();
  /// The bins of keys first to last - 1 added up, sorted.
  std::vector<Bin> bins(std::size_t first, std::size_t last) const;

 private:
  std::vector<Bin> shorts(std::size_t key) const;
  std::vector<Bin> longs(std::size_t key) const;

  static constexpr unsigned kShortBits = 40;
  static constexpr std::uint64_t kShort = std::uint64_t{1} << kShortBits;
  static constexpr std::size_t kKeys = std::size_t{1} << (64 - kShortBits);

  std::size_t bins_ = 0;  // of a key that are counted in the table
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint64_t> short_;  // key and bin in one number
  std::vector<std::pair<std::size_t, std::int64_t>> long_;
};

}  // namespace salespipe::metrics
