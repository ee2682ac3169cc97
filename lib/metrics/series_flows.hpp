#pragma once

#include <cstdint>
#include <vector>

#include "metrics/binding.hpp"
#include "salespipe/metrics/series.hpp"

namespace salespipe::metrics {

/// What keys a series' flows beside the group: a Flow, or this for deals that are open and came
/// on no known day.
inline constexpr std::size_t kUndated = kFlows;
inline constexpr std::size_t kSeriesKinds = kFlows + 1;
/// "created", ..., "undated"
std::string_view series_kind(std::size_t kind) noexcept;

/// Flows added up by (group, kind, day): in a dense table where the groups and days are few, else
/// as a list that is sorted when it is handed over.
class FlowTable {
 public:
  /// Days that flows will fall on: [first, last]. What is undated may have any day, always the
  /// same.
  FlowTable(const Binding& binding, Day first, Day last);

  void add(std::uint64_t group, std::size_t kind, Day day, std::int64_t count, Int128 value,
           Int128 weighted) {
    const std::uint64_t key = group * kSeriesKinds + kind;
    if (!dense_.empty() && kind != kUndated) {
      dense_[key * days_ + static_cast<std::uint64_t>(day - first_)].add(count, value, weighted);
      return;
    }
    log_.push_back({key, day, {count, value, weighted}});
    if (log_.size() >= kLongLog) settle();
  }

  /// Adds everything, times `sign`, to `state` and is to be thrown away.
  void flush(State& state, int sign);

 private:
  struct Sums {
    std::int64_t count = 0;
    Int128 value = 0;
    Int128 weighted = 0;
    void add(std::int64_t more_count, Int128 more_value, Int128 more_weighted) {
      count += more_count;
      value += more_value;
      weighted += more_weighted;
    }
    bool is_zero() const { return count == 0 && value == 0 && weighted == 0; }
  };
  struct Entry {
    std::uint64_t key;
    Day day;
    Sums sums;
  };
  static constexpr std::uint64_t kDenseCells = std::uint64_t{1} << 20;
  static constexpr std::size_t kLongLog = std::size_t{1} << 22;

  void settle();
  void tell(std::uint64_t key, std::span<const Entry> entries, int sign, State& state);

  const Binding& binding_;
  Day first_;
  std::uint64_t days_;
  std::vector<Sums> dense_;     // by key, then day
  std::vector<Entry> log_;      // as they came
  std::vector<Entry> settled_;  // by key and day, each once
};

}  // namespace salespipe::metrics
