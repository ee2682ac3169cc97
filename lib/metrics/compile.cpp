// compile(): a query validated and worked out into periods with cuts, slots and a canonical text.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "metrics/canonical.hpp"
#include "metrics/filter_text.hpp"
#include "metrics/spec_hash.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kMostPeriods = 100'000;

PlannedPeriod planned(const Period& period, Day as_of, const DayCount& count) {
  PlannedPeriod result{period};
  const Day end = period.to();
  const Day cut = is_known(as_of) ? as_of + 1 : end;
  result.open_cut = std::min(end, cut);
  result.judge_cut = cut;
  result.begun = cut > period.from();
  result.business_days = count.business().between(period.from(), end);
  if (result.begun) {
    result.business_days_gone = count.business().between(period.from(), result.open_cut);
    result.days_gone = count.between(period.from(), result.open_cut);
  }
  return result;
}

/// The periods of a query in the order in which they come up, each once.
class PeriodList {
 public:
  PeriodList(Day as_of, const DayCount& count) : as_of_(as_of), count_(count) {}

  /// The index of a period, a new one when it is not there. The same days as another kind of period
  /// are another one, because another period comes before them.
  std::int32_t of_kind(const Period& period) {
    const auto [found, is_new] =
        by_kind_.try_emplace({period.from(), period.to(), period.kind()}, size());
    if (is_new) add(period);
    return found->second;
  }
  /// The same, of whatever kind the period is that has these days.
  std::int32_t of_days(const Period& period) {
    const auto found = by_days_.find({period.from(), period.to()});
    return found == by_days_.end() ? of_kind(period) : found->second;
  }
  std::vector<PlannedPeriod>& planned() { return planned_; }

 private:
  std::int32_t size() const { return static_cast<std::int32_t>(planned_.size()); }

  void add(const Period& period) {
    if (planned_.size() >= kMostPeriods) {
      throw Error(ErrorCode::invalid_argument, "the query has more than " +
                                                   std::to_string(kMostPeriods) +
                                                   " periods; split it by a longer period");
    }
    by_days_.try_emplace({period.from(), period.to()}, size());
    planned_.push_back(metrics::planned(period, as_of_, count_));
  }

  Day as_of_;
  const DayCount& count_;
  std::vector<PlannedPeriod> planned_;
  std::map<std::tuple<Day, Day, PeriodKind>, std::int32_t> by_kind_;
  std::map<std::pair<Day, Day>, std::int32_t> by_days_;  // the first of them
};

std::vector<PlannedPeriod> plan_periods(const Query& query, std::optional<PeriodKind> split,
                                        const DayCount& count) {
  PeriodList list(query.as_of, count);
  for (const Period& period : query.periods) {
    list.of_kind(period);
    if (!split) continue;
    for (const Period& part : period.split(*split)) list.of_kind(part);
  }
  auto& periods = list.planned();
  const std::size_t shown = periods.size();
  for (std::size_t i = 0; i < shown; ++i) {
    periods[i].shown = true;
    if (query.compare == Compare::none) continue;
    const Period period = periods[i].period;
    const std::int32_t index =
        list.of_days(query.compare == Compare::previous ? period.previous() : period.year_before());
    periods[i].previous = index;
  }
  return std::move(periods);
}

const Metric* pick_top_metric(const Query& query, const std::vector<const Metric*>& metrics) {
  if (!query.top) return nullptr;
  if (!query.top->metric.empty()) return &find_metric(query.top->metric);
  for (const Metric* metric : metrics) {
    if (metric->unit == Unit::money || metric->unit == Unit::count) return metric;
  }
  return &find_metric("won_revenue");
}

void check_options(const Query& query, const Dataset& dataset) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, what);
  };
  if (query.periods.empty()) refuse("the query has no period; give at least one");
  if (query.abandoned_after_days < 0) refuse("abandoned_after_days must be 0 or more");
  if (is_known(query.as_of) && (query.as_of < kFirstDay || query.as_of > kLastDay)) {
    refuse("as_of lies outside the years 1400 to 9999");
  }
  if (query.top && query.top->count < 1) refuse("top must ask for at least 1 group");
  if (!query.currency.empty() && query.currency != dataset.currency) {
    throw Error(ErrorCode::currency_mismatch,
                "the query asks for " + quoted(query.currency) + " but the amounts are in " +
                    quoted(dataset.currency) + "; convert them first");
  }
}

}  // namespace

