#pragma once

#include <array>
#include <span>
#include <vector>

#include "salespipe/metrics/plan.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// The merged cells of one row of a report: what a metric's finish function reads.
class CellView {
 public:
  /// No cells yet; `total` says that the row is over all groups.
  CellView(const State& state, const PlannedPeriod& period, bool total);

  /// Takes in the cells of one group, which must stay where they are.
  void add(const State::Line& line);
  /// To be called once after the last add().
  void settle();

  /// The sum in a slot of kind sum. Error(internal) when the plan does not gather the slot.
  Int128 sum(Slot slot) const;
  /// The sorted bins of a histogram; likewise.
  std::span<const Bin> bins(Slot slot) const;
  /// How many different non-empty labels a label slot has, with those of `undated` once the data
  /// are through; likewise.
  Int128 labels(Slot slot, Slot undated) const;
  /// The same of a slot that has no undated twin.
  Int128 labels(Slot slot) const;

  const PlannedPeriod& period() const noexcept { return period_; }
  bool is_total() const noexcept { return total_; }
  /// True when the cut lies behind the last day of the data, so that deals of unknown creation that
  /// are open in the data are open at the cut.
  bool data_are_through() const noexcept { return period_.open_cut > state_.data_through(); }

 private:
  const State& state_;
  const PlannedPeriod& period_;
  bool total_;
  std::vector<Int128> sums_;
  std::vector<std::vector<Bin>> bins_;
  std::vector<std::span<const Bin>> views_;     // what bins() gives
  std::vector<std::vector<std::size_t>> runs_;  // where a line's bins begin, but for the first one
};

}  // namespace salespipe::metrics
