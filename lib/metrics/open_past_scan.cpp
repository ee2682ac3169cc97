#include "metrics/open_past_scan.hpp"

#include <algorithm>
#include <array>

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

void OpenPastScan::plan_moments(bool reads_owner) {
  const DealFacts& facts = data_.facts;
  if (facts.moments.empty() || !details_.empty()) return;
  if (reads_owner) walked_ = static_cast<std::uint16_t>(DealTrait::owner_changed);
  for (const std::size_t offset : offsets_) {
    places_.push_back(offset == kNoKey ? kNoPlace : static_cast<std::uint32_t>(offset * width_));
  }
  for (Day day = facts.first_day; day <= facts.last_day; day = day + 1) {
    cut_at_.push_back(static_cast<std::uint16_t>(cuts_.of(day)));
  }
  cut_at_.push_back(static_cast<std::uint16_t>(width_ - 1));  // stands there still
}

bool OpenPastScan::told_by_moments(const ScanBlock& block, std::size_t i) const {
  const DealFacts& facts = data_.facts;
  const std::size_t row = block.first + i;
  return facts.moments.path[row] != DealMoments::kNoPath && (facts.traits[row] & walked_) == 0;
}

/// Deals that count in the same group and lie side by side are one run of moments.
void OpenPastScan::add(const ScanBlock& block) {
  const std::vector<std::uint32_t>& begin = data_.facts.moments.begin;
  const std::uint32_t* const owners = &data_.opportunities.owner[block.first];
  const std::size_t factor = stages_ * width_;
  const bool moments = !places_.empty();
  std::size_t run_base = 0;
  std::size_t run_first = 0;
  std::size_t run_last = 0;
  for (std::size_t i = 0; i < block.rows; ++i) {
    if (block.passes[i] == 0) continue;
    const std::size_t row = block.first + i;
    if (!moments || !told_by_moments(block, i)) {
      if (details_.empty()) {
        deal<false>(row, block.group[i]);
      } else {
        deal<true>(row, block.group[i]);
      }
      continue;
    }
    if (!groups_.owner_passes(owners[i])) continue;
    const std::size_t base = (block.group[i] + groups_.owner_part(owners[i])) * factor;
    if (base != run_base || begin[row] != run_last) {
      add_moments(run_first, run_last, run_base);
      run_base = base;
      run_first = begin[row];
    }
    run_last = begin[row + 1];
  }
  add_moments(run_first, run_last, run_base);
}

/// Without a branch on what the deals did: each moment is written down, and kept when it counts
/// and some cut sees it.
void OpenPastScan::add_moments(std::size_t first, std::size_t last, std::size_t base) {
  const DealMoments& moments = data_.facts.moments;
  const std::uint16_t* const days = moments.day.data();
  const std::uint16_t* const untils = moments.until.data();
  const StageCode* const stages = moments.stage.data();
  const std::int64_t* const values = moments.value.data();
  const std::uint32_t* const places = places_.data();
  const std::uint16_t* const cut_at = cut_at_.data();
  Sum* const sums = sums_.data() + base;
  std::array<Seen, ScanBlock::kRows> seen;
  for (; first < last; first += seen.size()) {
    const std::size_t end = std::min(last, first + seen.size());
    std::size_t count = 0;
    for (std::size_t at = first; at < end; ++at) {
      const std::uint32_t place = places[stages[at]];
      const std::uint32_t from = cut_at[days[at]];
      const std::uint32_t to = cut_at[untils[at]];
      seen[count] = {values[at], place + from, place + to};
      count += static_cast<std::size_t>(place != kNoPlace) & static_cast<std::size_t>(from != to);
    }
    for (std::size_t k = 0; k < count; ++k) {
      Sum& from = sums[seen[k].from];
      from.count += 1;
      from.value += seen[k].value;
      Sum& to = sums[seen[k].to];
      to.count -= 1;
      to.value -= seen[k].value;
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
