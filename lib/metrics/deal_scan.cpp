#include "metrics/deal_scan.hpp"

#include <algorithm>

namespace salespipe::metrics {

DealScan::DealScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                   const ScanPlan& scan)
    : data_(dataset), binding_(binding), scan_(scan) {
  if (scan.closings) closings_.emplace(plan, dataset, binding, scan);
  if (scan.created) created_.emplace(plan, dataset, binding, scan);
  if (scan.qualified) qualified_.emplace(plan, dataset, binding, scan);
  if (!scan.now_cuts.empty()) open_now_.emplace(plan, dataset, binding, scan);
  if (!scan.past_cuts.empty()) open_past_.emplace(plan, dataset, binding, scan);
}

void DealScan::run(RowRange deals) {
  for (std::size_t first = deals.first; first < deals.last; first += ScanBlock::kRows) {
    prepare(first, std::min(ScanBlock::kRows, deals.last - first));
    if (closings_) closings_->add(block_);
    if (created_) created_->add(block_);
    if (qualified_) qualified_->add(block_);
    if (open_now_) open_now_->add(block_);
    if (open_past_) open_past_->add(block_);
  }
}

/// Groups and filters of a block; sets the deals aside that must be folded.
void DealScan::prepare(std::size_t first, std::size_t rows) {
  block_.first = first;
  block_.rows = rows;
  binding_.deal_groups(first, {block_.group.data(), rows}, {block_.passes.data(), rows});
  if ((data_.facts.any_traits & scan_.folded_traits) != 0) {
    const std::uint16_t* traits = data_.facts.traits.data() + first;
    for (std::size_t i = 0; i < rows; ++i) {
      if ((traits[i] & scan_.folded_traits) == 0) continue;
      if (block_.passes[i] != 0) folded_.push_back(static_cast<std::uint32_t>(first + i));
      block_.passes[i] = 0;
    }
  }
  if (!data_.facts.values_missing) return;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t row = first + i;
    const bool counts = block_.passes[i] != 0 && data_.opportunities.value[row] == kNoValue;
    if (counts && binding_.owner_passes(data_.opportunities.owner[row])) ++value_missing_;
  }
}

void DealScan::merge(const DealScan& other) {
  value_missing_ += other.value_missing_;
  if (closings_) closings_->merge(*other.closings_);
  if (created_) created_->merge(*other.created_);
  if (qualified_) qualified_->merge(*other.qualified_);
  if (open_now_) open_now_->merge(*other.open_now_);
  if (open_past_) open_past_->merge(*other.open_past_);
}

void DealScan::flush(LineTable& lines) {
  if (closings_) closings_->flush(lines);
  if (created_) created_->flush(lines);
  if (qualified_) qualified_->flush(lines);
  if (open_now_) open_now_->flush(lines);
  if (open_past_) open_past_->flush(lines);
}

}  // namespace salespipe::metrics
