// Are we on quota?
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/checked.hpp"
#include "metrics/finishers.hpp"
#include "metrics/quota_amount.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

Result quota(const CellView& cells) {
  const auto amount = quota_amount(cells);
  if (!amount) return std::nullopt;
  return Figure{Unit::money, amount->numerator, amount->denominator, std::nullopt};
}

Result attainment(const CellView& cells) {
  const auto amount = quota_amount(cells);
  if (!amount) return std::nullopt;
  return ratio(checked_mul(cells.sum(won_value), amount->denominator), amount->numerator);
}

Result gap(const CellView& cells) {
  const auto amount = quota_amount(cells);
  if (!amount) return std::nullopt;
  const Int128 won = checked_mul(cells.sum(won_value), amount->denominator);
  return Figure{Unit::money, checked_sub(amount->numerator, won), amount->denominator,
                std::nullopt};
}

Result pace(const CellView& cells) {
  const PlannedPeriod& period = cells.period();
  if (period.open_cut == period.period.to()) return attainment(cells);  // all of it is gone
  const auto amount = quota_amount(cells);
  if (!amount) return std::nullopt;
  return ratio(
      checked_mul(checked_mul(cells.sum(won_value), amount->denominator), period.business_days),
      checked_mul(amount->numerator, period.business_days_gone));
}

constexpr SlotList kQuota(owner_quota, owner_quota_count, team_quota, team_quota_count);
constexpr SlotList kQuotaAndRevenue(owner_quota, owner_quota_count, team_quota, team_quota_count,
                                    won_value);
constexpr std::string_view kOptions = "outcome,value_at,owner_at,as_of";

const std::array kMetrics{
    Metric{"quota", "Quota", Unit::money, "quota",
           "sum of the quotas in P, by days where they lie in it partly",
           "No value when none is given, and for groups by anything but the owner.", "", kQuota,
           quota, "5500.00: the team's for the quarter"},
    Metric{"attainment", "Quota attainment", Unit::ratio, "quota", "won_revenue / quota",
           "Are we on quota?", kOptions, kQuotaAndRevenue, attainment,
           "0.8182: 4500.00 of 5500.00"},
    Metric{"gap", "Gap to quota", Unit::money, "quota", "quota - won_revenue",
           "What is still missing; negative when the quota is exceeded.", kOptions,
           kQuotaAndRevenue, gap, "1000.00: 5500.00 - 4500.00"},
    Metric{"pace", "Pace", Unit::ratio, "quota",
           "attainment / share of P's business days gone at the cut",
           "1 is on track. Equal to attainment once P is over. Business days: Monday to Friday "
           "without "
           "the query's holidays.",
           "outcome,value_at,owner_at,as_of,holidays", kQuotaAndRevenue, pace,
           "0.8182: P is over, so it is the attainment"},
};

}  // namespace

std::span<const Metric> quota_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
