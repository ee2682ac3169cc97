#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/metrics/bins.hpp"
#include "salespipe/metrics/dictionary.hpp"
#include "salespipe/metrics/slots.hpp"

namespace salespipe::metrics {

/// What two states must agree on to be merged, and the shape of their cells.
struct StateSpec {
  std::string text;         ///< Canonical: every option and rule that shapes the cells.
  std::uint64_t hash = 0;   ///< Of `text`; for file names and quick looks.
  std::vector<Slot> slots;  ///< Rising.
  std::uint32_t periods = 0;
  std::uint32_t keys = 0;  ///< How many values a group key has.
};

/// One cell of the long form. Views are valid until the state changes.
struct Cell {
  std::uint32_t period = 0;            ///< Index in Plan::periods(); kWholeQuery for none.
  std::vector<std::string_view> keys;  ///< Values of the dimensions; empty: the total only.
  Slot slot{};
  std::int64_t bin = 0;
  std::string_view label;  ///< Of label slots; else empty.
  Int128 amount = 0;
  bool operator==(const Cell&) const = default;
};

/// Cells that belong to no period: counts for diagnostics.
inline constexpr std::uint32_t kWholeQuery = 0xFFFFFFFF;

/// Signed additive cells: (period, group key values, slot, bin) -> 128-bit integer. An abelian
/// group under merge(). Sums are exact, checked (Error(overflow), never a wrap), and the same for
/// every order of adding. Group keys are texts, so states of data sets with different codes merge.
/// A value; one thread writes at a time.
class State {
 public:
  State() = default;
  explicit State(StateSpec spec);

  const StateSpec& spec() const noexcept { return spec_; }

  /// The latest day the data of any part reached; not a cell: it is never taken back.
  Day data_through() const noexcept { return data_through_; }
  void extend_data_through(Day day) noexcept;

  /// Adds to a cell. `keys` has spec().keys texts, or none for "the total only".
  /// Error(invalid_argument) for a key count, slot or period that the spec does not have.
  void add(std::uint32_t period, std::span<const std::string_view> keys, Slot slot,
           std::int64_t bin, Int128 amount);
  /// The same for a label slot.
  void add_label(std::uint32_t period, std::span<const std::string_view> keys, Slot slot,
                 std::string_view label, Int128 amount);

  /// Error(invalid_argument) when the specs differ, saying in what; Error(overflow). On an error
  /// this state is as it was when the specs differ, and to be thrown away after an overflow.
  void merge(const State& other);
  /// merge() of the negated other: takes out what was merged in.
  void remove(const State& other);
  void negate();

  /// Cells that are not zero, in canonical order: period, keys, slot, bin, label.
  std::vector<Cell> cells() const;
  /// Same spec and the same cells that are not zero.
  bool operator==(const State& other) const;

  // Bulk access for the kernels and finish(); lines stay valid until a line is added.

  /// All cells of one (group, period).
  struct Line {
    std::uint32_t group = 0;
    std::uint32_t period = 0;
    std::vector<Int128> sums;  ///< By column of the slot; see sum_column().
    std::vector<Bins> bins;    ///< By column of the slot; see bins_column().
  };
  static constexpr std::uint32_t kNoColumn = 0xFFFFFFFF;
  std::uint32_t sum_column(Slot slot) const noexcept {
    return sum_columns_.empty() ? kNoColumn : sum_columns_[static_cast<std::size_t>(slot)];
  }
  std::uint32_t bins_column(Slot slot) const noexcept {
    return bins_columns_.empty() ? kNoColumn : bins_columns_[static_cast<std::size_t>(slot)];
  }
  std::uint32_t group(std::span<const std::string_view> keys);
  Line& line(std::uint32_t group, std::uint32_t period);
  const std::vector<Line>& lines() const noexcept { return lines_; }
  /// The group that stands for all those a report does not name one by one. Only states made for
  /// one report have it; they are finished and not kept.
  std::uint32_t rest_group();
  /// The same, if there is one.
  std::optional<std::uint32_t> find_rest_group() const noexcept { return rest_group_; }
  /// Texts of a group's key; empty for the group of the total only, and for the rest.
  std::vector<std::string_view> group_keys(std::uint32_t group) const;
  std::size_t group_count() const noexcept { return groups_.size(); }
  const Dictionary& labels() const noexcept { return labels_; }
  std::uint32_t label(std::string_view text) { return labels_.intern(text); }

 private:
  void combine(const State& other, bool subtract);

  StateSpec spec_;
  Day data_through_ = kNoDay;
  Dictionary texts_;   // group key values
  Dictionary labels_;  // texts of label bins
  std::vector<std::vector<std::uint32_t>> groups_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> group_ids_;
  std::optional<std::uint32_t> rest_group_;
  std::vector<Line> lines_;
  std::map<std::uint64_t, std::uint32_t> line_ids_;
  std::vector<std::uint32_t> sum_columns_;  // slot -> column or kNoColumn
  std::vector<std::uint32_t> bins_columns_;
  std::uint32_t sum_count_ = 0;
  std::uint32_t bins_count_ = 0;
};

}  // namespace salespipe::metrics
