#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "metrics/binding.hpp"
#include "metrics/funnel_cells.hpp"
#include "metrics/scan_block.hpp"

namespace salespipe::metrics {

/// The fast way through the deals of a funnel: what a way through the stages says is worked out
/// once for all deals that took it, and their days are counted from their moments. Tells what
/// FunnelPass tells of them.
class FunnelScan {
 public:
  /// Nothing when the funnel looks at a day of the past, or the data have no moments, or the tables
  /// would be too large: then all deals are to be read from their histories.
  static std::optional<FunnelScan> make(const FunnelPlan& plan, const Dataset& dataset,
                                        const Binding& binding);

  void run(RowRange deals);
  /// Rows that were seen and not told: for FunnelPass.
  const std::vector<std::uint32_t>& folded() const noexcept { return folded_; }
  void flush(FunnelCells& cells);

 private:
  /// Days between two moments of a path, or from one to the cut, as a place in the histograms:
  /// base + (day of `to`, if the mask lets it through) - day of `from`.
  struct Interval {
    std::uint32_t base;
    std::uint16_t mask;
    std::uint8_t from;
    std::uint8_t to;
  };
  /// The intervals of a path are filled up to a multiple of this, so that paths differ little.
  static constexpr std::uint32_t kStride = 4;

  /// The kinds of days and steps that one interval counts in.
  using Meaning = std::vector<std::pair<FunnelDays, std::uint16_t>>;

  /// A way through the stages, as the deals that took it are counted.
  struct Way {
    std::uint32_t first;  ///< Of its intervals.
    std::uint32_t last;
    bool won;  ///< Stands in won.
  };

  FunnelScan(const FunnelPlan& plan, const Dataset& dataset, const Binding& binding);

  void block(std::size_t first, std::size_t rows);
  void deal(std::size_t row, std::size_t group);
  void add_way(std::size_t path);
  Interval interval(const FunnelLife::Stay& stay, const Meaning& meaning);
  std::uint32_t histogram_of(const Meaning& meaning);

  const FunnelPlan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  std::uint32_t cut_;  // days after the first
  std::size_t width_;  // days that a histogram counts
  std::size_t groups_;
  ScanBlock block_{};
  FunnelLife life_;
  std::vector<Way> ways_;  // by path
  std::vector<Interval> intervals_;
  std::map<Meaning, std::uint32_t> meanings_;  // and their histograms
  std::vector<std::uint32_t> histograms_;
  std::vector<std::int64_t> deals_;  // path x group
  std::vector<Int128> won_values_;   // by group
  std::vector<std::uint32_t> folded_;
};

}  // namespace salespipe::metrics
