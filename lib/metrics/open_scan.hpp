#pragma once

#include <span>
#include <vector>

#include "metrics/line_table.hpp"
#include "metrics/scan_block.hpp"
#include "metrics/scan_plan.hpp"
#include "metrics/stage_looks.hpp"

namespace salespipe::metrics {

/// What is open at a cut, by group and stage.
struct OpenCell {
  std::int64_t count = 0;
  std::int64_t value = 0;
  std::int64_t missing = 0;
  std::int64_t abandoned = 0;
  std::int64_t abandoned_value = 0;

  OpenCell& operator+=(const OpenCell& other) {
    count += other.count;
    value += other.value;
    missing += other.missing;
    abandoned += other.abandoned;
    abandoned_value += other.abandoned_value;
    return *this;
  }
};

/// Adds a cell to the lines of a group in some periods; `ppm` is its stage's probability.
void flush_open(const OpenCell& cell, std::int32_t ppm, std::uint64_t group,
                const std::vector<std::uint32_t>& periods, LineTable& lines);

/// Deals open now: at cuts behind all days of the data.
class OpenNowScan {
 public:
  OpenNowScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
              const ScanPlan& scan);

  void add(const ScanBlock& block);
  void merge(const OpenNowScan& other);
  void flush(LineTable& lines) const;

 private:
  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups groups_;
  StageLooks looks_;
  std::int32_t abandoned_after_;
  std::size_t stages_;                        // 1 where the stage is of no interest
  std::vector<std::vector<OpenCell>> cells_;  // by cut, then group x stage
};

/// Deals open at cuts in the past: histories as differences, one where a deal comes to stand in a
/// stage and one where it leaves it, so that a deal costs its changes and not the number of cuts.
class OpenPastScan {
 public:
  OpenPastScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
               const ScanPlan& scan);

  void add(const ScanBlock& block);
  void merge(const OpenPastScan& other);
  void flush(LineTable& lines) const;

 private:
  /// `details`: more than the count and the value is asked for.
  template <bool details>
  void deal(std::size_t row, std::uint32_t group);
  /// The deal stands in a stage from one cut (by index) up to, and without, another.
  template <bool details>
  void stay(std::size_t key, std::int64_t value, std::uint32_t from, std::uint32_t to, Day touched);

  struct Sum {
    std::int64_t count = 0;
    std::int64_t value = 0;
  };
  struct Detail {
    std::int64_t missing = 0;
    std::int64_t abandoned = 0;
    std::int64_t abandoned_value = 0;
  };

  static constexpr std::size_t kNoKey = static_cast<std::size_t>(-1);

  const Dataset& data_;
  const ScanPlan& scan_;
  BlockGroups groups_;
  StageLooks looks_;
  DaySegments cuts_;  // of a day: the cuts up to it
  std::int32_t abandoned_after_;
  std::size_t stages_;
  std::size_t width_;                 // cuts + 1
  std::vector<std::size_t> offsets_;  // by stage, none last: its part of a key; kNoKey: not open
  std::vector<Sum> sums_;             // key x cut: the difference to the cut before
  std::vector<Detail> details_;       // likewise; empty where nobody asks
};

}  // namespace salespipe::metrics
