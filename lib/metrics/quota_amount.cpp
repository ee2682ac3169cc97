#include "metrics/quota_amount.hpp"

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

Int128 greatest_common_divisor(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// Sum of amount / bin over the bins, which are lengths of quotas in days. Whole parts are summed
/// apart, so that only remainders meet the common denominator.
QuotaAmount pro_rata(std::span<const Bin> bins) {
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

}  // namespace

std::optional<QuotaAmount> quota_amount(const CellView& cells) {
  if (cells.is_total() && cells.sum(Slot::team_quota_count) != 0) {
    return pro_rata(cells.bins(Slot::team_quota));
  }
  if (cells.sum(Slot::owner_quota_count) != 0) return pro_rata(cells.bins(Slot::owner_quota));
  return std::nullopt;
}

}  // namespace salespipe::metrics
