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

  /// `groups`: those of the deals as they are now.
  void add(const ScanBlock& block, const BlockGroups& groups);
  void merge(const ClosingScan& other);
  void flush(LineTable& lines);

 private:
  struct Cell {
    std::int64_t count = 0;
    std::int64_t value = 0;
  };
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

  /// Where a segment's cell lies among those of a group; kNowhere when nobody asks for it.
  std::uint32_t place(std::size_t segment, bool lost) const {
    return places_[2 * segment + (lost ? 1 : 0)];
  }
  template <bool missing>
  void add_cells(const ScanBlock& block, const BlockGroups& groups);
  void add_histograms(const ScanBlock& block, const BlockGroups& groups);

  const Dataset& data_;
  const ScanPlan& scan_;
  std::span<const std::int64_t> values_;
  std::span<const Day> starts_;  // of sales cycles; empty: not known
  std::size_t space_;
  std::vector<std::uint32_t> places_;  // by segment and {won, lost}
  std::size_t width_ = 0;              // cells of a group
  std::vector<Cell> cells_;            // group x place
  std::vector<std::int64_t> missing_;  // by cell: won or lost without a value; empty: no matter
  bool wants_values_;
  bool wants_cycle_;
  bool wants_close_;
  HistogramTable won_values_;
  HistogramTable cycle_days_;
  HistogramTable close_days_;
};

}  // namespace salespipe::metrics
