#include "metrics/created_scan.hpp"

#include "metrics/scan_columns.hpp"

namespace salespipe::metrics {

CreatedScan::CreatedScan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                         const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      first_(binding, dataset.stages.size()),
      judge_(kLastDay),
      space_(static_cast<std::size_t>(binding.group_space())) {
  const Query& query = plan.query();
  values_ = dataset.opportunities.value;
  // In the past the deals whose value or owner ever changed are folded.
  if (scan.present) {
    if (query.created_value_at == CreatedValueAt::as_of) values_ = values_now(dataset);
  }
  owner_now_ = (scan.present && query.owner_at == OwnerAt::current) || !binding.reads_owner();
  for (const PlannedPeriod& period : plan.periods()) {
    if (period.begun) judge_ = period.judge_cut;
  }
  const std::size_t keys = space_ * scan.segments.count();
  cells_.resize(keys);
  if (scan.cohort) fates_.resize(keys);
}

void CreatedScan::add(const ScanBlock& block, const BlockGroups& now) {
  if (!owner_now_) first_.find(block, data_.opportunities.owner, data_.facts.stage);
  const BlockGroups& groups = owner_now_ ? now : first_;
  const std::size_t count = scan_.segments.count();
  const DaySegments::View segments = scan_.segments.view();
  const Day* const created = data_.opportunities.created.data() + block.first;
  const std::int64_t* const value = values_.data() + block.first;
  const std::uint32_t* const group = groups.groups();
  const std::uint8_t* const passes = groups.passing();
  Cell* const cells = cells_.data();
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::uint32_t segment = passes[i] != 0 ? segments.of(created[i]) : 0;
    Cell& cell = cells[group[i] * count + segment];
    cell.count += 1;
    cell.value += value[i] == kNoValue ? 0 : value[i];
  }
  if (scan_.cohort) add_fates(block, groups);
}

void CreatedScan::add_fates(const ScanBlock& block, const BlockGroups& groups) {
  const std::uint32_t segments = scan_.segments.count();
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t row = block.first + i;
    if (!groups.passes(i)) continue;
    const std::uint32_t segment = scan_.segments.of(data_.opportunities.created[row]);
    StageOutcome fate = data_.facts.outcome[row];
    // What closed behind the cut was open, or parked, before it: neither won nor lost.
    if (data_.facts.closed[row] >= judge_) fate = StageOutcome::open;
    fates_[std::size_t{groups.group(i)} * segments + segment][static_cast<std::size_t>(fate)] += 1;
  }
}

void CreatedScan::merge(const CreatedScan& other) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].count += other.cells_[i].count;
    cells_[i].value += other.cells_[i].value;
  }
  for (std::size_t i = 0; i < fates_.size(); ++i) {
    for (std::size_t fate = 0; fate < kFates; ++fate) fates_[i][fate] += other.fates_[i][fate];
  }
}

void CreatedScan::flush(LineTable& lines) const {
  const std::size_t segments = scan_.segments.count();
  for (const ScanPlan::Span& span : scan_.spans) {
    for (std::size_t group = 0; group < space_; ++group) {
      Cell sum;
      std::array<std::int64_t, kFates> fates{};
      for (std::size_t segment = span.first; segment < span.last; ++segment) {
        const std::size_t key = group * segments + segment;
        sum.count += cells_[key].count;
        sum.value += cells_[key].value;
        if (fates_.empty()) continue;
        for (std::size_t fate = 0; fate < kFates; ++fate) fates[fate] += fates_[key][fate];
      }
      if (sum.count == 0) continue;
      const std::uint32_t line = lines.line(group, span.period);
      Int128* sums = lines.sums(line);
      sums[lines.column(Slot::created_count)] += sum.count;
      sums[lines.column(Slot::created_value)] += sum.value;
      sums[lines.column(Slot::cohort_won)] += fates[static_cast<std::size_t>(StageOutcome::won)];
      sums[lines.column(Slot::cohort_lost)] += fates[static_cast<std::size_t>(StageOutcome::lost)];
    }
  }
}

QualifiedScan::QualifiedScan(const Plan&, const Dataset& dataset, const Binding& binding,
                             const ScanPlan& scan)
    : data_(dataset),
      scan_(scan),
      space_(static_cast<std::size_t>(binding.group_space())),
      counts_(space_ * scan.segments.count(), 0) {}

void QualifiedScan::add(const ScanBlock& block, const BlockGroups& groups) {
  if (data_.facts.qualified.empty()) return;
  const std::uint32_t segments = scan_.segments.count();
  const Day* qualified = data_.facts.qualified.data() + block.first;
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::uint32_t segment = groups.passes(i) ? scan_.segments.of(qualified[i]) : 0;
    counts_[std::size_t{groups.group(i)} * segments + segment] += 1;
  }
}

void QualifiedScan::merge(const QualifiedScan& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

void QualifiedScan::flush(LineTable& lines) const {
  const std::size_t segments = scan_.segments.count();
  for (const ScanPlan::Span& span : scan_.spans) {
    for (std::size_t group = 0; group < space_; ++group) {
      std::int64_t count = 0;
      for (std::size_t segment = span.first; segment < span.last; ++segment) {
        count += counts_[group * segments + segment];
      }
      if (count == 0) continue;
      const std::uint32_t line = lines.line(group, span.period);
      lines.sums(line)[lines.column(Slot::sales_qualified_count)] += count;
    }
  }
}

}  // namespace salespipe::metrics
