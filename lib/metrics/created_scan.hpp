#pragma once

#include <array>
#include <span>
#include <vector>

#include "metrics/line_table.hpp"
#include "metrics/scan_block.hpp"
#include "metrics/scan_plan.hpp"

namespace salespipe::metrics {

/// Deals created, by segment of their first day, with what became of them.
class CreatedScan {
 public:
  CreatedScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
              const ScanPlan& scan);

  /// `now`: the groups of the deals as they are now.
  void add(const ScanBlock& block, const BlockGroups& now);
  void merge(const CreatedScan& other);
  void flush(LineTable& lines) const;

 private:
  struct Cell {
    std::int64_t count = 0;
    std::int64_t value = 0;
  };
  static constexpr std::size_t kFates = 4;  // one for each StageOutcome
  void add_fates(const ScanBlock& block, const BlockGroups& groups);

  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups first_;  // of the deals under their first owner, where that counts
  bool owner_now_ = true;
  std::span<const std::int64_t> values_;
  Day judge_;  // of all periods, where it matters
  std::size_t space_;
  std::vector<Cell> cells_;
  std::vector<std::array<std::int64_t, kFates>> fates_;  // by key, where asked for
};

/// Deals that became sales qualified, by segment of the day.
class QualifiedScan {
 public:
  QualifiedScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                const ScanPlan& scan);

  /// `groups`: those of the deals as they are now.
  void add(const ScanBlock& block, const BlockGroups& groups);
  void merge(const QualifiedScan& other);
  void flush(LineTable& lines) const;

 private:
  const Dataset& data_;
  const ScanPlan& scan_;
  std::size_t space_;
  std::vector<std::int64_t> counts_;
};

}  // namespace salespipe::metrics
