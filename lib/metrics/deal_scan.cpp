#include "metrics/deal_scan.hpp"

#include <algorithm>
#include <array>

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {

DealScan::DealScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                   const ScanPlan& scan)
    : data_(dataset), binding_(binding), scan_(scan), now_(binding, dataset.stages.size()) {
  if (scan.closings) closings_.emplace(plan, dataset, binding, scan);
  if (scan.created) created_.emplace(plan, dataset, binding, scan);
  if (scan.qualified) qualified_.emplace(plan, dataset, binding, scan);
  if (!scan.now_cuts.empty()) open_now_.emplace(plan, dataset, binding, scan);
  if (!scan.past_cuts.empty()) open_past_.emplace(plan, dataset, binding, scan);
}

void DealScan::run(RowRange deals) {
  for (std::size_t first = deals.first; first < deals.last; first += ScanBlock::kRows) {
    prepare(first, std::min(ScanBlock::kRows, deals.last - first));
    now_.find(block_, owners_now(data_), data_.facts.stage);
    if (closings_) closings_->add(block_, now_);
    if (created_) created_->add(block_, now_);
    if (qualified_) qualified_->add(block_, now_);
    if (open_now_) open_now_->add(block_, now_);
    if (open_past_) open_past_->add(block_);
  }
}

/// Groups and filters of a block; sets the deals aside that must be folded.
void DealScan::prepare(std::size_t first, std::size_t rows) {
  block_.first = first;
  block_.rows = rows;
  binding_.deal_groups(first, {block_.group.data(), rows}, {block_.passes.data(), rows});
  if ((data_.facts.any_traits & scan_.folded_traits) != 0) set_aside();
  if (data_.facts.values_missing) count_missing();
}

void DealScan::set_aside() {
  const std::uint16_t* traits = data_.facts.traits.data() + block_.first;
  const std::uint16_t folded = scan_.folded_traits;
  std::array<std::uint8_t, ScanBlock::kRows> special;
  std::uint8_t any = 0;
  for (std::size_t i = 0; i < block_.rows; ++i) {
    special[i] = static_cast<std::uint8_t>((traits[i] & folded) != 0 ? block_.passes[i] : 0);
    block_.passes[i] = static_cast<std::uint8_t>((traits[i] & folded) != 0 ? 0 : block_.passes[i]);
    any |= special[i];
  }
  if (any == 0) return;
  // A row is written down always and kept when it is special: which ones are is hard to foresee.
  std::size_t kept = folded_.size();
  folded_.resize(kept + block_.rows);
  for (std::size_t i = 0; i < block_.rows; ++i) {
    folded_[kept] = static_cast<std::uint32_t>(block_.first + i);
    kept += special[i];
  }
  folded_.resize(kept);
}

void DealScan::count_missing() {
  const std::int64_t* values = data_.opportunities.value.data() + block_.first;
  const std::uint32_t* owners = data_.opportunities.owner.data() + block_.first;
  if (binding_.filters_owner()) {
    for (std::size_t i = 0; i < block_.rows; ++i) {
      const bool counts = block_.passes[i] != 0 && values[i] == kNoValue;
      if (counts && binding_.owner_passes(owners[i])) ++value_missing_;
    }
    return;
  }
  std::uint32_t missing = 0;
  for (std::size_t i = 0; i < block_.rows; ++i) {
    missing += static_cast<std::uint32_t>(values[i] == kNoValue) & block_.passes[i];
  }
  value_missing_ += missing;
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
