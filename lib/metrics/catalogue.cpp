#include "salespipe/metrics/catalogue.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "metrics/catalogue_parts.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kSuggestions = 3;

std::vector<Metric> all_parts() {
  std::vector<Metric> all;
  for (const auto part : {revenue_metrics(), rate_metrics(), cycle_metrics(), stage_metrics(),
                          team_metrics(), quota_metrics(), waterfall_metrics()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// Levenshtein distance.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substitution, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view name) {
  const std::string_view wanted = name.substr(0, 64);
  std::vector<std::pair<std::size_t, std::string_view>> candidates;
  for (const Metric& metric : catalogue()) {
    const bool inside = !wanted.empty() && metric.name.find(wanted) != std::string_view::npos;
    candidates.emplace_back(inside ? 0 : edits(wanted, metric.name), metric.name);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(kSuggestions, candidates.size()); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(candidates[i].second);
  }
  return text;
}

}  // namespace

std::span<const Metric> catalogue() {
  static const std::vector<Metric> all = all_parts();
  return all;
}

const Metric& find_metric(std::string_view name) {
  for (const Metric& metric : catalogue()) {
    if (metric.name == name) return metric;
  }
  throw Error(ErrorCode::not_found, quoted(name) + " is not a metric; the nearest are " +
                                        nearest(name) + " (the catalogue lists all)");
}

}  // namespace salespipe::metrics
