#include "metrics/open_scan.hpp"

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {
namespace {

std::vector<Day> limits_of(const std::vector<OpenCut>& cuts) {
  std::vector<Day> limits;
  limits.reserve(cuts.size() + 1);
  for (const OpenCut& cut : cuts) limits.push_back(cut.cut);
  limits.push_back(kLastDay + 1);
  return limits;
}

/// How many stages a key tells apart: all of them where their probabilities weigh.
std::size_t stages_told(const Dataset& data, const ScanPlan& scan) {
  return scan.weighted ? data.stages.size() : 1;
}

/// Longer than any two days lie apart, and short enough for sums of days.
std::int32_t patience(const Plan& plan) {
  return std::min(plan.query().abandoned_after_days, kLastDay - kFirstDay);
}

std::int32_t probability(const StageLooks& looks, const ScanPlan& scan, std::size_t stage) {
  return scan.weighted ? looks[static_cast<StageCode>(stage)].probability_ppm : 0;
}

}  // namespace

void flush_open(const OpenCell& cell, std::int32_t ppm, std::uint64_t group,
                const std::vector<std::uint32_t>& periods, LineTable& lines) {
  if (cell.count == 0) return;
  for (const std::uint32_t period : periods) {
    const std::uint32_t line = lines.line(group, period);
    Int128* sums = lines.sums(line);
    sums[lines.column(Slot::open_count)] += cell.count;
    sums[lines.column(Slot::open_value)] += cell.value;
    sums[lines.column(Slot::open_weighted)] += Int128{cell.value} * ppm;
    sums[lines.column(Slot::open_value_missing)] += cell.missing;
    sums[lines.column(Slot::abandoned_count)] += cell.abandoned;
    sums[lines.column(Slot::abandoned_value)] += cell.abandoned_value;
  }
}

OpenNowScan::OpenNowScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      groups_(binding, dataset.stages.size()),
      looks_(dataset.stages),
      abandoned_after_(patience(plan)),
      stages_(stages_told(dataset, scan)) {
  const auto space = static_cast<std::size_t>(binding.group_space());
  cells_.resize(scan.now_cuts.size(), std::vector<OpenCell>(space * stages_));
}

void OpenNowScan::add(const ScanBlock& block) {
  groups_.find(block, owners_now(data_), data_.facts.stage);
  const std::span<const std::int64_t> values = values_now(data_);
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    const Day stale = scan_.now_cuts[cut].cut - 1 - abandoned_after_;
    for (std::size_t i = 0; i < block.rows; ++i) {
      const std::size_t row = block.first + i;
      if (data_.facts.outcome[row] != StageOutcome::open || !groups_.passes(i)) continue;
      const std::size_t stage = stages_ == 1 ? 0 : data_.facts.stage[row];
      OpenCell& cell = cells_[cut][std::size_t{groups_.group(i)} * stages_ + stage];
      const bool known = values[row] != kNoValue;
      const std::int64_t value = known ? values[row] : 0;
      const bool abandoned = data_.facts.last_activity[row] < stale;
      cell.count += 1;
      cell.value += value;
      cell.missing += known ? 0 : 1;
      cell.abandoned += abandoned ? 1 : 0;
      cell.abandoned_value += abandoned ? value : 0;
    }
  }
}

void OpenNowScan::merge(const OpenNowScan& other) {
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    for (std::size_t i = 0; i < cells_[cut].size(); ++i) cells_[cut][i] += other.cells_[cut][i];
  }
}

void OpenNowScan::flush(LineTable& lines) const {
  for (std::size_t cut = 0; cut < cells_.size(); ++cut) {
    for (std::size_t key = 0; key < cells_[cut].size(); ++key) {
      flush_open(cells_[cut][key], probability(looks_, scan_, key % stages_), key / stages_,
                 scan_.now_cuts[cut].periods, lines);
    }
  }
}

OpenPastScan::OpenPastScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                           const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      groups_(binding, dataset.stages.size()),
      looks_(dataset.stages),
      cuts_(limits_of(scan.past_cuts), dataset.facts.first_day, dataset.facts.last_day),
      abandoned_after_(patience(plan)),
      stages_(stages_told(dataset, scan)),
      width_(scan.past_cuts.size() + 1),
      sums_(static_cast<std::size_t>(binding.group_space()) * stages_ * width_) {
  if (scan.abandoned || plan.uses(Slot::open_value_missing)) details_.resize(sums_.size());
  for (std::size_t code = 0; code <= dataset.stages.size(); ++code) {
    const auto stage = code < dataset.stages.size() ? static_cast<StageCode>(code) : kNoStage;
    const std::uint64_t part = groups_.stage_part(stage);
    const bool counts = looks_[stage].outcome == StageOutcome::open && part != Binding::kNoGroup;
    offsets_.push_back(counts ? static_cast<std::size_t>(part) * stages_ + (stages_ == 1 ? 0 : code)
                              : kNoKey);
  }
}

