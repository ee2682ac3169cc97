#include "metrics/fold_facts.hpp"

#include <algorithm>
#include <cstdlib>

#include "metrics/moment_folder.hpp"
#include "metrics/stage_looks.hpp"
#include "metrics/worker_threads.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::uint16_t bit(DealTrait trait) { return static_cast<std::uint16_t>(trait); }

/// The first stage that a run of changes enters; kNoStage when it enters none.
StageCode first_stage(const History& history, std::uint64_t event, std::uint64_t end) {
  for (; event < end; ++event) {
    if (history.kind[event] == ChangeKind::stage) {
      return static_cast<StageCode>(history.payload[event]);
    }
  }
  return kNoStage;
}

/// Folds the deals of one thread's share, and what is said of all of them.
class FactFolder {
 public:
  FactFolder(const Dataset& data, const StageLooks& looks, MomentFolder& moments, DealFacts& facts)
      : data_(data), looks_(looks), moments_(moments), facts_(facts) {}

  void run(RowRange deals) {
    for (std::size_t row = deals.first; row < deals.last; ++row) deal(row);
  }

  std::uint16_t any_traits = 0;
  Day first_day = kNoDay;
  Day last_day = kNoDay;
  std::int64_t largest_value = 0;
  bool values_missing = false;

 private:
  void see_value(std::int64_t value) {
    if (value == kNoValue) {
      values_missing = true;
    } else {
      largest_value = std::max(largest_value, std::abs(value));
    }
  }

  void step(DealFold& fold, std::uint64_t event) {
    const History& history = data_.history;
    const std::uint32_t payload = history.payload[event];
    fold.last_activity = history.day[event];
    switch (history.kind[event]) {
      case ChangeKind::value:
        fold.value = history.values[payload];
        see_value(fold.value);
        moments_.change_value(fold.value, history.day[event]);
        break;
      case ChangeKind::owner:
        fold.owner = payload;
        break;
      case ChangeKind::expected_close:
        break;
      case ChangeKind::stage: {
        const auto stage = static_cast<StageCode>(payload);
        fold.enter(stage, looks_[stage], history.day[event]);
        moments_.enter(stage, history.day[event]);
        break;
      }
    }
  }

