#pragma once

#include <vector>

#include "metrics/open_cell.hpp"
#include "metrics/scan_block.hpp"

namespace salespipe::metrics {

/// Deals open now: at cuts behind all days of the data.
class OpenNowScan {
 public:
  OpenNowScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
              const ScanPlan& scan);

  /// `groups`: those of the deals as they are now.
  void add(const ScanBlock& block, const BlockGroups& groups);
  void merge(const OpenNowScan& other);
  void flush(LineTable& lines) const;

 private:
  const Dataset& data_;
  const ScanPlan& scan_;
  StageLooks looks_;
  std::int32_t abandoned_after_;
  std::size_t stages_;                        // 1 where the stage is of no interest
  std::vector<std::vector<OpenCell>> cells_;  // by cut, then group x stage
};

}  // namespace salespipe::metrics
