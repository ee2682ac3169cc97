#include "metrics/closing_scan.hpp"

#include <array>

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kDays = 1536;  // four years; longer cycles are written down

}  // namespace

ClosingScan::ClosingScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      values_(values_now(dataset)),
      space_(static_cast<std::size_t>(binding.group_space())),
      wants_values_(plan.uses(Slot::won_values)),
      wants_cycle_(plan.uses(Slot::cycle_days)),
      wants_close_(plan.uses(Slot::close_days)) {
  const bool from_qualified = plan.query().cycle_from == CycleFrom::qualified;
  starts_ = from_qualified ? std::span<const Day>(dataset.facts.qualified)
                           : std::span<const Day>(dataset.opportunities.created);
  const std::size_t segments = scan.segments.count();
  const std::size_t keys = space_ * segments;
  places_.assign(2 * segments, kNowhere);
  for (std::size_t segment = 1; segment < segments; ++segment) {
    places_[2 * segment] = static_cast<std::uint32_t>(width_++);
    if (!scan.won_only) places_[2 * segment + 1] = static_cast<std::uint32_t>(width_++);
  }
  cells_.resize(space_ * width_);
  if (dataset.facts.values_missing && plan.uses(Slot::won_value_missing)) {
    missing_.resize(cells_.size());
  }
  if (wants_cycle_) cycle_days_ = HistogramTable(keys, kDays);
  if (wants_close_) close_days_ = HistogramTable(keys, kDays);
}

void ClosingScan::add(const ScanBlock& block, const BlockGroups& groups) {
  if (missing_.empty()) {
    add_cells<false>(block, groups);
  } else {
    add_cells<true>(block, groups);
  }
  if (wants_values_ || wants_cycle_ || wants_close_) add_histograms(block, groups);
}

/// Without a branch on what became of a deal, which is hard to foresee: each row is written down,
/// and kept when it counts.
template <bool missing>
void ClosingScan::add_cells(const ScanBlock& block, const BlockGroups& groups) {
  const Day* const closed = data_.facts.closed.data() + block.first;
  const StageOutcome* const outcome = data_.facts.outcome.data() + block.first;
  const std::int64_t* const value = values_.data() + block.first;
  const std::uint32_t* const group = groups.groups();
  const std::uint8_t* const passes = groups.passing();
  const std::uint32_t* const places = places_.data();
  const DaySegments::View segments = scan_.segments.view();
  const auto width = static_cast<std::uint32_t>(width_);
  std::array<std::uint16_t, ScanBlock::kRows> rows;
  std::array<std::uint32_t, ScanBlock::kRows> at;
  std::size_t count = 0;
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::uint32_t lost = outcome[i] == StageOutcome::lost ? 1 : 0;
    const std::uint32_t place = places[2 * segments.of(closed[i]) + lost];
    rows[count] = static_cast<std::uint16_t>(i);
    at[count] = group[i] * width + place;
    count += static_cast<std::size_t>(place != kNowhere) & passes[i];
  }
  Cell* const cells = cells_.data();
  for (std::size_t k = 0; k < count; ++k) {
    const std::int64_t worth = value[rows[k]];
    const bool known = worth != kNoValue;
    cells[at[k]].count += 1;
    cells[at[k]].value += known ? worth : 0;
    if constexpr (missing) missing_[at[k]] += known ? 0 : 1;
  }
}

void ClosingScan::add_histograms(const ScanBlock& block, const BlockGroups& groups) {
  const std::uint32_t segments = scan_.segments.count();
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t row = block.first + i;
    const bool won = data_.facts.outcome[row] == StageOutcome::won;
    if (!groups.passes(i) || !(won || wants_close_)) continue;
    const Day closed = data_.facts.closed[row];
    const std::uint32_t segment = scan_.segments.of(closed);
    if (segment == 0) continue;
    const std::size_t key = std::size_t{groups.group(i)} * segments + segment;
    if (won && wants_values_) {
      won_values_.count(key, values_[row] == kNoValue ? 0 : values_[row]);
    }
    if (starts_.empty()) continue;
    const Day start = starts_[row];
    if (!is_known(start) || start > closed) continue;
    if (won && wants_cycle_) cycle_days_.count(key, closed - start);
    if (wants_close_) close_days_.count(key, closed - start);
  }
}

void ClosingScan::merge(const ClosingScan& other) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].count += other.cells_[i].count;
    cells_[i].value += other.cells_[i].value;
  }
  for (std::size_t i = 0; i < missing_.size(); ++i) missing_[i] += other.missing_[i];
  won_values_.merge(other.won_values_);
  cycle_days_.merge(other.cycle_days_);
  close_days_.merge(other.close_days_);
}

void ClosingScan::flush(LineTable& lines) {
  won_values_.settle();
  cycle_days_.settle();
  close_days_.settle();
  const std::size_t segments = scan_.segments.count();
  for (const ScanPlan::Span& span : scan_.spans) {
    for (std::size_t group = 0; group < space_; ++group) {
      Cell won;
      Cell lost;
      std::int64_t missing = 0;
      for (std::size_t segment = span.first; segment < span.last; ++segment) {
        const std::size_t at = group * width_ + place(segment, false);
        won.count += cells_[at].count;
        won.value += cells_[at].value;
        if (!missing_.empty()) missing += missing_[at];
        if (scan_.won_only) continue;
        const Cell& cell = cells_[group * width_ + place(segment, true)];
        lost.count += cell.count;
        lost.value += cell.value;
      }
      if (won.count == 0 && lost.count == 0) continue;
      const std::uint32_t line = lines.line(group, span.period);
      Int128* sums = lines.sums(line);
      sums[lines.column(Slot::won_count)] += won.count;
      sums[lines.column(Slot::won_value)] += won.value;
      sums[lines.column(Slot::won_value_missing)] += missing;
      sums[lines.column(Slot::lost_count)] += lost.count;
      sums[lines.column(Slot::lost_value)] += lost.value;
      const std::size_t first = group * segments + span.first;
      const std::size_t last = group * segments + span.last;
      const auto hand_over = [&](Slot slot, const HistogramTable& histograms) {
        if (lines.bins_column(slot) == State::kNoColumn) return;
        lines.add_bins(line, lines.bins_column(slot), histograms.bins(first, last));
      };
      hand_over(Slot::won_values, won_values_);
      hand_over(Slot::cycle_days, cycle_days_);
      hand_over(Slot::close_days, close_days_);
    }
  }
}

}  // namespace salespipe::metrics
