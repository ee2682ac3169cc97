#include "metrics/open_scan.hpp"

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {

OpenNowScan::OpenNowScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      groups_(binding, dataset.stages.size()),
      looks_(dataset.stages),
      abandoned_after_(patience(plan)),
      stages_(stages_told(dataset, scan)) {
  const auto space = static_cast<std::size_t>(binding.group_space());
  cells_.resize(scan.now_cuts.size(), std::vector<OpenCell>(space * stages_));
}

void OpenNowScan::add(const ScanBlock& block) {
  groups_.find(block, owners_now(data_), data_.facts.stage);
  const std::span<const std::int64_t> values = values_now(data_);
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    const Day stale = scan_.now_cuts[cut].cut - 1 - abandoned_after_;
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      if (data_.facts.outcome[row] != StageOutcome::open || !groups_.passes(i)) continue;
      const std::size_t stage = stages_ == 1 ? 0 : data_.facts.stage[row];
      OpenCell& cell = cells_[cut][std::size_t{groups_.group(i)} * stages_ + stage];
      const bool known = values[row] != kNoValue;
      const std::int64_t value = known ? values[row] : 0;
      const bool abandoned = data_.facts.last_activity[row] < stale;
      cell.count += 1;
      cell.value += value;
      cell.missing += known ? 0 : 1;
      cell.abandoned += abandoned ? 1 : 0;
      cell.abandoned_value += abandoned ? value : 0;
    }
  }
}

void OpenNowScan::merge(const OpenNowScan& other) {
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    for (std::size_t i = 0; i < cells_[cut].size(); ++i) cells_[cut][i] += other.cells_[cut][i];
  }
}

void OpenNowScan::flush(LineTable& lines) const {
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    for (std::size_t key = 0; key < cells_[cut].size(); ++key) {
      flush_open(cells_[cut][key], probability(looks_, scan_, key % stages_), key / stages_,
                 scan_.now_cuts[cut].periods, lines);
    }
  }
}

}  // namespace salespipe::metrics
