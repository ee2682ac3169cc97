#pragma once

#include <span>
#include <vector>

#include "metrics/histogram_table.hpp"
#include "metrics/line_table.hpp"
#include "metrics/scan_block.hpp"
#include "metrics/scan_plan.hpp"

namespace salespipe::metrics {

/// Deals won and lost: by segment of the day they closed on.
class ClosingScan {
 public:
  ClosingScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
              const ScanPlan& scan);

  void add(const ScanBlock& block);
  void merge(const ClosingScan& other);
  void flush(LineTable& lines);

 private:
  /// Won and lost deals of one key, side by side.
  struct Cell {
    std::int64_t count = 0;
    std::int64_t value = 0;
    std::int64_t missing = 0;
  };
  template <bool missing>
  void add_cells(const ScanBlock& block);
  void add_histograms(const ScanBlock& block);

  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups groups_;
  std::span<const std::int64_t> values_;
  std::span<const Day> starts_;  // of sales cycles; empty: not known
  std::size_t space_;
  std::vector<Cell> cells_;  // key x {won, lost}
  bool wants_values_;
  bool wants_cycle_;
  bool wants_close_;
  HistogramTable won_values_;
  HistogramTable cycle_days_;
  HistogramTable close_days_;
};

}  // namespace salespipe::metrics
