#include "salespipe/exchange/report_arrow.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "report_rows.hpp"
#include "salespipe/base/int128.hpp"

namespace salespipe::exchange {
namespace {

using metrics::Figure;
using metrics::Report;
using metrics::Row;
using metrics::Unit;

/// One figure of every row, or of the period it is compared with.
void add_metric(ArrowWriter& out, const Report& report, std::size_t metric, bool previous) {
  const auto figure = [&](const Row& row) -> const std::optional<Figure>& {
    static const std::optional<Figure> none;
    const auto& figures = previous ? row.previous : row.metrics;
    return metric < figures.size() ? figures[metric] : none;
  };
  const Unit unit = report.metrics[metric]->unit;
  std::string name(report.metrics[metric]->name);
  if (previous) name += "_previous";

  if (unit == Unit::money) {
    std::vector<Int128> minor_units;
    std::vector<bool> valid;
    for (const auto& row : report.rows) {
      valid.push_back(figure(row).has_value());
      minor_units.push_back(
          figure(row) ? divide_half_even(figure(row)->numerator, figure(row)->denominator) : 0);
    }
    out.decimals(std::move(name), std::move(minor_units), report.minor_digits, valid);
  } else if (unit == Unit::count) {
    std::vector<std::int64_t> counts;
    std::vector<bool> valid;
    for (const auto& row : report.rows) {
      valid.push_back(figure(row).has_value());
      counts.push_back(figure(row) ? figure(row)->whole() : 0);
    }
    out.int64(std::move(name), std::move(counts), valid);
  } else {
    std::vector<double> numbers;
    for (const auto& row : report.rows) {
      numbers.push_back(figure(row) ? figure(row)->number()
                                    : std::numeric_limits<double>::quiet_NaN());
    }
    out.float64(std::move(name), std::move(numbers));
  }
}

}  // namespace

ArrowWriter to_arrow(const metrics::Report& report) {
  ArrowWriter out;
  std::vector<std::string> kinds;
  std::vector<Day> from;
  std::vector<Day> to;
  std::vector<std::string> dimensions = report.by;
  if (const auto split = split_of(report); !split.empty()) dimensions.push_back(split);
  std::vector<std::vector<std::string>> keys(dimensions.size());
  for (const auto& row : report.rows) {
    kinds.push_back(row_kind(report, row));
    from.push_back(row.period.from());
    to.push_back(row.period.to());
    const auto pairs = row_keys(report, row);
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
      std::string value;
      for (const auto& [dimension, text] : pairs) {
        if (dimension == dimensions[i]) value = text;
      }
      keys[i].push_back(std::move(value));
    }
  }
  out.text("kind", kinds);
  for (std::size_t i = 0; i < dimensions.size(); ++i) out.text(dimensions[i], keys[i]);
  out.dates("from", from);
  out.dates("to", to);
  bool compared = false;
  for (const auto& row : report.rows) compared = compared || row.previous_period.has_value();
  for (std::size_t metric = 0; metric < report.metrics.size(); ++metric) {
    add_metric(out, report, metric, false);
    if (compared) add_metric(out, report, metric, true);
  }
  return out;
}

}  // namespace salespipe::exchange
