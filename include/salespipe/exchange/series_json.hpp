#pragma once

#include <string>
#include <string_view>

#include "salespipe/exchange/arrow_writer.hpp"
#include "salespipe/metrics/series.hpp"

namespace salespipe::exchange {

/// Reads a series query: {"period": "2025" or {"from", "to"}, "every": "day", "by": ["stage"],
/// "filters": [...], "fiscal_year_start_month": 1}; only the period is required. Errors as
/// query_from_json().
metrics::SeriesQuery series_query_from_json(std::string_view text, Day today = kNoDay);

/// The series as JSON: {"query": {...}, "currency": "EUR", "groups": [{"by": {}, "start": {"count":
/// 3, "value": "120.00", "weighted": "40.00"}, "points": [{"from": "2024-01-01", "to":
/// "2024-01-02", "count": 4, "value": "150.00", "weighted": "43.00", "flows": {"created": {"count":
/// 1, "value": "30.00"}}}, ...]}, ...]}. The total comes first; flows of nothing are left out, and
/// weighted values where no probabilities are known. `to` is the first day after.
std::string to_json(const metrics::Series& series);

/// A row for each group and step: "kind" ("total", "group"), the dimensions, "from" and "to" (the
/// first day after), "open_count", "open_value", "open_weighted" at the end of the step, and for
/// each flow "<flow>_count" and "<flow>_value" of the step.
ArrowWriter to_arrow(const metrics::Series& series);

}  // namespace salespipe::exchange
