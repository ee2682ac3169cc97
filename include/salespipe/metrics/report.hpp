#pragma once

#include <optional>
#include <string>
#include <vector>

#include "salespipe/base/diagnostic.hpp"
#include "salespipe/base/period.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/figure.hpp"
#include "salespipe/metrics/plan.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// Figures of one group in one period; vectors run along Report::metrics.
struct Row {
  std::vector<std::string> by;  ///< Values along Report::by; empty for the total and "other".
  Period period;
  bool is_total = false;
  bool is_other = false;  ///< All groups behind the top ones, merged.
  std::vector<std::optional<Figure>> metrics;
  std::optional<Period> previous_period;        ///< What it is compared with.
  std::vector<std::optional<Figure>> previous;  ///< Empty without comparison.
  std::vector<std::optional<Change>> change;    ///< Empty without comparison.
};

/// The answer. Rows: for each period its total first, then its groups by key in byte order, or by
/// the top metric, most first, ties by key, "other" last. A period that is split comes first as a
/// whole (its groups too), then part by part.
struct Report {
  Query query;           ///< Every option in force.
  std::string currency;  ///< "XXX" when none was named.
  int minor_digits = 2;
  Day known_at = kNoDay;  ///< Only what had been recorded by then counts; kNoDay: everything.
  std::vector<const Metric*> metrics;
  std::vector<std::string> by;  ///< The dimensions (a split is not one).
  std::vector<Row> rows;
  Diagnostics diagnostics;

  /// The first row that matches: the total of the first period for no values.
  /// Error(not_found).
  const Row& row(const std::vector<std::string>& by_values = {}) const;
  /// The total of a period. Error(not_found).
  const Row& total(const Period& period) const;
  /// A figure of a row by its metric's name. Error(not_found) when the metric was not asked.
  const std::optional<Figure>& figure(const Row& row, std::string_view metric) const;
};

/// Ratios, percentiles, comparison, top n. Error(invalid_argument) when `state` is not of `plan`.
/// Cost: in cells, not in deals.
Report finish(const Plan& plan, const State& state);

/// compile, accumulate, finish; the diagnostics of the data set included.
Report evaluate(const Query& query, const Dataset& dataset, int threads = 1);

}  // namespace salespipe::metrics
