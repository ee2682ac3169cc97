#include "salespipe/metrics/abandoned.hpp"

#include <algorithm>
#include <optional>

#include "metrics/binding.hpp"
#include "metrics/deal_rows.hpp"
#include "metrics/stage_looks.hpp"
#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {
namespace {

/// What the pass tells of an open deal at a cut (DealPass::begin, apply, visit), and no more.
AbandonedDeal at_cut(const DealRows& rows, Day cut, Day owner_cut) {
  AbandonedDeal deal{rows.row, rows.created, 0, rows.value, rows.owner, kNoStage};
  std::size_t event = 0;
  const auto apply = [&] {
    const std::uint32_t payload = rows.payload[event];
    switch (rows.kind[event]) {
      case ChangeKind::value:
        deal.value = rows.values[payload];
        break;
      case ChangeKind::owner:
        deal.owner = payload;
        break;
      case ChangeKind::stage:
        deal.stage = static_cast<StageCode>(payload);
        break;
      case ChangeKind::expected_close:
        break;
    }
  };
  for (; event < rows.changes && rows.day[event] < cut; ++event) {
    apply();
    deal.last_activity = std::max(deal.last_activity, rows.day[event]);
  }
  for (std::size_t touch = 0; touch < rows.touches && rows.touch[touch] < cut; ++touch) {
    deal.last_activity = std::max(deal.last_activity, rows.touch[touch]);
  }
  for (; event < rows.changes && rows.day[event] < owner_cut; ++event) {
    if (rows.kind[event] == ChangeKind::owner) deal.owner = rows.payload[event];
  }
  return deal;
}

bool comes_first(const AbandonedDeal& left, const AbandonedDeal& right) {
  if (left.value != right.value) return left.value > right.value;
  if (left.days != right.days) return left.days > right.days;
  return left.row < right.row;
}

}  // namespace

AbandonedDeals abandoned_deals(const Query& query, const Dataset& dataset, std::size_t most) {
  Query plain = query;
  plain.metrics = {"abandoned_count"};
  plain.by.clear();
  plain.top.reset();
  plain.compare = Compare::none;
  const Plan plan = compile(plain, dataset);
  const PlannedPeriod& period = plan.periods().front();
  AbandonedDeals found;
  found.last_day = period.open_cut - 1;
  if (!period.begun) return found;
  const Binding binding({}, plain.filters, dataset);
  const StageLooks looks(dataset.stages);
  const Day owner_cut =
      plain.owner_at == OwnerAt::current ? std::max(period.judge_cut, period.open_cut) : kNoDay;
  for (std::size_t row = 0; row < dataset.opportunities.size(); ++row) {
    const std::uint64_t group = binding.deal_group(row);
    if (group == Binding::kNoGroup) continue;
    const DealRows rows = rows_of(dataset, group, row);
    if (!is_known(rows.created) || rows.created >= period.open_cut) continue;
    AbandonedDeal deal = at_cut(rows, period.open_cut, owner_cut);
    if (looks[deal.stage].outcome != StageOutcome::open) continue;
    if (binding.group(group, deal.owner, deal.stage) == Binding::kNoGroup) continue;
    deal.days = found.last_day - deal.last_activity;
    if (deal.days <= plain.abandoned_after_days) continue;
    found.count += 1;
    if (deal.value != kNoValue) found.value += deal.value;
    found.deals.push_back(deal);
  }
  const auto kept =
      found.deals.begin() + static_cast<std::ptrdiff_t>(std::min(most, found.deals.size()));
  std::partial_sort(found.deals.begin(), kept, found.deals.end(), comes_first);
  found.deals.erase(kept, found.deals.end());
  return found;
}

}  // namespace salespipe::metrics
