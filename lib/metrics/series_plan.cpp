// compile() of a series query.
#include <algorithm>
#include <cstddef>
#include <string>

#include "metrics/canonical.hpp"
#include "metrics/filter_text.hpp"
#include "metrics/spec_hash.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/metrics/series.hpp"

namespace salespipe::metrics {
namespace {

/// As many as a report has periods. Beyond it a short question has an answer of gigabytes.
constexpr std::size_t kMostSteps = 100'000;

std::string spec_text(const SeriesPlan& plan) {
  std::string text = "salespipe series state 1\n";
  text += "zone " + canonical(plan.zone) + "\ncurrency " + plan.currency + '\n';
  text += plan.stages.text();
  for (const std::string& name : plan.query.by) text += "by " + canonical(name) + '\n';
  return text + filter_text(plan.query.filters);
}

}  // namespace

SeriesPlan compile(const SeriesQuery& query, const Dataset& dataset) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, what);
  };
  if (!is_known(query.from) || !is_known(query.to) || query.from >= query.to) {
    refuse("a series needs a first day and a later day behind its last");
  }
  if (query.from < kFirstDay || query.to > kLastDay) {
    refuse("a series lies in the years 1400 to 9999, and ends before the last day of them");
  }
  if (query.every == PeriodKind::days) {
    refuse("a series goes by day, week, month, quarter or year");
  }
  check_filters(query.filters, dataset);
  for (const std::string& name : query.by) {
    check_dimension(name, dataset);
    if (std::count(query.by.begin(), query.by.end(), name) > 1) {
      refuse("by names " + quoted(name) + " twice");
    }
  }
  SeriesPlan plan;
  plan.query = query;
  plan.stages = dataset.stages;
  plan.zone = dataset.zone;
  plan.currency = dataset.currency;
  plan.minor_digits = dataset.minor_digits;
  plan.knows_probabilities = dataset.stages.knows_probabilities();
  plan.steps = Period(query.from, query.to, PeriodKind::days, query.rules).split(query.every);
  if (plan.steps.size() > kMostSteps) {
    refuse("the series has " + std::to_string(plan.steps.size()) + " steps, more than " +
           std::to_string(kMostSteps) + "; ask for a shorter period, or for longer steps");
  }
  plan.spec.slots = {Slot::series_count, Slot::series_value, Slot::series_weighted};
  plan.spec.periods = 1;
  plan.spec.keys = static_cast<std::uint32_t>(query.by.size() + 1);  // and the flow
  plan.spec.text = spec_text(plan);
  plan.spec.hash = spec_hash(plan.spec.text);
  return plan;
}

}  // namespace salespipe::metrics
