#include "metrics/closing_scan.hpp"

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kDays = 1536;  // four years; longer cycles are written down

/// How many bins amounts take when each is a multiple of a common step.
std::size_t value_bins(const DealFacts& facts) {
  if (facts.value_step == 0) return 1;
  const std::int64_t bins = facts.largest_value / facts.value_step;
  return bins < (1 << 20) ? static_cast<std::size_t>(2 * bins + 1) : 0;
}

}  // namespace

ClosingScan::ClosingScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      groups_(binding, dataset.stages.size()),
      values_(values_now(dataset)),
      space_(static_cast<std::size_t>(binding.group_space())),
      wants_values_(plan.uses(Slot::won_values)),
      wants_cycle_(plan.uses(Slot::cycle_days)),
      wants_close_(plan.uses(Slot::close_days)) {
  const bool from_qualified = plan.query().cycle_from == CycleFrom::qualified;
  starts_ = from_qualified ? std::span<const Day>(dataset.facts.qualified)
                           : std::span<const Day>(dataset.opportunities.created);
  const std::size_t keys = space_ * scan.segments.count();
  cells_.resize(2 * keys);
  const DealFacts& facts = dataset.facts;
  if (wants_values_) {
    won_values_ = HistogramTable(keys, -facts.largest_value, facts.value_step, value_bins(facts));
  }
  if (wants_cycle_) cycle_days_ = HistogramTable(keys, 0, 1, kDays);
  if (wants_close_) close_days_ = HistogramTable(keys, 0, 1, kDays);
}

void ClosingScan::add(const ScanBlock& block) {
  groups_.find(block, owners_now(data_), data_.facts.stage);
  if (data_.facts.values_missing) {
    add_cells<true>(block);
  } else {
    add_cells<false>(block);
  }
  if (wants_values_ || wants_cycle_ || wants_close_) add_histograms(block);
}

template <bool missing>
void ClosingScan::add_cells(const ScanBlock& block) {
  const std::uint32_t segments = scan_.segments.count();
  const Day* closed = data_.facts.closed.data() + block.first;
  const StageOutcome* outcome = data_.facts.outcome.data() + block.first;
  const std::int64_t* value = values_.data() + block.first;
  for (std::size_t i = 0; i < block.rows; ++i) {
    const bool lost = outcome[i] == StageOutcome::lost;
    const bool counts = groups_.passes(i) && !(scan_.won_only && lost);
    const std::uint32_t segment = counts ? scan_.segments.of(closed[i]) : 0;
    const std::size_t key = std::size_t{groups_.group(i)} * segments + segment;
    Cell& cell = cells_[2 * key + (lost ? 1 : 0)];
    cell.count += 1;
    if constexpr (missing) {
      const bool known = value[i] != kNoValue;
      cell.value += known ? value[i] : 0;
      cell.missing += known ? 0 : 1;
    } else {
      cell.value += value[i];
    }
  }
}

void ClosingScan::add_histograms(const ScanBlock& block) {
  const std::uint32_t segments = scan_.segments.count();
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t row = block.first + i;
    const bool won = data_.facts.outcome[row] == StageOutcome::won;
    if (!groups_.passes(i) || !(won || wants_close_)) continue;
    const Day closed = data_.facts.closed[row];
    const std::uint32_t segment = scan_.segments.of(closed);
    if (segment == 0) continue;
    const std::size_t key = std::size_t{groups_.group(i)} * segments + segment;
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
    cells_[i].missing += other.cells_[i].missing;
  }
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
      for (std::size_t segment = span.first; segment < span.last; ++segment) {
        const Cell* cell = &cells_[2 * (group * segments + segment)];
        for (Cell* sum : {&won, &lost}) {
          sum->count += cell->count;
          sum->value += cell->value;
          sum->missing += cell->missing;
          ++cell;
        }
      }
      if (scan_.won_only) lost = {};
      if (won.count == 0 && lost.count == 0) continue;
      const std::uint32_t line = lines.line(group, span.period);
      Int128* sums = lines.sums(line);
      sums[lines.column(Slot::won_count)] += won.count;
      sums[lines.column(Slot::won_value)] += won.value;
      sums[lines.column(Slot::won_value_missing)] += won.missing;
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
