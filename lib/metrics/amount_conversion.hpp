#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "metrics/dataset_tables.hpp"

namespace salespipe::metrics {

/// Turns the amounts of the tables into minor units of the report's currency, each with the rate of
/// its own day. What is missing is gathered, so that one error tells all of it. Zero is zero in any
/// currency and needs no rate.
class AmountConversion {
 public:
  /// `base`: ISO 4217 code of the report's currency.
  AmountConversion(DatasetTables& tables, const std::string& base);

  /// `rows` of the history table, in time order. The deal's first value is of the day of creation;
  /// where nobody knows it, of the day of closing; else of the last day of the data.
  void deal(std::size_t row, std::span<const std::uint32_t> rows);
  void quotas();

  /// Error(currency_mismatch) that lists the rates that were missing; else how many amounts were
  /// converted, as a diagnostic.
  void finish(Diagnostics& diagnostics) const;

 private:
  struct Missing {
    Day first, last;
    std::int64_t amounts = 0;
  };
  struct Known {
    std::string code;
    int digits = 2;
    bool is_base = false;
  };
  const Known& known(std::uint32_t currency);
  std::int64_t amount(std::int64_t minor_units, std::uint32_t currency, Day day);
  Day first_day(std::size_t row, std::span<const std::uint32_t> rows);

  DatasetTables& tables_;
  std::string base_;
  int digits_;
  std::vector<Known> known_;  // by currency code of the tables
  std::map<std::string, Missing> missing_;
  std::map<std::string, std::int64_t> converted_;
  Day last_day_ = kNoDay;  // of the data, once somebody asked
};

}  // namespace salespipe::metrics
