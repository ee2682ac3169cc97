#pragma once

#include "salespipe/exchange/arrow_writer.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::exchange {

/// A report as a table, a row for each of its rows: `kind` (total, subtotal, group, other), one
/// text column for each dimension, `from` and `to` (the first day after) as dates, then a column
/// for each metric: money as decimal128, counts as int64, ratios and days as float64; null where
/// there is no value. With a comparison each metric is followed by
/// `<metric>_previous`.
ArrowWriter to_arrow(const metrics::Report& report);

}  // namespace salespipe::exchange
