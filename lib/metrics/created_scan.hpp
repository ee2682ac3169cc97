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

  void add(const ScanBlock& block);
  void merge(const CreatedScan& other);
  void flush(LineTable& lines) const;

 private:
  struct Cell {
    std::int64_t count = 0;
    std::int64_t value = 0;
  };
  static constexpr std::size_t kFates = 4;  // one for each StageOutcome
  void add_fates(const ScanBlock& block);

  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups groups_;
  std::span<const std::int64_t> values_;
  std::span<const std::uint32_t> owners_;
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

  void add(const ScanBlock& block);
  void merge(const QualifiedScan& other);
  void flush(LineTable& lines) const;

 private:
  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups groups_;
  std::size_t space_;
  std::vector<std::int64_t> counts_;
};

}  // namespace salespipe::metrics
