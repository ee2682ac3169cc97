#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// A query's dimensions and filters in terms of the codes of one data set: group keys as
/// mixed-radix numbers, filters as look-up tables. Cheap to make: only filtered columns cost their
/// dictionary.
class Binding {
 public:
  /// "This contribution is filtered out."
  static constexpr std::uint64_t kNoGroup = std::numeric_limits<std::uint64_t>::max();

  /// How many codes a dimension may get while the binding serves: those that are there, or room
  /// for about as many again.
  enum class Room { exact, growing };

  /// Error(not_found) when the data lack a dimension; Error(unsupported) when the dimensions have
  /// more than 2^62 combinations.
  Binding(const std::vector<std::string>& dimensions, const std::vector<Filter>& filters,
          const Dataset& dataset, Room room = Room::exact);

  /// Takes note of the codes that the dictionaries got since. False when there is no room for
  /// them: a new binding is needed. Cost: linear in the new codes of filtered dimensions.
  bool extend(const std::vector<Filter>& filters);

  /// The part of the group that does not change over a deal's life; kNoGroup: filtered out.
  std::uint64_t deal_group(std::size_t deal) const {
    for (const ColumnFilter& filter : column_filters_) {
      if (filter.pass[(*filter.codes)[deal]] == 0) return kNoGroup;
    }
    std::uint64_t group = 0;
    for (const Column& column : columns_) group += column.stride * (*column.codes)[deal];
    return group;
  }

  /// The whole group of something that happened under an owner in a stage (kNoStage: in none).
  std::uint64_t group(std::uint64_t deal_group, std::uint32_t owner, StageCode stage) const {
    if (deal_group == kNoGroup) return kNoGroup;
    if (!owner_pass_.empty() && owner_pass_[owner] == 0) return kNoGroup;
    const StagePlace& place = stage == kNoStage ? no_stage_ : places_[stage];
    if (!place.passes) return kNoGroup;
    return deal_group + owner_stride_ * owner + place.offset;
  }

  /// deal_group() of the rows from `first` on, one for each of `groups`. Where a row is filtered
  /// out, its flag in `passes` is 0 and its group is any. Only for spaces below 2^32.
  void deal_groups(std::size_t first, std::span<std::uint32_t> groups,
                   std::span<std::uint8_t> passes) const;

  /// The two parts of a group that may move, for the scans: group() = deal_group() + owner_stride x
  /// owner + stage_part[stage], unless one of the two does not pass.
  struct Moving {
    std::uint32_t owner_stride = 0;
    std::vector<std::uint8_t> owner_pass;   ///< By owner; empty: all pass.
    std::vector<std::uint32_t> stage_part;  ///< By stage, the last one for kNoStage; empty: all 0.
    std::vector<std::uint8_t> stage_pass;   ///< Likewise; empty: all pass.
  };
  Moving moving() const;

  /// As deal_group(), for an interaction: its own account, the rest from its deal, if it has one.
  std::uint64_t interaction_group(std::size_t row) const;

  bool owner_passes(std::uint32_t owner) const {
    return owner_pass_.empty() || owner_pass_[owner] != 0;
  }
  /// True when not every owner may pass.
  bool filters_owner() const noexcept { return !owner_pass_.empty(); }
  /// True when the filters let through what has no deal: "" in every dimension but the owner.
  bool passes_without_deal() const noexcept;
  /// True when the stage matters to a group.
  bool reads_stage() const noexcept { return reads_stage_; }
  /// Likewise the owner.
  bool reads_owner() const noexcept { return owner_stride_ != 0 || !owner_pass_.empty(); }

  /// True when a group depends on a column of the opportunities.
  bool reads(const DimensionColumn& column) const noexcept;

  /// How many groups there can be.
  std::uint64_t group_space() const noexcept { return space_; }
  /// The texts of a group's key, in the order of the dimensions.
  void keys(std::uint64_t group, std::vector<std::string_view>& out) const;
  /// Its codes, in the same order; and the group of codes.
  void codes(std::uint64_t group, std::vector<std::uint32_t>& out) const;
  std::uint64_t group_of(const std::vector<std::uint32_t>& codes) const;

 private:
  struct Column {
    const std::vector<std::uint32_t>* codes;
    std::uint64_t stride;
    bool is_account;
  };
  struct ColumnFilter {
    const std::vector<std::uint32_t>* codes;
    std::vector<std::uint8_t> pass;
    bool is_account;
    const Dictionary* dictionary;
  };
  struct Radix {
    const Dictionary* dictionary;
    std::uint64_t stride;
    std::uint64_t size;
  };
  /// What a stage means for a group: its part of the key, and whether the filters let it through.
  struct StagePlace {
    std::uint64_t offset = 0;
    bool passes = true;
  };
  /// A dimension that follows from the stage: its name, or its forecast category. Code 0 is "": no
  /// stage.
  struct StageDimension {
    Dictionary texts;
    std::vector<std::uint32_t> codes;  ///< By stage.
    std::uint64_t stride = 0;
    std::vector<std::uint8_t> pass;
  };
  StageDimension* stage_dimension(const std::string& name);
  void bind_filters(const std::vector<Filter>& filters);
  void place_stages();
  std::uint32_t code_of(const std::vector<std::uint32_t>* codes, bool is_account,
                        std::size_t row) const;

  const Dataset& dataset_;
  StageDimension names_;
  StageDimension categories_;
  std::vector<StagePlace> places_;
  StagePlace no_stage_;
  bool reads_stage_ = false;
  std::vector<Radix> radices_;
  std::vector<Column> columns_;
  std::vector<ColumnFilter> column_filters_;
  std::vector<std::uint8_t> owner_pass_;
  std::uint64_t owner_stride_ = 0;
  std::uint64_t space_ = 1;
};

}  // namespace salespipe::metrics
