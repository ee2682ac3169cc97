#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/closing_scan.hpp"
#include "metrics/created_scan.hpp"
#include "metrics/deal_pass.hpp"
#include "metrics/open_past_scan.hpp"
#include "metrics/open_scan.hpp"
#include "metrics/scan_plan.hpp"

namespace salespipe::metrics {

/// The fast way through the deals: what a plan asks is read from the facts of most of them, block
/// by block, and only the deals whose lives are special are left to be folded. Tells the same as
/// DealPass, to the last unit.
class DealScan {
 public:
  DealScan(const Plan& plan, const Dataset& dataset, const Binding& binding, const ScanPlan& scan);

  void run(RowRange deals);
  /// Rows that were seen and not told: for DealPass.
  const std::vector<std::uint32_t>& folded() const noexcept { return folded_; }

  /// Adds what another thread found. Its folded() rows stay its own.
  void merge(const DealScan& other);
  void flush(LineTable& lines);
  /// Deals told here that have no value at first: DealPass counts the others.
  std::int64_t value_missing() const noexcept { return value_missing_; }

 private:
  void prepare(std::size_t first, std::size_t rows);
  void set_aside();
  void count_missing();

  const Dataset& data_;
  const Binding& binding_;
  const ScanPlan& scan_;
  ScanBlock block_{};
  BlockGroups now_;
  std::vector<std::uint32_t> folded_;
  std::int64_t value_missing_ = 0;
  std::optional<ClosingScan> closings_;
  std::optional<CreatedScan> created_;
  std::optional<QualifiedScan> qualified_;
  std::optional<OpenNowScan> open_now_;
  std::optional<OpenPastScan> open_past_;
};

}  // namespace salespipe::metrics
