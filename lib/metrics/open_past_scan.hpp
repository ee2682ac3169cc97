#pragma once

#include <cstdint>
#include <vector>

#include "metrics/open_cell.hpp"
#include "metrics/scan_block.hpp"

namespace salespipe::metrics {

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
  void plan_moments(bool reads_owner);
  bool told_by_moments(const ScanBlock& block, std::size_t i) const;
  /// The moments of neighbouring deals that share `base`, their group's part of a place in sums_.
  void add_moments(std::size_t first, std::size_t last, std::size_t base);
  /// From its history. `details`: more than the count and the value is asked for.
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

  /// A stay that counts at the cuts from one to another, as places in sums_.
  struct Seen {
    std::int64_t value;
    std::uint32_t from;
    std::uint32_t to;
  };
  static constexpr std::uint32_t kNoPlace = 0xFFFFFFFF;
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
  std::uint16_t walked_ = 0;          // traits of the deals whose histories are read all the same
  // For the kernel over moments; empty where histories are read.
  std::vector<std::uint32_t> places_;  // by stage, none last: its key's part of a place in sums_
  std::vector<std::uint16_t> cut_at_;  // by day after the first: the cuts up to it
};

}  // namespace salespipe::metrics
