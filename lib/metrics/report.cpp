#include "salespipe/metrics/report.hpp"

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {

const Row& Report::row(const std::vector<std::string>& by_values) const {
  for (const Row& candidate : rows) {
    if (by_values.empty()
            ? candidate.is_total
            : !candidate.is_total && !candidate.is_other && candidate.by == by_values) {
      return candidate;
    }
  }
  std::string key;
  for (const std::string& value : by_values) key += (key.empty() ? "" : ", ") + quoted(value);
  throw Error(ErrorCode::not_found,
              "the report has no row for " + (key.empty() ? "the total" : key));
}

const Row& Report::total(const Period& period) const {
  for (const Row& candidate : rows) {
    if (candidate.is_total && candidate.period == period) return candidate;
  }
  throw Error(ErrorCode::not_found, "the report has no total for " + period.to_string());
}

const std::optional<Figure>& Report::figure(const Row& row, std::string_view metric) const {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i]->name == metric) return row.metrics[i];
  }
  throw Error(ErrorCode::not_found, quoted(metric) + " was not asked of this report");
}

}  // namespace salespipe::metrics