  void deal(std::size_t row) {
    const Opportunities& deals = data_.opportunities;
    const History& history = data_.history;
    DealFold fold;
    fold.value = deals.value[row];
    fold.owner = deals.owner[row];
    see_value(fold.value);
    moments_.begin_deal(fold.value);
    std::uint16_t traits = deals.stage[row] == kNoStage ? bit(DealTrait::closed_unknown) : 0;
    const Day created = deals.created[row];
    std::uint64_t event = history.begin[row];
    const std::uint64_t end = history.begin[row + 1];
    if (is_known(created)) {
      while (event < end && history.day[event] < created) {
        traits |= bit(DealTrait::early_changes);
        step(fold, event++);
      }
      const StageCode stage =
          fold.stage == kNoStage ? first_stage(history, event, end) : fold.stage;
      fold.begin(stage, looks_[stage], created);
      fold.last_activity = std::max(fold.last_activity, created);
      if (!is_known(first_day) || created < first_day) first_day = created;
    } else {
      traits |= bit(DealTrait::undated);
    }
    for (; event < end; ++event) {
      const DealFold before = fold;
      step(fold, event);
      if (fold.value != before.value) traits |= bit(DealTrait::value_changed);
      if (fold.owner != before.owner) traits |= bit(DealTrait::owner_changed);
      // Leaving a closing, or one closing on top of another: it no longer has just one.
      if (is_closed(before.outcome) && before.outcome != fold.outcome) {
        traits |= bit(DealTrait::reopened);
      }
    }
    const bool closed = is_closed(fold.outcome);
    if (closed) {
      if (fold.value != fold.last.value) traits |= bit(DealTrait::value_after_close);
      if (fold.owner != fold.last.owner) traits |= bit(DealTrait::owner_after_close);
      if (fold.stage != fold.last.stage) traits |= bit(DealTrait::stage_after_close);
    }
    if (is_known(fold.qualified) && fold.owner != fold.qualified_owner) {
      traits |= bit(DealTrait::owner_since_qualified);
    }
    if (!data_.touches.begin.empty()) {
      const std::uint64_t last = data_.touches.begin[row + 1];
      if (last > data_.touches.begin[row]) {
        const Day touched = data_.touches.day[last - 1];
        fold.last_activity = std::max(fold.last_activity, touched);
        last_day = std::max(last_day, touched);
      }
    }
    if (is_known(created)) {
      last_day = std::max(last_day, created);
      if (end > history.begin[row]) last_day = std::max(last_day, history.day[end - 1]);
    }
    // Only a life that begins when the deal does, and that is known from there on, is in order.
    constexpr std::uint16_t kOutOfOrder =
        bit(DealTrait::undated) | bit(DealTrait::early_changes) | bit(DealTrait::closed_unknown);
    moments_.end_deal((traits & kOutOfOrder) == 0);
    any_traits = static_cast<std::uint16_t>(any_traits | traits);
    facts_.stage[row] = fold.stage;
    facts_.outcome[row] = fold.outcome;
    facts_.closed[row] = closed ? fold.last.day : kNoDay;
    facts_.value[row] = fold.value;
    facts_.owner[row] = fold.owner;
    if (!facts_.qualified.empty()) facts_.qualified[row] = fold.qualified;
    facts_.last_activity[row] = fold.last_activity;
    facts_.traits[row] = traits;
  }

  const Dataset& data_;
  const StageLooks& looks_;
  MomentFolder& moments_;
  DealFacts& facts_;
};

}  // namespace

void fold_facts(Dataset& data, int threads) {
  const std::size_t deals = data.opportunities.size();
  DealFacts facts;
  facts.stage.resize(deals);
  facts.outcome.resize(deals);
  facts.closed.resize(deals);
  facts.value.resize(deals);
  facts.owner.resize(deals);
  if (data.stages.knows_qualified()) facts.qualified.resize(deals);
  facts.last_activity.resize(deals);
  facts.traits.resize(deals);

  const StageLooks looks(data.stages);
  const auto workers = static_cast<std::size_t>(std::max(threads, 1));
  std::vector<MomentFolder> moments(workers, MomentFolder(data.stages.size()));
  std::vector<FactFolder> folders;
  folders.reserve(workers);
  for (MomentFolder& mine : moments) folders.emplace_back(data, looks, mine, facts);
  on_threads(workers, [&](std::size_t index) {
    folders[index].run(share({0, deals}, index, workers));
  });
  for (const FactFolder& folder : folders) {
    facts.any_traits = static_cast<std::uint16_t>(facts.any_traits | folder.any_traits);
    if (is_known(folder.first_day) &&
        (!is_known(facts.first_day) || folder.first_day < facts.first_day)) {
      facts.first_day = folder.first_day;
    }
    facts.last_day = std::max(facts.last_day, folder.last_day);
    facts.largest_value = std::max(facts.largest_value, folder.largest_value);
    facts.values_missing = facts.values_missing || folder.values_missing;
  }
  facts.moments = MomentFolder::join(moments, data.stages.size(), facts.first_day, facts.last_day);
  const auto has = [&facts](DealTrait trait) { return (facts.any_traits & bit(trait)) != 0; };
  // Where nothing ever changed, the columns would only repeat those of the opportunities.
  if (!has(DealTrait::value_changed) && !has(DealTrait::early_changes)) facts.value = {};
  if (!has(DealTrait::owner_changed) && !has(DealTrait::early_changes)) facts.owner = {};
  data.facts = std::move(facts);
}

}  // namespace salespipe::metrics
