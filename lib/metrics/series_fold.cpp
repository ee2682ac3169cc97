// accumulate() of a series: what each change of a deal does to the open pipeline of its day. The
// rules are those of the waterfall (deal_flows.cpp), day by day and with stages told apart by the
// order of the pipeline.
#include <algorithm>

#include "metrics/deal_fold.hpp"
#include "metrics/series_flows.hpp"
#include "metrics/stage_looks.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

class SeriesPass {
 public:
  SeriesPass(const SeriesPlan& plan, const Dataset& dataset, const Binding& binding,
             FlowTable& flows)
      : plan_(plan), data_(dataset), binding_(binding), flows_(flows), looks_(dataset.stages) {}

  void deal(std::size_t row) {
    const std::uint64_t group = binding_.deal_group(row);
    if (group == Binding::kNoGroup) return;
    const Day created = data_.opportunities.created[row];
    std::uint64_t event = data_.history.begin[row];
    const std::uint64_t end = data_.history.begin[row + 1];
    DealFold fold;
    fold.value = data_.opportunities.value[row];
    fold.owner = data_.opportunities.owner[row];
    if (!is_known(created)) {
      if (event == end) undated(row, group);
      return;
    }
    for (; event < end && data_.history.day[event] < created; ++event) step(fold, event);
    const StageCode stage = fold.stage == kNoStage ? first_stage(event, end) : fold.stage;
    fold.begin(stage, look(stage), created);
    born(group, fold, created);
    for (; event < end; ++event) {
      const DealFold before = fold;
      step(fold, event);
      changed(group, before, fold, data_.history.day[event]);
    }
  }

 private:
  static Int128 amount(const DealFold& fold) { return fold.value == kNoValue ? 0 : fold.value; }

  const StageLook& look(StageCode stage) const { return looks_[stage]; }

  StageCode first_stage(std::uint64_t event, std::uint64_t end) const {
    for (; event < end; ++event) {
      if (data_.history.kind[event] != ChangeKind::stage) continue;
      return static_cast<StageCode>(data_.history.payload[event]);
    }
    return kNoStage;
  }

  void step(DealFold& fold, std::uint64_t event) const {
    const std::uint32_t payload = data_.history.payload[event];
    switch (data_.history.kind[event]) {
      case ChangeKind::value:
        fold.value = data_.history.values[payload];
        break;
      case ChangeKind::owner:
        fold.owner = payload;
        break;
      case ChangeKind::stage: {
        const auto stage = static_cast<StageCode>(payload);
        fold.enter(stage, look(stage), data_.history.day[event]);
        break;
      }
      case ChangeKind::expected_close:
        break;
    }
  }

  std::uint64_t place(std::uint64_t group, const DealFold& fold) const {
    return binding_.group(group, fold.owner, fold.stage);
  }

  void tell(std::uint64_t group, Flow flow, Day day, Int128 value, StageCode stage) {
    if (group == Binding::kNoGroup) return;
    const bool counts = flow != Flow::value_up && flow != Flow::value_down;
    flows_.add(group, static_cast<std::size_t>(flow), day, counts ? 1 : 0, value,
               value * look(stage).probability_ppm);
  }

  static Flow exit_to(StageOutcome outcome) {
    if (outcome == StageOutcome::won) return Flow::won;
    return outcome == StageOutcome::lost ? Flow::lost : Flow::parked;
  }

  void born(std::uint64_t group, const DealFold& fold, Day day) {
    if (fold.stage == kNoStage) return;
    const std::uint64_t at = place(group, fold);
    tell(at, Flow::created, day, amount(fold), fold.stage);
    if (!fold.is_open()) tell(at, exit_to(fold.outcome), day, amount(fold), fold.stage);
  }

