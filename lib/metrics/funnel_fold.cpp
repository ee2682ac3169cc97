// accumulate() of a funnel: how far each deal came, and how long it stood where.
#include <optional>
#include <utility>
#include <vector>

#include "metrics/binding.hpp"
#include "metrics/funnel_cells.hpp"
#include "metrics/funnel_life.hpp"
#include "metrics/funnel_scan.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/funnel.hpp"

namespace salespipe::metrics {
namespace {

/// Tells each deal from its whole history.
class FunnelPass {
 public:
  FunnelPass(const FunnelPlan& plan, const Dataset& dataset, const Binding& binding,
             FunnelCells& cells)
      : plan_(plan), data_(dataset), binding_(binding), life_(plan), cells_(cells) {}

  void deal(std::size_t row) {
    const std::uint64_t group = binding_.deal_group(row);
    if (group == Binding::kNoGroup) return;
    const Day created = data_.opportunities.created[row];
    if (plan_.query.period && !plan_.query.period->contains(created)) return;
    if (is_known(created) && created >= plan_.cut) return;
    read(row, created);
    const FunnelLife::Tale& tale = life_.tell(entered_, is_known(created));
    if (!tale.counts) return;
    std::vector<FunnelCells::Step>& steps = cells_.of(group);
    FunnelCells::add(tale, 1, steps);
    for (const FunnelLife::Stay& stay : tale.stays) {
      const Day from = days_[stay.from];
      if (!is_known(from)) continue;
      const Day to = stay.to == FunnelLife::kCut       ? plan_.cut
                     : stay.to == FunnelLife::kLastDay ? plan_.cut - 1
                                                       : days_[stay.to];
      steps[stay.step].days[static_cast<std::size_t>(stay.days)].count(to - from);
    }
    if (tale.won_at == FunnelLife::kCut || values_[tale.won_at] == kNoValue) return;
    steps.back().won_value += values_[tale.won_at];
  }

 private:
  void enter(StageCode stage, Day day) {
    // The first stage is the one that the deal was created in, with the value that it had then,
    // even where changes of its value come before the row that tells the stage.
    values_.push_back(entered_.empty() ? first_value_ : value_);
    entered_.push_back(stage);
    days_.push_back(day);
  }

  /// The stages that a deal entered before the cut. Of those before its creation the last one
  /// counts, as the stage that it was created in.
  void read(std::size_t row, Day created) {
    const History& history = data_.history;
    entered_.clear();
    days_.clear();
    values_.clear();
    value_ = first_value_ = data_.opportunities.value[row];
    const std::uint64_t end = history.begin[row + 1];
    StageCode before = kNoStage;
    for (std::uint64_t event = history.begin[row]; event < end; ++event) {
      const Day day = history.day[event];
      if (day >= plan_.cut) break;
      if (history.kind[event] == ChangeKind::value) {
        value_ = history.values[history.payload[event]];
        if (!is_known(created) || day < created) first_value_ = value_;
      }
      if (history.kind[event] != ChangeKind::stage) continue;
      const auto stage = static_cast<StageCode>(history.payload[event]);
      if (is_known(created) && day < created) {
        before = stage;
        continue;
      }
      if (before != kNoStage) enter(std::exchange(before, kNoStage), created);
      enter(stage, day);
    }
    if (before != kNoStage) enter(before, created);
    if (is_known(created) || history.begin[row] != end || !plan_.counts_undated) return;
    const StageCode stage = data_.opportunities.stage[row];
    if (stage != kNoStage && data_.stages.outcome(stage) == StageOutcome::open) {
      enter(stage, kNoDay);
    }
  }

  const FunnelPlan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  FunnelLife life_;
  FunnelCells& cells_;

  // The deal at hand, by entry.
  std::vector<StageCode> entered_;
  std::vector<Day> days_;
  std::vector<std::int64_t> values_;
  std::int64_t value_ = kNoValue;
  std::int64_t first_value_ = kNoValue;
};

}  // namespace

void accumulate(const FunnelPlan& plan, const Dataset& dataset, RowRange opportunities, int sign,
                State& state) {
  if ((sign != 1 && sign != -1) || !(plan.stages == dataset.stages) ||
      plan.spec.text != state.spec().text || opportunities.first > opportunities.last ||
      opportunities.last > dataset.opportunities.size()) {
    throw Error(ErrorCode::invalid_argument,
                "the funnel's plan, data, state, rows and sign do not fit together");
  }
  const Binding binding(plan.query.by, plan.query.filters, dataset);
  FunnelCells cells(plan.open_stages.size() + 1);
  FunnelPass pass(plan, dataset, binding, cells);
  if (std::optional<FunnelScan> scan = FunnelScan::make(plan, dataset, binding)) {
    scan->run(opportunities);
    for (const std::uint32_t row : scan->folded()) pass.deal(row);
    scan->flush(cells);
  } else {
    for (std::size_t row = opportunities.first; row < opportunities.last; ++row) pass.deal(row);
  }
  cells.flush(binding, state, sign);
  state.extend_data_through(dataset.data_through);
}

}  // namespace salespipe::metrics
