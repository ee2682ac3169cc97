#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "metrics/binding.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// What a kernel adds up before it is handed to a State, or what a live watch keeps: one line of
/// cells per (group, period) that occurs. Lines are found through a dense table where the number of
/// possible ones is small against the rows to come, else through a hash table. Amounts are plain
/// 128-bit sums: 2^32 rows of 64-bit amounts times a probability cannot overflow them; flush() adds
/// to the state with checks.
class LineTable {
 public:
  /// `rows`: about how many rows will contribute.
  LineTable(const Plan& plan, const Dataset& dataset, const Binding& binding, std::size_t rows);

  /// Column of a slot in a line's sums; the column of an unused slot swallows what is added.
  std::uint32_t column(Slot slot) const noexcept {
    return columns_[static_cast<std::size_t>(slot)];
  }
  /// Likewise for histograms and labels; State::kNoColumn when unused.
  std::uint32_t bins_column(Slot slot) const noexcept {
    return bins_columns_[static_cast<std::size_t>(slot)];
  }

  /// The line of a group (not kNoGroup) in a period.
  std::uint32_t line(std::uint64_t group, std::uint32_t period) {
    return at(group * periods_ + period);
  }
  Int128* sums(std::uint32_t line) noexcept { return &sums_[std::size_t{line} * width_]; }

  /// What is told from here on comes in (+1) or goes out again (-1). What goes out must have come
  /// in before flush().
  void set_sign(int sign) noexcept { sign_ = sign; }
  int sign() const noexcept { return sign_; }

  /// Counts one more in a bin, or one less by the sign. `column` must be a used one.
  void count(std::uint32_t line, std::uint32_t column, std::int64_t at) {
    const std::size_t histogram = std::size_t{line} * bins_width_ + column;
    if (at >= 0 && at < dense_bins_[column]) {
      std::uint32_t& block = blocks_[histogram];
      if (block == kNone) block = new_block(column);
      if (block != kNoBlock) {
        counts_[block + static_cast<std::size_t>(at)] += static_cast<std::uint32_t>(sign_);
        return;
      }
    }
    log_.push_back({histogram, at, sign_});
    if (log_.size() >= log_limit_) spill();
  }

  /// Adds sorted bins to a histogram. `column` must be a used one.
  void add_bins(std::uint32_t line, std::uint32_t column, std::vector<Bin>&& bins) {
    spilled_.resize(blocks_.size());
    spilled_[std::size_t{line} * bins_width_ + column].take_sorted(std::move(bins));
  }

  /// Adds everything, times `sign`, to `state`.
  void add_to(State& state, int sign) { hand_over(state, sign, false); }
  /// The same, and is empty again.
  void flush(State& state, int sign);

  /// For a table that is kept: sorts what does not fit the dense bins away after fewer entries.
  void keep() noexcept { log_limit_ = kShortLog; }
  /// Goes over to another binding of the same dimensions, whose codes mean the same and which has
  /// room for more of them. Cost: linear in the lines. The old binding must still be there.
  void rebind(const Binding& binding);
  /// Takes in another table of the same plan and data set. Only for plans without histograms.
  void merge(const LineTable& other);
  /// How many lines there are, and the group of each.
  std::size_t size() const noexcept { return keys_.size(); }
  std::uint64_t group(std::uint32_t line) const noexcept { return keys_[line] / periods_; }

 private:
  struct Logged {
    std::size_t histogram;
    std::int64_t at;
    int sign;
  };
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kNoBlock = 0xFFFFFFFE;
  static constexpr std::size_t kLongLog = std::size_t{1} << 22;
  static constexpr std::size_t kShortLog = std::size_t{1} << 16;

  /// `gives`: what is handed over need not stay.
  void hand_over(State& state, int sign, bool gives);
  void choose_index();
  void clear();
  std::uint32_t at(std::uint64_t key) {
    if (dense_.empty()) return hashed(key);
    std::uint32_t& found = dense_[key];
    if (found == kNone) found = new_line(key);
    return found;
  }
  std::uint32_t hashed(std::uint64_t key);
  std::uint32_t new_line(std::uint64_t key);
  std::uint32_t new_block(std::uint32_t column);
  void grow();
  void spill();

  const Binding* binding_;
  std::uint64_t periods_;
  std::size_t rows_;
  int sign_ = 1;
  std::size_t log_limit_ = kLongLog;
  std::size_t width_ = 0;
  std::size_t bins_width_ = 0;
  std::vector<std::uint32_t> columns_;
  std::vector<std::uint32_t> bins_columns_;
  std::vector<const Dictionary*> labels_;  // by bins column: whose names its bins are
  std::vector<std::int64_t> dense_bins_;   // by bins column: how many bins are counted densely

  std::vector<std::uint32_t> dense_;  // key -> line
  std::vector<std::uint32_t> slots_;  // hash table of lines, power of two, else empty
  std::vector<std::uint64_t> keys_;   // by line
  std::vector<Int128> sums_;
  std::vector<std::uint32_t> blocks_;  // by histogram: where its dense bins are in counts_
  std::vector<std::uint32_t> counts_;
  std::vector<Logged> log_;
  std::vector<Bins> spilled_;  // by histogram, what left the log early
};

}  // namespace salespipe::metrics