  /// In which direction a deal went: the flow into where it is now; the one out comes with it.
  Flow way(const DealFold& before, const DealFold& after) const {
    if (before.stage == after.stage) return Flow::moved_in;
    if (plan_.stages.at(before.stage).pipeline != plan_.stages.at(after.stage).pipeline) {
      return Flow::moved_in;
    }
    return plan_.stages.ordinal(before.stage) < plan_.stages.ordinal(after.stage)
               ? Flow::advanced_in
               : Flow::back_in;
  }

  static Flow out_of(Flow in) {
    if (in == Flow::moved_in) return Flow::moved_out;
    return in == Flow::advanced_in ? Flow::advanced_out : Flow::back_out;
  }

  void changed(std::uint64_t group, const DealFold& before, const DealFold& after, Day day) {
    if (!before.is_open() && !after.is_open()) return;
    if (!after.is_open()) {
      tell(place(group, before), exit_to(after.outcome), day, amount(before), before.stage);
      return;
    }
    if (!before.is_open()) {
      tell(place(group, after), Flow::reopened, day, amount(after), after.stage);
      return;
    }
    const std::uint64_t to = place(group, after);
    if (before.stage != after.stage || before.owner != after.owner) {
      const std::uint64_t from = place(group, before);
      // Only a change that shows: of the stage, because its direction is told even where groups
      // do not depend on it, or of the group.
      if (before.stage != after.stage || from != to) {
        const Flow in = way(before, after);
        tell(from, out_of(in), day, amount(before), before.stage);
        tell(to, in, day, amount(before), after.stage);
      }
    }
    const Int128 rise = amount(after) - amount(before);
    if (rise > 0) tell(to, Flow::value_up, day, rise, after.stage);
    if (rise < 0) tell(to, Flow::value_down, day, -rise, after.stage);
  }

  void undated(std::size_t row, std::uint64_t group) {
    const StageCode stage = data_.opportunities.stage[row];
    if (look(stage).outcome != StageOutcome::open) return;
    const std::uint64_t at = binding_.group(group, data_.opportunities.owner[row], stage);
    if (at == Binding::kNoGroup) return;
    const std::int64_t known = data_.opportunities.value[row];
    const Int128 value = known == kNoValue ? 0 : known;
    flows_.add(at, kUndated, Day{0}, 1, value, value * look(stage).probability_ppm);
  }

  const SeriesPlan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  FlowTable& flows_;
  StageLooks looks_;
};

}  // namespace

void accumulate(const SeriesPlan& plan, const Dataset& dataset, RowRange opportunities, int sign,
                State& state) {
  if ((sign != 1 && sign != -1) || !(plan.stages == dataset.stages) || plan.zone != dataset.zone ||
      plan.currency != dataset.currency || plan.spec.text != state.spec().text ||
      opportunities.first > opportunities.last ||
      opportunities.last > dataset.opportunities.size()) {
    throw Error(ErrorCode::invalid_argument,
                "the series' plan, data, state, rows and sign do not fit together");
  }
  Day first = kNoDay;
  Day last = kNoDay;
  const auto see = [&](Day day) {
    if (!is_known(day)) return;
    first = is_known(first) ? std::min(first, day) : day;
    last = std::max(last, day);
  };
  for (std::size_t row = opportunities.first; row < opportunities.last; ++row) {
    see(dataset.opportunities.created[row]);
    const std::uint64_t begin = dataset.history.begin[row];
    const std::uint64_t end = dataset.history.begin[row + 1];
    if (begin < end) {
      see(dataset.history.day[begin]);
      see(dataset.history.day[end - 1]);
    }
  }
  if (!is_known(first)) first = last = Day{0};
  const Binding binding(plan.query.by, plan.query.filters, dataset);
  FlowTable flows(binding, first, last);
  SeriesPass pass(plan, dataset, binding, flows);
  for (std::size_t row = opportunities.first; row < opportunities.last; ++row) pass.deal(row);
  flows.flush(state, sign);
  state.extend_data_through(dataset.data_through);
}

}  // namespace salespipe::metrics
