#include "metrics/scan_block.hpp"

namespace salespipe::metrics {

void BlockGroups::find(const ScanBlock& block, std::span<const std::uint32_t> owners,
                       std::span<const StageCode> stages) {
  const std::size_t rows = block.rows;
  const std::uint32_t* owner = owners.data() + block.first;
  const StageCode* stage = stages.data() + block.first;
  std::copy_n(block.group.begin(), rows, group_.begin());
  std::copy_n(block.passes.begin(), rows, passes_.begin());
  if (moving_.owner_stride != 0) {
    for (std::size_t i = 0; i < rows; ++i) group_[i] += moving_.owner_stride * owner[i];
  }
  if (!moving_.owner_pass.empty()) {
    for (std::size_t i = 0; i < rows; ++i) passes_[i] &= moving_.owner_pass[owner[i]];
  }
  if (moving_.stage_part.empty() && moving_.stage_pass.empty()) return;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t at = std::min<std::size_t>(stage[i], stages_);
    if (!moving_.stage_part.empty()) group_[i] += moving_.stage_part[at];
    if (!moving_.stage_pass.empty()) passes_[i] &= moving_.stage_pass[at];
  }
}

}  // namespace salespipe::metrics
