// finish(): merged cells to a report.
#include <algorithm>
#include <map>
#include <set>

#include "metrics/cell_view.hpp"
#include "metrics/deal_diagnostics.hpp"
#include "metrics/findings.hpp"
#include "metrics/ranking.hpp"
#include "metrics/report_state.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/accumulate.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::metrics {
namespace {

using Figures = std::vector<std::optional<Figure>>;

/// Finds the lines of a state by period and group, and makes rows of them.
class Finisher {
 public:
  Finisher(const Plan& plan, const State& state) : plan_(plan), state_(state) {
    for (const State::Line& line : state.lines()) {
      if (line.period != kWholeQuery) lines_[{line.period, line.group}] = &line;
    }
  }

  void period(std::uint32_t index, std::vector<Row>& rows) {
    const PlannedPeriod& period = plan_.periods()[index];
    rows.push_back(row(index, all_groups(), true));
    if (plan_.dimensions().empty()) return;
    std::vector<RankedGroup> groups = groups_of(index, period.previous);
    std::size_t shown = groups.size();
    if (plan_.top_metric() != nullptr) {
      for (RankedGroup& group : groups) {
        group.figure = finished(*plan_.top_metric(), view(index, {group.group}, false));
      }
      rank(groups);
      shown = std::min(shown, static_cast<std::size_t>(plan_.query().top->count));
    }
    for (std::size_t i = 0; i < shown; ++i) {
      rows.push_back(row(index, {groups[i].group}, false));
      rows.back().by = std::move(groups[i].keys);
    }
    std::vector<std::uint32_t> rest;
    if (const auto merged = state_.find_rest_group()) rest.push_back(*merged);
    for (std::size_t i = shown; i < groups.size(); ++i) rest.push_back(groups[i].group);
    if (rest.empty()) return;
    rows.push_back(row(index, rest, false));
    rows.back().is_other = true;
  }

 private:
  std::vector<std::uint32_t> all_groups() const {
    std::vector<std::uint32_t> groups(state_.group_count());
    for (std::uint32_t group = 0; group < groups.size(); ++group) groups[group] = group;
    return groups;
  }

  const State::Line* line(std::uint32_t period, std::uint32_t group) const {
    const auto found = lines_.find({period, group});
    return found == lines_.end() ? nullptr : found->second;
  }

  /// True when a group has anything to tell in a period.
  bool occurs(std::uint32_t period, std::uint32_t group) const {
    const State::Line* cells = line(period, group);
    if (cells == nullptr) return false;
    const bool through = plan_.periods()[period].open_cut > state_.data_through();
    for (const Slot slot : state_.spec().slots) {
      if (!plan_.tells(slot) || (is_of_undated(slot) && !through)) continue;
      const std::uint32_t column = state_.sum_column(slot);
      if (column != State::kNoColumn) {
        if (cells->sums[column] != 0) return true;
      } else if (!cells->bins[state_.bins_column(slot)].is_zero()) {
        return true;
      }
    }
    return false;
  }

  /// The groups that occur in a period or the one it is compared with, by key.
  std::vector<RankedGroup> groups_of(std::uint32_t period, std::int32_t previous) const {
    std::vector<RankedGroup> groups;
    for (std::uint32_t group = 0; group < state_.group_count(); ++group) {
      const std::vector<std::string_view> keys = state_.group_keys(group);
      if (keys.empty()) continue;  // of the total only
      if (!occurs(period, group) &&
          (previous < 0 || !occurs(static_cast<std::uint32_t>(previous), group))) {
        continue;
      }
      groups.push_back({{keys.begin(), keys.end()}, group, std::nullopt});
    }
    std::sort(groups.begin(), groups.end(),
              [](const RankedGroup& a, const RankedGroup& b) { return a.keys < b.keys; });
    return groups;
  }

  CellView view(std::uint32_t period, const std::vector<std::uint32_t>& groups, bool total) const {
    CellView cells(state_, plan_.periods()[period], total);
    for (const std::uint32_t group : groups) {
      if (const State::Line* found = line(period, group)) cells.add(*found);
    }
    cells.settle();
    return cells;
  }

  /// No value where the data lack what the metric needs.
  std::optional<Figure> finished(const Metric& metric, const CellView& cells) const {
    return plan_.lacks(metric) == Knowledge::nothing ? metric.finish(cells) : std::nullopt;
  }

  Figures figures(std::uint32_t period, const std::vector<std::uint32_t>& groups,
                  bool total) const {
    const CellView cells = view(period, groups, total);
    Figures figures;
    for (const Metric* metric : plan_.metrics()) figures.push_back(finished(*metric, cells));
    return figures;
  }

