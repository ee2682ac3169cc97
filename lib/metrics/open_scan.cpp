#include "metrics/open_scan.hpp"

#include <array>

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {

OpenNowScan::OpenNowScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      looks_(dataset.stages),
      abandoned_after_(patience(plan)),
      stages_(stages_told(dataset, scan)) {
  const auto space = static_cast<std::size_t>(binding.group_space());
  cells_.resize(scan.now_cuts.size(), std::vector<OpenCell>(space * stages_));
}

void OpenNowScan::add(const ScanBlock& block, const BlockGroups& groups) {
  const std::int64_t* const value = values_now(data_).data() + block.first;
  const StageOutcome* const outcome = data_.facts.outcome.data() + block.first;
  const StageCode* const stage = data_.facts.stage.data() + block.first;
  const Day* const touched = data_.facts.last_activity.data() + block.first;
  // Which deals are open is hard to foresee: each row is written down, and kept when it is.
  std::array<std::uint16_t, ScanBlock::kRows> open;
  std::size_t count = 0;
  for (std::size_t i = 0; i < block.rows; ++i) {
    open[count] = static_cast<std::uint16_t>(i);
    count += static_cast<std::size_t>(outcome[i] == StageOutcome::open) & groups.passing()[i];
  }
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    const Day stale = scan_.now_cuts[cut].cut - 1 - abandoned_after_;
    OpenCell* const cells = cells_[cut].data();
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t i = open[k];
      OpenCell& cell = cells[groups.group(i) * stages_ + (stages_ == 1 ? 0 : stage[i])];
      const bool known = value[i] != kNoValue;
      const std::int64_t worth = known ? value[i] : 0;
      const std::int64_t abandoned = touched[i] < stale ? 1 : 0;
      cell.count += 1;
      cell.value += worth;
      cell.missing += known ? 0 : 1;
      cell.abandoned += abandoned;
      cell.abandoned_value += -abandoned & worth;
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