void check_filters(const std::vector<Filter>& filters, const Dataset& dataset) {
  for (const Filter& filter : filters) {
    check_dimension(filter.dimension, dataset);
    if (filter.values.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  "the filter on " + quoted(filter.dimension) + " names no value");
    }
  }
}

void check_dimension(const std::string& name, const Dataset& dataset) {
  const std::vector<std::string> names = dataset.dimension_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  std::string list;
  for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
  throw Error(ErrorCode::not_found, quoted(name) + " is not a dimension of the data; there are " +
                                        list + ", and day, week, month, quarter, year");
}

std::string filter_text(const std::vector<Filter>& filters) {
  std::vector<std::string> lines;
  for (const Filter& filter : filters) {
    std::vector<std::string> values = filter.values;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    std::string line = "filter " + canonical(filter.dimension) + (filter.exclude ? " not" : " in");
    for (const std::string& value : values) line += ' ' + canonical(value);
    lines.push_back(line + '\n');
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

namespace {

std::string spec_text(const Plan& plan, const Dataset& dataset, const std::vector<Slot>& slots) {
  const Query& query = plan.query();
  std::string text = "salespipe metrics state 1\n";
  text += "zone " + canonical(dataset.zone) + "\ncurrency " + plan.currency() + '\n';
  if (is_known(plan.known_at())) text += "known_at " + to_string(plan.known_at()) + '\n';
  text += plan.stages().text();
  for (const PlannedPeriod& period : plan.periods()) {
    text += "period " + to_string(period.period.from()) + ' ' + to_string(period.period.to()) +
            " open " + to_string(period.open_cut) + " judged " + to_string(period.judge_cut) + '\n';
  }
  for (const std::string& name : plan.dimensions()) text += "by " + canonical(name) + '\n';
  text += filter_text(query.filters);
  text += "outcome " + std::string(to_string(query.outcome)) + '\n';
  text += "value_at " + std::string(to_string(query.value_at)) + '\n';
  text += "owner_at " + std::string(to_string(query.owner_at)) + '\n';
  text += "created_value_at " + std::string(to_string(query.created_value_at)) + '\n';
  text += "cycle_from " + std::string(to_string(query.cycle_from)) + '\n';
  text += std::string("exclude_closed_gap ") + (query.exclude_closed_gap ? "yes\n" : "no\n");
  text += "abandoned_after_days " + std::to_string(query.abandoned_after_days) + '\n';
  // Later options say nothing where they change nothing: older states stay readable.
  if (query.days != CountDays::calendar) {
    text += "days " + std::string(to_string(query.days)) + '\n';
  }
  if (!query.holidays.empty()) {
    text += "holidays";
    for (const Day day : query.holidays) text += ' ' + to_string(day);
    text += '\n';
  }
  if (query.waterfall_window != WaterfallWindow::rolling) {
    text += "waterfall_window " + std::string(to_string(query.waterfall_window)) + '\n';
  }
  text += "slots";
  for (const Slot slot : slots) text += ' ' + std::string(info(slot).name);
  return text + '\n';
}

}  // namespace

Plan compile(const Query& query, const Dataset& dataset) {
  check_options(query, dataset);
  check_filters(query.filters, dataset);
  Plan plan;
  plan.query_ = query;
  plan.stages_ = dataset.stages;
  plan.zone_ = dataset.zone;
  plan.currency_ = dataset.currency;
  plan.minor_digits_ = dataset.minor_digits;
  plan.known_at_ = dataset.known_at;
  plan.query_.currency = dataset.currency;
  plan.day_count_ = DayCount(query.days, BusinessDays(query.holidays));
  const std::span<const Day> holidays = plan.day_count_.business().holidays();
  plan.query_.holidays.assign(holidays.begin(), holidays.end());

  std::optional<PeriodKind> split;
  for (const std::string& name : query.by) {
    const std::optional<PeriodKind> kind = parse_period_kind(name);
    if (kind && *kind != PeriodKind::days) {
      if (split) throw Error(ErrorCode::invalid_argument, "by names two kinds of period; give one");
      split = kind;
      continue;
    }
    check_dimension(name, dataset);
    if (std::find(plan.dimensions_.begin(), plan.dimensions_.end(), name) !=
        plan.dimensions_.end()) {
      throw Error(ErrorCode::invalid_argument, "by names " + quoted(name) + " twice");
    }
    plan.dimensions_.push_back(name);
  }
  if (query.top && plan.dimensions_.empty()) {
    throw Error(ErrorCode::invalid_argument, "top needs a dimension in by, such as owner");
  }
  plan.periods_ = plan_periods(query, split, plan.day_count_);

  if (query.metrics.empty()) {
    for (const Metric& metric : catalogue()) plan.metrics_.push_back(&metric);
  } else {
    for (const std::string& name : query.metrics) plan.metrics_.push_back(&find_metric(name));
  }
  plan.query_.metrics.clear();
  for (const Metric* metric : plan.metrics_) plan.query_.metrics.emplace_back(metric->name);
  plan.top_metric_ = pick_top_metric(query, plan.metrics_);
  if (plan.top_metric_ != nullptr) plan.query_.top->metric = plan.top_metric_->name;

  const auto lacking = [&plan](Knowledge kind, bool known) {
    plan.lacking_[static_cast<std::size_t>(kind)] = !known;
  };
  lacking(Knowledge::win_probabilities, dataset.stages.knows_probabilities());
  lacking(Knowledge::qualified_stage, dataset.stages.knows_qualified());
  lacking(Knowledge::maximum_ages, dataset.stages.knows_maximum_ages());
  lacking(Knowledge::interactions, dataset.knows_interactions);
  lacking(Knowledge::activity, dataset.knows_history || dataset.knows_interactions);
  lacking(Knowledge::annual_values, dataset.knows_annual_values);

  const auto use = [&plan](Slot slot) {
    plan.uses_[static_cast<std::size_t>(slot)] = true;
    plan.uses_[static_cast<std::size_t>(info(slot).companion)] = true;
  };
  std::vector<const Metric*> read = plan.metrics_;
  if (plan.top_metric_ != nullptr) read.push_back(plan.top_metric_);
  for (const Metric* metric : read) {
    for (const Slot slot : metric->slots.view()) use(slot);
    for (const Slot slot : metric->slots.telling()) {
      plan.tells_[static_cast<std::size_t>(slot)] = true;
      plan.tells_[static_cast<std::size_t>(info(slot).companion)] = true;
    }
  }
  for (const Slot slot : {Slot::created_unknown, Slot::closed_unknown, Slot::value_missing})
    use(slot);
  for (const SlotInfo& slot : slots()) {
    if (plan.uses(slot.slot)) plan.spec_.slots.push_back(slot.slot);
  }
  plan.spec_.periods = static_cast<std::uint32_t>(plan.periods_.size());
  plan.spec_.keys = static_cast<std::uint32_t>(plan.dimensions_.size());
  plan.spec_.text = spec_text(plan, dataset, plan.spec_.slots);
  plan.spec_.hash = spec_hash(plan.spec_.text);
  return plan;
}

Knowledge Plan::lacks(const Metric& metric) const noexcept {
  for (const Slot slot : metric.slots.view()) {
    const bool from_contact = query_.cycle_from == CycleFrom::first_contact &&
                              (slot == Slot::cycle_days || slot == Slot::close_days);
    const Knowledge needs = from_contact ? Knowledge::interactions : info(slot).needs;
    if (lacking_[static_cast<std::size_t>(needs)]) return needs;
  }
  return Knowledge::nothing;
}

}  // namespace salespipe::metrics
