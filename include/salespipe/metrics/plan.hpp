#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "salespipe/metrics/catalogue.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/state.hpp"

namespace salespipe::metrics {

/// One period to compute: of the query, or one that it is compared with.
struct PlannedPeriod {
  Period period;
  Day open_cut = kNoDay;                ///< Open figures and flows see days before this one.
  Day judge_cut = kNoDay;               ///< Closings are judged by days before this one.
  bool begun = true;                    ///< False: as_of lies before it, nothing has happened yet.
  bool shown = false;                   ///< A row of the report, not only compared with.
  std::int32_t previous = -1;           ///< Index of the period it is compared with, or -1.
  std::int32_t business_days = 0;       ///< Monday to Friday in the period,
  std::int32_t business_days_gone = 0;  ///< and those of them before open_cut.
};

/// A query, validated and worked out. Holds no data: the same plan serves every data set with the
/// same stages, zone and currency, and finishes their merged states. Immutable; any thread.
class Plan {
 public:
  const Query& query() const noexcept { return query_; }  ///< Every option in force.
  const std::vector<const Metric*>& metrics() const noexcept { return metrics_; }
  const Metric* top_metric() const noexcept { return top_metric_; }  ///< nullptr without top.
  const std::vector<PlannedPeriod>& periods() const noexcept { return periods_; }
  const std::vector<std::string>& dimensions() const noexcept { return dimensions_; }
  const StateSpec& spec() const noexcept { return spec_; }
  const StageModel& stages() const noexcept { return stages_; }
  const std::string& zone() const noexcept { return zone_; }
  const std::string& currency() const noexcept { return currency_; }
  int minor_digits() const noexcept { return minor_digits_; }
  Day known_at() const noexcept { return known_at_; }  ///< As of the data set.
  bool uses(Slot slot) const noexcept { return uses_[static_cast<std::size_t>(slot)]; }
  /// True when something in this slot makes its group a row of the report.
  bool tells(Slot slot) const noexcept { return tells_[static_cast<std::size_t>(slot)]; }

  /// What a metric needs to know and the data set does not: the metric has no value then.
  /// Knowledge::nothing when it can be answered.
  Knowledge lacks(const Metric& metric) const noexcept;

  /// An empty state of this plan.
  State empty_state() const { return State(spec_); }

 private:
  friend Plan compile(const Query& query, const Dataset& dataset);
  Query query_;
  std::vector<const Metric*> metrics_;
  const Metric* top_metric_ = nullptr;
  std::vector<PlannedPeriod> periods_;
  std::vector<std::string> dimensions_;
  StageModel stages_;
  std::string zone_;
  std::string currency_;
  int minor_digits_ = 2;
  Day known_at_ = kNoDay;
  std::array<bool, kSlots> uses_{};
  std::array<bool, kSlots> tells_{};
  std::array<bool, kKnowledgeKinds> lacking_{};
  StateSpec spec_;
};

/// Errors: invalid_argument (no period, a count out of range, a dimension twice), not_found
/// (unknown metric or dimension, with what there is), currency_mismatch, unsupported (cycle_from
/// first_contact). Of `dataset` only the stages, zone, currency, known_at, names of
/// dimensions and whether it has interactions are read.
Plan compile(const Query& query, const Dataset& dataset);

}  // namespace salespipe::metrics
