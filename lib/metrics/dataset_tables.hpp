#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "metrics/id_index.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/metrics/dataset_builder.hpp"

namespace salespipe::metrics {

/// A text code that stands for null.
inline constexpr std::uint32_t kNull = 0xFFFFFFFF;

/// The tables as they came in, before build() resolves names and orders the history.
struct DatasetTables {
  StageModel stages;
  DatasetOptions options;

  IdIndex ids;                        // of all tables; row_of maps them to opportunities
  std::vector<std::uint32_t> row_of;  // by id code; kNoRow: not (yet) an opportunity
  Dictionary names;                   // pipelines and stages, as texts
  Dictionary owners;
  Dictionary currencies;
  std::vector<std::int64_t> currency_rows;  // by currency code; 0: rows that name none

  struct {
    std::vector<std::uint32_t> id, pipeline, stage, owner;
    std::vector<Day> created, closed, expected_close;
    std::vector<std::int64_t> closed_order;  // as `order` below; a plain day closes at its end
    std::vector<std::int64_t> value;
    std::vector<std::int64_t> annual_value;
    std::vector<DimensionColumn> dimensions;
    std::vector<std::uint32_t> currency;    // with rates only, 0: none; then build() also fills
    std::vector<std::int64_t> first_value;  // what a deal with value changes began with
    std::vector<Day> recorded;              // with known_at only; kNoDay: not told
    std::size_t size() const noexcept { return id.size(); }
  } deals;

  struct {
    std::vector<std::uint32_t> id, pipeline, stage, owner;  // owner kNull: unchanged
    std::vector<Day> day, expected_close;
    std::vector<std::int64_t> order;  // microseconds; only compared
    std::vector<std::int64_t> value;
    std::vector<std::uint32_t> currency;  // with rates only; kNull: the deal's
    std::vector<Day> recorded;            // with known_at only
    std::vector<std::uint32_t> row;       // of the table, once they are in the order of the deals
    std::size_t size() const noexcept { return day.size(); }
  } changes;

  struct {
    std::vector<Day> day;
    std::vector<InteractionType> type;
    std::vector<std::uint32_t> owner, account, id;  // kNull where absent
    std::vector<Day> recorded;                      // with known_at only
    std::size_t size() const noexcept { return day.size(); }
  } interactions;

  Quotas quotas;
  std::vector<std::uint32_t> quota_currency;  // with rates only; 0: the report's
  std::int64_t recorded_unknown = 0;          // changes of a table that tells of others when
  bool knows_history = false;                 // a table of them was given, be it empty
  bool knows_interactions = false;
  bool knows_annual_values = false;
  std::unordered_map<std::int32_t, std::int64_t> day_starts;

  /// Index of a dimension, a new column of "" when it is not there yet.
  std::size_t dimension(std::string_view name);
  /// Microseconds at which a local day starts.
  std::int64_t start_of(Day day);
};

/// "opportunities row 12", from 1.
inline std::string row_name(std::string_view table, std::size_t row) {
  return std::string(table) + " row " + std::to_string(row + 1);
}

}  // namespace salespipe::metrics
