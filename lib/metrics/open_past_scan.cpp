#include "metrics/open_past_scan.hpp"

#include <algorithm>

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

}  // namespace

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
  plan_moments(binding.reads_owner());
}

/// Where in sums_ each step of each path counts.
void OpenPastScan::plan_moments(bool reads_owner) {
  const DealMoments& moments = data_.facts.moments;
  if (moments.empty() || !details_.empty()) return;
  if (reads_owner) walked_ = static_cast<std::uint16_t>(DealTrait::owner_changed);
  places_.reserve(moments.paths.stages.size());
  for (std::size_t path = 0; path < moments.paths.size(); ++path) {
    std::size_t place = kNoKey;
    for (const StageCode stage : moments.paths[path]) {
      if (stage != kNoStage) place = offsets_[stage];
      places_.push_back(place == kNoKey ? kNoPlace : static_cast<std::uint32_t>(place * width_));
    }
  }
  elsewhere_.resize(width_);
}

void OpenPastScan::add(const ScanBlock& block) {
  const DealFacts& facts = data_.facts;
  const bool told = !elsewhere_.empty();
  for (std::size_t i = 0; i < block.rows; ++i) {
    if (block.passes[i] == 0) continue;
    const std::size_t row = block.first + i;
    if (told && facts.moments.path[row] != DealMoments::kNoPath &&
        (facts.traits[row] & walked_) == 0) {
      moments(row, block.group[i]);
    } else if (details_.empty()) {
      deal<false>(row, block.group[i]);
    } else {
      deal<true>(row, block.group[i]);
    }
  }
}

/// Without a branch on what the deal did: what does not count is added up elsewhere.
void OpenPastScan::moments(std::size_t row, std::uint32_t group) {
  const DealMoments& moments = data_.facts.moments;
  const std::uint32_t owner = data_.opportunities.owner[row];
  if (!groups_.owner_passes(owner)) return;
  Sum* const sums = &sums_[(std::size_t{group} + groups_.owner_part(owner)) * stages_ * width_];
  Sum* const elsewhere = elsewhere_.data();
  const std::uint32_t first = moments.begin[row];
  const std::uint32_t count = moments.begin[row + 1] - first;
  const std::uint32_t* places = &places_[moments.paths.begin[moments.path[row]]];
  const std::uint16_t* days = &moments.day[first];
  const std::int64_t* values = moments.value.empty() ? nullptr : &moments.value[first];
  const std::int64_t begun = data_.opportunities.value[row];
  std::int64_t value = begun == kNoValue ? 0 : begun;
  std::uint32_t from = cuts_.of_offset(days[0]);
  for (std::uint32_t k = 0; k < count; ++k) {
    const std::uint32_t to =
        k + 1 < count ? cuts_.of_offset(days[k + 1]) : static_cast<std::uint32_t>(width_ - 1);
    if (values != nullptr) value = values[k];
    Sum* const cells = places[k] == kNoPlace ? elsewhere : sums + places[k];
    cells[from].count += 1;
    cells[from].value += value;
    cells[to].count -= 1;
    cells[to].value -= value;
    from = to;
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