void OpenPastScan::add(const ScanBlock& block) {
  for (std::size_t i = 0; i < block.rows; ++i) {
    if (block.passes[i] == 0) continue;
    if (details_.empty()) {
      deal<false>(block.first + i, block.group[i]);
    } else {
      deal<true>(block.first + i, block.group[i]);
    }
  }
}

/// The cuts that see a stay from `from` on and not the change on `to` lie behind `from`, up to and
/// with `to`. DaySegments counts the cuts up to a day, which is how many do not see it.
template <bool details>
void OpenPastScan::deal(std::size_t row, std::uint32_t group) {
  const History& history = data_.history;
  const std::uint64_t end = history.begin[row + 1];
  std::uint64_t event = history.begin[row];
  std::int64_t value = data_.opportunities.value[row];
  std::uint32_t owner = data_.opportunities.owner[row];
  Day touched = data_.opportunities.created[row];
  std::uint32_t since = cuts_.of(touched);
  // A deal stands in its first stage from its creation on.
  std::size_t stage = offsets_.size() - 1;
  for (std::uint64_t next = event; next < end; ++next) {
    if (history.kind[next] != ChangeKind::stage) continue;
    stage = history.payload[next];
    break;
  }
  const auto key_of = [&](std::size_t in) {
    if (offsets_[in] == kNoKey || !groups_.owner_passes(owner)) return kNoKey;
    return (std::size_t{group} + groups_.owner_part(owner)) * stages_ + offsets_[in];
  };
  std::size_t key = key_of(stage);
  for (; event < end; ++event) {
    const Day day = history.day[event];
    const std::uint32_t now = cuts_.of(day);
    if (now != since) {
      if (key != kNoKey) stay<details>(key, value, since, now, touched);
      since = now;
    }
    touched = day;
    const std::uint32_t payload = history.payload[event];
    switch (history.kind[event]) {
      case ChangeKind::value:
        value = history.values[payload];
        break;
      case ChangeKind::owner:
        owner = payload;
        key = key_of(stage);
        break;
      case ChangeKind::expected_close:
        break;
      case ChangeKind::stage:
        stage = payload;
        key = key_of(stage);
        break;
    }
  }
  const auto last = static_cast<std::uint32_t>(width_ - 1);
  if (key != kNoKey && since < last) stay<details>(key, value, since, last, touched);
}

template <bool details>
void OpenPastScan::stay(std::size_t key, std::int64_t value, std::uint32_t from, std::uint32_t to,
                        Day touched) {
  Sum* sums = &sums_[key * width_];
  const bool known = value != kNoValue;
  const std::int64_t amount = known ? value : 0;
  sums[from].count += 1;
  sums[from].value += amount;
  sums[to].count -= 1;
  sums[to].value -= amount;
  if constexpr (details) {
    Detail* more = &details_[key * width_];
    if (!known) {
      more[from].missing += 1;
      more[to].missing -= 1;
    }
    // Abandoned at the cuts whose last day lies more than so many days behind the last activity.
    const Day neglected = std::min(touched + abandoned_after_ + 1, data_.facts.last_day);
    const std::uint32_t stale = std::max(from, cuts_.of(neglected));
    if (stale >= to) return;
    more[stale].abandoned += 1;
    more[stale].abandoned_value += amount;
    more[to].abandoned -= 1;
    more[to].abandoned_value -= amount;
  }
}

void OpenPastScan::merge(const OpenPastScan& other) {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    sums_[i].count += other.sums_[i].count;
    sums_[i].value += other.sums_[i].value;
  }
  for (std::size_t i = 0; i < details_.size(); ++i) {
    details_[i].missing += other.details_[i].missing;
    details_[i].abandoned += other.details_[i].abandoned;
    details_[i].abandoned_value += other.details_[i].abandoned_value;
  }
}

void OpenPastScan::flush(LineTable& lines) const {
  for (std::size_t key = 0; key < sums_.size() / width_; ++key) {
    OpenCell open;
    for (std::size_t cut = 0; cut + 1 < width_; ++cut) {
      const std::size_t at = key * width_ + cut;
      open.count += sums_[at].count;
      open.value += sums_[at].value;
      if (!details_.empty()) {
        open.missing += details_[at].missing;
        open.abandoned += details_[at].abandoned;
        open.abandoned_value += details_[at].abandoned_value;
      }
      flush_open(open, probability(looks_, scan_, key % stages_), key / stages_,
                 scan_.past_cuts[cut].periods, lines);
    }
  }
}

}  // namespace salespipe::metrics
