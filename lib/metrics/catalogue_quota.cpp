// Are we on quota? By owner: the owner's quotas; in the total: the team's own, else all owners'.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/checked.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

Int128 greatest_common_divisor(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// An exact amount of money: minor units over a denominator, which is 1 unless quotas lie in the
/// period partly.
struct Amount {
  Int128 numerator = 0;
  Int128 denominator = 1;
};

/// Sum of amount / bin over the bins, which are lengths of quotas in days. Whole parts are summed
/// apart, so that only remainders meet the common denominator.
Amount pro_rata(std::span<const Bin> bins) {
  Int128 whole = 0;
  Int128 numerator = 0;
  Int128 denominator = 1;
  for (const Bin& bin : bins) {
    const Int128 days = bin.at;
    whole = checked_add(whole, bin.amount / days);
    const Int128 rest = bin.amount % days;
    if (rest == 0) continue;
    const Int128 common =
        checked_mul(denominator, days / greatest_common_divisor(denominator, days));
    numerator =
        checked_add(checked_mul(numerator, common / denominator), checked_mul(rest, common / days));
    denominator = common;
  }
  if (numerator % denominator == 0) return {checked_add(whole, numerator / denominator), 1};
  return {checked_add(checked_mul(whole, denominator), numerator), denominator};
}

std::optional<Amount> quota_amount(const CellView& cells) {
  if (cells.is_total() && cells.sum(team_quota_count) != 0) return pro_rata(cells.bins(team_quota));
  if (cells.sum(owner_quota_count) != 0) return pro_rata(cells.bins(owner_quota));
  return std::nullopt;
}

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
           "attainment / share of P's business days (Monday to Friday) gone at the cut",
           "1 is on track. Equal to attainment once P is over.", kOptions, kQuotaAndRevenue, pace,
           "0.8182: P is over, so it is the attainment"},
};

}  // namespace

std::span<const Metric> quota_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
