#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "salespipe/metrics/bins.hpp"

namespace salespipe::metrics {

/// Histograms by key, as a scan fills them: counted densely where the bins `origin`, `origin` +
/// `step`, ... of all keys fit a table, else written down and sorted at the end.
class HistogramTable {
 public:
  HistogramTable() = default;
  HistogramTable(std::size_t keys, std::int64_t origin, std::int64_t step, std::size_t bins);

  void count(std::size_t key, std::int64_t at) {
    const auto offset = static_cast<std::uint64_t>(at - origin_);
    const std::uint64_t bin = step_ == 1 ? offset : offset / step_;
    if (bin < bins_) {
      ++counts_[key * bins_ + bin];
    } else {
      log_.emplace_back(static_cast<std::uint32_t>(key), at);
    }
  }

  /// Adds another thread's table of the same shape.
  void merge(const HistogramTable& other);
  /// To be called once when all is counted.
  void settle();
  /// The bins of keys first to last - 1 added up, sorted.
  std::vector<Bin> bins(std::size_t first, std::size_t last) const;

 private:
  std::int64_t origin_ = 0;
  std::uint64_t step_ = 1;
  std::size_t bins_ = 0;  ///< Of a key; 0: all is written down.
  std::vector<std::uint32_t> counts_;
  std::vector<std::pair<std::uint32_t, std::int64_t>> log_;
};

}  // namespace salespipe::metrics
