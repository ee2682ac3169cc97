#include "metrics/funnel_scan.hpp"

#include <algorithm>
#include <tuple>

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {
namespace {

/// Counters of one thread: 64 MiB of the largest kind.
constexpr std::size_t kMostCounters = std::size_t{1} << 23;

/// Deals whose value at their winning is not the one that the facts know.
constexpr auto kFolded = static_cast<std::uint16_t>(DealTrait::value_after_close);

}  // namespace

std::optional<FunnelScan> FunnelScan::make(const FunnelPlan& plan, const Dataset& dataset,
                                           const Binding& binding) {
  const DealFacts& facts = dataset.facts;
  if (facts.moments.empty() || facts.size() != dataset.opportunities.size()) return std::nullopt;
  if (plan.cut <= facts.last_day || plan.cut - facts.first_day > 0xFFFF) return std::nullopt;
  const std::uint64_t groups = binding.group_space();
  if (groups > kMostCounters || groups * facts.moments.paths.size() > kMostCounters) {
    return std::nullopt;
  }
  FunnelScan scan(plan, dataset, binding);
  if (groups * scan.meanings_.size() * scan.width_ > kMostCounters) return std::nullopt;
  scan.histograms_.resize(scan.groups_ * scan.meanings_.size() * scan.width_);
  scan.deals_.resize(facts.moments.paths.size() * scan.groups_);
  scan.won_values_.resize(scan.groups_);
  return scan;
}

FunnelScan::FunnelScan(const FunnelPlan& plan, const Dataset& dataset, const Binding& binding)
    : plan_(plan),
      data_(dataset),
      binding_(binding),
      cut_(static_cast<std::uint32_t>(plan.cut - dataset.facts.first_day)),
      width_(cut_ + 1),
      groups_(static_cast<std::size_t>(binding.group_space())),
      life_(plan) {
  const DealPaths& paths = dataset.facts.moments.paths;
  ways_.reserve(paths.size());
  histogram_of({});
  for (std::size_t path = 0; path < paths.size(); ++path) add_way(path);
}

void FunnelScan::add_way(std::size_t path) {
  const FunnelLife::Tale& tale = life_.tell(data_.facts.moments.paths[path], true);
  std::vector<FunnelLife::Stay> stays = tale.stays;
  const auto limits = [](const FunnelLife::Stay& stay) { return std::pair(stay.from, stay.to); };
  std::sort(stays.begin(), stays.end(), [&](const auto& a, const auto& b) {
    return std::tuple(limits(a), a.days, a.step) < std::tuple(limits(b), b.days, b.step);
  });
  const auto first = static_cast<std::uint32_t>(intervals_.size());
  Meaning meaning;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    meaning.emplace_back(stays[i].days, stays[i].step);
    if (i + 1 < stays.size() && limits(stays[i]) == limits(stays[i + 1])) continue;
    intervals_.push_back(interval(stays[i], meaning));
    meaning.clear();
  }
  // To the first histogram, which means nothing.
  while ((intervals_.size() - first) % kStride != 0) intervals_.push_back({0, 0xFFFF, 0, 0});
  ways_.push_back(
      {first, static_cast<std::uint32_t>(intervals_.size()), tale.won_at != FunnelLife::kCut});
}

FunnelScan::Interval FunnelScan::interval(const FunnelLife::Stay& stay, const Meaning& meaning) {
  const auto base = static_cast<std::uint32_t>(histogram_of(meaning) * width_);
  const auto from = static_cast<std::uint8_t>(stay.from);
  if (stay.to == FunnelLife::kCut) return {base + cut_, 0, from, from};
  if (stay.to == FunnelLife::kLastDay) return {base + cut_ - 1, 0, from, from};
  return {base, 0xFFFF, from, static_cast<std::uint8_t>(stay.to)};
}

std::uint32_t FunnelScan::histogram_of(const Meaning& meaning) {
  return meanings_.try_emplace(meaning, static_cast<std::uint32_t>(meanings_.size())).first->second;
}

void FunnelScan::run(RowRange deals) {
  for (std::size_t first = deals.first; first < deals.last; first += ScanBlock::kRows) {
    block(first, std::min(ScanBlock::kRows, deals.last - first));
  }
}

void FunnelScan::block(std::size_t first, std::size_t rows) {
  binding_.deal_groups(first, {block_.group.data(), rows}, {block_.passes.data(), rows});
  if (plan_.query.period) {
    const Day* created = data_.opportunities.created.data() + first;
    for (std::size_t i = 0; i < rows; ++i) {
      block_.passes[i] &= static_cast<std::uint8_t>(plan_.query.period->contains(created[i]));
    }
  }
  const DealFacts& facts = data_.facts;
  for (std::size_t i = 0; i < rows; ++i) {
    if (block_.passes[i] == 0) continue;
    const std::size_t row = first + i;
    if (facts.moments.path[row] == DealMoments::kNoPath || (facts.traits[row] & kFolded) != 0) {
      folded_.push_back(static_cast<std::uint32_t>(row));
    } else {
      deal(row, block_.group[i]);
    }
  }
}

void FunnelScan::deal(std::size_t row, std::size_t group) {
  const DealMoments& moments = data_.facts.moments;
  const std::size_t path = moments.path[row];
  ++deals_[path * groups_ + group];
  const Way way = ways_[path];
  const std::uint16_t* const days = &moments.day[moments.begin[row]];
  std::uint32_t* const histograms = &histograms_[group * meanings_.size() * width_];
  const Interval* const last = intervals_.data() + way.last;
  for (const Interval* four = intervals_.data() + way.first; four != last; four += kStride) {
    for (std::uint32_t i = 0; i < kStride; ++i) {
      const std::uint32_t to = days[four[i].to] & four[i].mask;
      ++histograms[four[i].base + to - days[four[i].from]];
    }
  }
  if (!way.won) return;
  const std::int64_t value = values_now(data_)[row];
  if (value != kNoValue) won_values_[group] += value;
}

void FunnelScan::flush(FunnelCells& cells) {
  for (std::size_t path = 0; path < ways_.size(); ++path) {
    const std::int64_t* const deals = &deals_[path * groups_];
    if (std::all_of(deals, deals + groups_, [](std::int64_t n) { return n == 0; })) continue;
    const FunnelLife::Tale& tale = life_.tell(data_.facts.moments.paths[path], true);
    if (!tale.counts) continue;
    for (std::size_t group = 0; group < groups_; ++group) {
      if (deals[group] != 0) FunnelCells::add(tale, deals[group], cells.of(group));
    }
  }
  for (std::size_t group = 0; group < groups_; ++group) {
    if (won_values_[group] != 0) cells.of(group).back().won_value += won_values_[group];
    for (const auto& [meaning, histogram] : meanings_) {
      const std::uint32_t* const counts =
          &histograms_[(group * meanings_.size() + histogram) * width_];
      for (std::size_t day = 0; day < width_; ++day) {
        if (counts[day] == 0) continue;
        for (const auto& [days, step] : meaning) {
          cells.of(group)[step].days[static_cast<std::size_t>(days)].count(
              static_cast<std::int64_t>(day), counts[day]);
        }
      }
    }
  }
}

}  // namespace salespipe::metrics
