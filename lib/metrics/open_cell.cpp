#include "metrics/open_cell.hpp"

#include <algorithm>

namespace salespipe::metrics {

void flush_open(const OpenCell& cell, std::int32_t ppm, std::uint64_t group,
                const std::vector<std::uint32_t>& periods, LineTable& lines) {
  if (cell.count == 0) return;
  for (const std::uint32_t period : periods) {
    const std::uint32_t line = lines.line(group, period);
    Int128* sums = lines.sums(line);
    sums[lines.column(Slot::open_count)] += cell.count;
    sums[lines.column(Slot::open_value)] += cell.value;
    sums[lines.column(Slot::open_weighted)] += Int128{cell.value} * ppm;
    sums[lines.column(Slot::open_value_missing)] += cell.missing;
    sums[lines.column(Slot::abandoned_count)] += cell.abandoned;
    sums[lines.column(Slot::abandoned_value)] += cell.abandoned_value;
  }
}

std::size_t stages_told(const Dataset& data, const ScanPlan& scan) {
  return scan.weighted ? data.stages.size() : 1;
}

std::int32_t probability(const StageLooks& looks, const ScanPlan& scan, std::size_t stage) {
  return scan.weighted ? looks[static_cast<StageCode>(stage)].probability_ppm : 0;
}

std::int32_t patience(const Plan& plan) {
  return std::min(plan.query().abandoned_after_days, kLastDay - kFirstDay);
}

}  // namespace salespipe::metrics
