#include "metrics/scan_block.hpp"

namespace salespipe::metrics {

void BlockGroups::find(const ScanBlock& block, std::span<const std::uint32_t> owners,
                       std::span<const StageCode> stages) {
  const std::size_t rows = block.rows;
  const std::uint32_t* const owner = owners.data() + block.first;
  const std::uint32_t stride = moving_.owner_stride;
  for (std::size_t i = 0; i < rows; ++i) group_[i] = block.group[i] + stride * owner[i];
  std::copy_n(block.passes.begin(), rows, passes_.begin());
  if (!moving_.owner_pass.empty()) {
    const std::uint8_t* const pass = moving_.owner_pass.data();
    for (std::size_t i = 0; i < rows; ++i) passes_[i] &= pass[owner[i]];
  }
  if (moving_.stage_part.empty()) return;
  const StageCode* const stage = stages.data() + block.first;
  const std::uint32_t* const part = moving_.stage_part.data();
  const std::uint8_t* const pass = moving_.stage_pass.data();
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t at = std::min<std::size_t>(stage[i], stages_);
    group_[i] += part[at];
    passes_[i] &= pass[at];
  }
}

}  // namespace salespipe::metrics