  Row row(std::uint32_t index, const std::vector<std::uint32_t>& groups, bool total) const {
    const PlannedPeriod& period = plan_.periods()[index];
    Row row{{}, period.period, total, false, figures(index, groups, total), {}, {}, {}};
    if (period.previous < 0) return row;
    const auto before = static_cast<std::uint32_t>(period.previous);
    row.previous_period = plan_.periods()[before].period;
    row.previous = figures(before, groups, total);
    for (std::size_t i = 0; i < row.metrics.size(); ++i) {
      const auto& now = row.metrics[i];
      const auto& then = row.previous[i];
      row.change.push_back(now && then ? std::optional(change_between(*now, *then)) : std::nullopt);
    }
    return row;
  }

  const Plan& plan_;
  const State& state_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, const State::Line*> lines_;
};

/// One finding for all the metrics asked that have no value because the data lack something.
void note_lacking(Diagnostics& diagnostics, const Plan& plan) {
  const auto reason = [](Knowledge kind) -> std::string_view {
    switch (kind) {
      case Knowledge::win_probabilities:
        return "the win probabilities of stages are not known";
      case Knowledge::qualified_stage:
        return "no stage means qualified";
      case Knowledge::interactions:
        return "no interactions are given";
      case Knowledge::activity:
        return "neither a history nor interactions are given";
      case Knowledge::maximum_ages:
        return "no stage has a maximum age";
      case Knowledge::annual_values:
        return "no annual values are given: which deals recur is not known";
      case Knowledge::nothing:
        break;
    }
    return "";
  };
  Diagnostic found{Severity::info, "metrics_without_data", "", 0, {}};
  std::string list;
  Knowledge last = Knowledge::nothing;
  for (const Metric* metric : plan.metrics()) {
    const Knowledge lacks = plan.lacks(*metric);
    if (lacks == Knowledge::nothing) continue;
    if (last != Knowledge::nothing && lacks != last) list += " (" + std::string(reason(last)) + ")";
    list += (list.empty() ? "" : ", ") + std::string(metric->name);
    found.where.emplace(metric->name, reason(lacks));
    last = lacks;
  }
  if (list.empty()) return;
  found.message = "no value for " + list + " (" + std::string(reason(last)) + ")";
  diagnostics.push_back(std::move(found));
}

Diagnostics diagnostics_of(const Plan& plan, const State& state) {
  Diagnostics diagnostics;
  for (const State::Line& line : state.lines()) {
    if (line.period != kWholeQuery) continue;
    for (const Slot slot : {Slot::created_unknown, Slot::closed_unknown, Slot::value_missing}) {
      note(diagnostics, info(slot).name, narrow_int64(line.sums[state.sum_column(slot)]));
    }
  }
  if (plan.currency() == "XXX") {
    Diagnostic unknown{Severity::info,
                       "currency_unknown",
                       "no currency is named: amounts are read as one currency with two decimals",
                       0,
                       {}};
    diagnostics.push_back(std::move(unknown));
  }
  for (const PlannedPeriod& period : plan.periods()) {
    if (!period.shown || period.begun) continue;
    diagnostics.push_back({Severity::info,
                           "period_not_begun",
                           "the day the figures are as of lies before " +
                               period.period.to_string() + ": nothing has happened in it yet",
                           0,
                           {{"period", period.period.to_string()}}});
  }
  note_lacking(diagnostics, plan);
  const auto& filters = plan.query().filters;
  const bool filters_deals = std::any_of(filters.begin(), filters.end(), [](const Filter& filter) {
    return filter.dimension != "owner";
  });
  if (plan.uses(Slot::owner_quota) && filters_deals) {
    diagnostics.push_back(
        {Severity::info,
         "quota_not_comparable",
         "quotas are for all deals of an owner: filters on anything but the owner "
         "leave them out",
         0,
         {}});
  }
  return diagnostics;
}

}  // namespace

Report finish(const Plan& plan, const State& state) {
  if (plan.spec().text != state.spec().text) {
    throw Error(ErrorCode::invalid_argument, "the state is of another query than the plan");
  }
  Report report;
  report.query = plan.query();
  report.currency = plan.currency();
  report.minor_digits = plan.minor_digits();
  report.known_at = plan.known_at();
  report.metrics = plan.metrics();
  report.by = plan.dimensions();
  Finisher finisher(plan, state);
  for (std::uint32_t index = 0; index < plan.periods().size(); ++index) {
    if (plan.periods()[index].shown) finisher.period(index, report.rows);
  }
  report.diagnostics = diagnostics_of(plan, state);
  return report;
}

Report evaluate(const Query& query, const Dataset& dataset, int threads) {
  const Plan plan = compile(query, dataset);
  Report report = finish(plan, accumulate_for_report(plan, dataset, threads));
  add_findings(dataset.diagnostics, report);
  return report;
}

void add_findings(const Diagnostics& findings, Report& report) {
  for (const Diagnostic& found : findings) {
    const bool told =
        std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                    [&](const Diagnostic& other) { return other.code == found.code; });
    // The report counts these by itself, over the deals of its filters.
    const bool counted = found.code == "created_unknown" || found.code == "closed_unknown" ||
                         found.code == "value_missing";
    if (!told && !counted) report.diagnostics.push_back(found);
  }
}

}  // namespace salespipe::metrics
