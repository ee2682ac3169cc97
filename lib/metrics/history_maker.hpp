#pragma once

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/dataset_tables.hpp"

namespace salespipe::metrics {

/// Turns one deal after another, with its rows of the history table in order, into a row of
/// Opportunities and its run of History. Deals without a stage entry get one made from the
/// opportunities table: its pipeline's first stage on the day of creation, then the current stage
/// on the day it was closed (won and lost deals) or created (others).
class HistoryMaker {
 public:
  /// How many deals the diagnostics are about.
  struct Counts {
    std::int64_t created_unknown = 0;
    std::int64_t closed_unknown = 0;
    std::int64_t value_missing = 0;
    std::int64_t stage_differs = 0;
    std::int64_t value_differs = 0;
    std::int64_t owner_differs = 0;
  };

  HistoryMaker(const DatasetTables& tables, Dataset& data);

  /// `rows` of the history table, in time order. Deals come in the order of their rows.
  void add(std::size_t deal, std::span<const std::uint32_t> rows);

  const Counts& counts() const noexcept { return counts_; }
  /// The "pipeline" dimension of the deals added.
  DimensionColumn take_pipelines() { return std::move(pipelines_); }

 private:
  struct Deal;
  void emit(Day day, ChangeKind kind, std::uint32_t payload);
  void emit_cells(std::uint32_t row, StageCode stage);
  /// `table` and `row` say in errors where the name stands.
  StageCode stage_of(std::uint32_t pipeline, std::uint32_t stage, std::string_view table,
                     std::size_t row);
  /// The row of the history table that became this one.
  std::size_t table_row(std::size_t row) const {
    return tables_.changes.row.empty() ? row : tables_.changes.row[row];
  }
  void read_stages(Deal& deal, std::span<const std::uint32_t> rows);
  void synthesise(Deal& deal, std::span<const std::uint32_t> rows);
  void compare_with_table(const Deal& deal, std::span<const std::uint32_t> rows);

  const DatasetTables& tables_;
  Dataset& data_;
  Counts counts_;
  DimensionColumn pipelines_{"pipeline", {}, {}};
  std::map<std::pair<std::uint32_t, std::uint32_t>, StageCode> known_stages_;
  std::vector<std::pair<std::uint32_t, StageCode>> latest_;  // by stage name: pipeline, stage
  std::vector<std::uint32_t> pipeline_of_;                   // by stage: its pipeline's name
  std::vector<StageCode> row_stages_;                        // of the rows of the deal at hand
};

}  // namespace salespipe::metrics
