// finish() of a series: prefix sums.
#include <algorithm>
#include <map>

#include "metrics/checked.hpp"
#include "metrics/series_flows.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

/// One group while its cells come together: a sum for each step and flow, what was open before the
/// first step, and what is open once the data are through.
struct Gathered {
  OpenSum start;
  std::vector<SeriesPoint> points;
  std::vector<Int128> weighted;  // change of a step
  OpenSum undated;
};

void add_to(OpenSum& sum, std::int64_t count, Int128 value, Int128 weighted) {
  sum.count += count;
  sum.value = checked_add(sum.value, value);
  sum.weighted_ppm = checked_add(sum.weighted_ppm, weighted);
}

class Gatherer {
 public:
  Gatherer(const SeriesPlan& plan, const State& state) : plan_(plan), state_(state) {}

  void line(const State::Line& line, std::size_t kind, Gathered& into) const {
    const auto bins = [&](Slot slot) { return line.bins[state_.bins_column(slot)].sorted(); };
    for (const Bin& bin : bins(Slot::series_count)) {
      add(into, kind, day_of(bin), narrow_int64(bin.amount), 0, 0);
    }
    for (const Bin& bin : bins(Slot::series_value)) add(into, kind, day_of(bin), 0, bin.amount, 0);
    for (const Bin& bin : bins(Slot::series_weighted)) {
      add(into, kind, day_of(bin), 0, 0, bin.amount);
    }
  }

  /// Prefix sums: what is open at the end of each step.
  SeriesGroup group(const Gathered& gathered) const {
    SeriesGroup out;
    const Day before = plan_.query.from - 1;
    const auto with_undated = [&](OpenSum open, Day day) {
      if (day >= state_.data_through()) {
        add_to(open, gathered.undated.count, gathered.undated.value, gathered.undated.weighted_ppm);
      }
      return open;
    };
    out.start = with_undated(gathered.start, before);
    OpenSum open = gathered.start;
    for (std::size_t step = 0; step < plan_.steps.size(); ++step) {
      SeriesPoint point = gathered.points[step];
      for (std::size_t flow = 0; flow < kFlows; ++flow) {
        const FlowSum& sum = point.flows[flow];
        const bool in = adds(static_cast<Flow>(flow));
        add_to(open, in ? sum.count : -sum.count, in ? sum.value : -sum.value, 0);
      }
      open.weighted_ppm = checked_add(open.weighted_ppm, gathered.weighted[step]);
      point.open = with_undated(open, plan_.steps[step].to() - 1);
      out.points.push_back(point);
    }
    return out;
  }

  Gathered empty() const {
    return {{},
            std::vector<SeriesPoint>(plan_.steps.size()),
            std::vector<Int128>(plan_.steps.size(), 0),
            {}};
  }

 private:
  static Day day_of(const Bin& bin) { return Day{static_cast<std::int32_t>(bin.at)}; }

  void add(Gathered& into, std::size_t kind, Day day, std::int64_t count, Int128 value,
           Int128 weighted) const {
    if (kind == kUndated) return add_to(into.undated, count, value, weighted);
    const bool in = adds(static_cast<Flow>(kind));
    if (day < plan_.query.from) {
      return add_to(into.start, in ? count : -count, in ? value : -value,
                    in ? weighted : -weighted);
    }
    if (day >= plan_.query.to) return;
    const auto found =
        std::upper_bound(plan_.steps.begin(), plan_.steps.end(), day,
                         [](Day wanted, const Period& step) { return wanted < step.to(); });
    const auto step = static_cast<std::size_t>(found - plan_.steps.begin());
    FlowSum& sum = into.points[step].flows[kind];
    sum.count += count;
    sum.value = checked_add(sum.value, value);
    into.weighted[step] = checked_add(into.weighted[step], in ? weighted : -weighted);
  }

  const SeriesPlan& plan_;
  const State& state_;
};

std::size_t kind_of(std::string_view name) {
  for (std::size_t kind = 0; kind < kSeriesKinds; ++kind) {
    if (series_kind(kind) == name) return kind;
  }
  throw Error(ErrorCode::schema_violation, "a series has no flow " + std::string(name));
}

}  // namespace

Series finish(const SeriesPlan& plan, const State& state) {
  if (plan.spec.text != state.spec().text) {
    throw Error(ErrorCode::invalid_argument, "the state is of another series than the plan");
  }
  Series series{plan.query, plan.currency, plan.minor_digits, plan.knows_probabilities, plan.steps,
                {}};
  const Gatherer gatherer(plan, state);
  Gathered total = gatherer.empty();
  std::map<std::vector<std::string>, Gathered> groups;
  for (const State::Line& line : state.lines()) {
    std::vector<std::string_view> keys = state.group_keys(line.group);
    if (keys.empty()) continue;
    const std::size_t kind = kind_of(keys.back());
    keys.pop_back();
    gatherer.line(line, kind, total);
    if (keys.empty()) continue;
    const auto [found, is_new] =
        groups.try_emplace(std::vector<std::string>(keys.begin(), keys.end()));
    if (is_new) found->second = gatherer.empty();
    gatherer.line(line, kind, found->second);
  }
  series.groups.push_back(gatherer.group(total));
  for (const auto& [key, gathered] : groups) {
    SeriesGroup group = gatherer.group(gathered);
    // A group whose cells have all been taken back has nothing to tell.
    const bool tells =
        group.start != OpenSum{} ||
        std::any_of(group.points.begin(), group.points.end(), [](const SeriesPoint& point) {
          return point.open != OpenSum{} || point.flows != std::array<FlowSum, kFlows>{};
        });
    if (!tells) continue;
    group.by = key;
    series.groups.push_back(std::move(group));
  }
  return series;
}

Series evaluate(const SeriesQuery& query, const Dataset& dataset) {
  const SeriesPlan plan = compile(query, dataset);
  State state = plan.empty_state();
  accumulate(plan, dataset, {0, dataset.opportunities.size()}, 1, state);
  return finish(plan, state);
}

std::array<FlowSum, kFlows> Series::flows(const SeriesGroup& group, std::size_t first,
                                          std::size_t last) const {
  if (first > last || last > steps.size()) {
    throw Error(ErrorCode::invalid_argument, "the series has no such steps");
  }
  std::array<FlowSum, kFlows> sums{};
  for (std::size_t step = first; step < last; ++step) {
    for (std::size_t flow = 0; flow < kFlows; ++flow) {
      sums[flow].count += group.points[step].flows[flow].count;
      sums[flow].value = checked_add(sums[flow].value, group.points[step].flows[flow].value);
    }
  }
  return sums;
}

}  // namespace salespipe::metrics
