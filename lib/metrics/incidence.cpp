#include "salespipe/metrics/incidence.hpp"

#include <algorithm>

namespace salespipe::metrics {
namespace {

/// Amount in the bin of a day; `next` moves along the sorted bins.
Int128 take(std::span<const Bin> bins, std::size_t& next, std::int64_t day) {
  Int128 amount = 0;
  for (; next < bins.size() && bins[next].at <= day; ++next) amount += bins[next].amount;
  return amount;
}

Int128 total(std::span<const Bin> bins) {
  Int128 sum = 0;
  for (const Bin& bin : bins) sum += bin.amount;
  return sum;
}

double real(Int128 count) { return static_cast<double>(count); }

}  // namespace

std::vector<IncidencePoint> cumulative_incidence(const Waits& waits) {
  std::vector<std::int64_t> days;
  for (const auto bins : {waits.advanced, waits.lost, waits.waiting}) {
    for (const Bin& bin : bins) days.push_back(bin.at);
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());

  Int128 at_risk = total(waits.advanced) + total(waits.lost) + total(waits.waiting);
  std::size_t next_advanced = 0;
  std::size_t next_lost = 0;
  std::size_t next_waiting = 0;
  std::vector<IncidencePoint> points;
  IncidencePoint now;
  for (const std::int64_t day : days) {
    now.day = day;
    now.at_risk = at_risk;
    now.advanced = take(waits.advanced, next_advanced, day);
    now.lost = take(waits.lost, next_lost, day);
    at_risk -= now.advanced + now.lost + take(waits.waiting, next_waiting, day);
    const bool sound = now.at_risk > 0 && now.advanced >= 0 && now.lost >= 0 &&
                       now.advanced + now.lost <= now.at_risk;
    if (!sound || now.advanced + now.lost == 0) continue;
    const double share = now.waiting / real(now.at_risk);
    now.advancing += share * real(now.advanced);
    now.losing += share * real(now.lost);
    now.waiting = share * real(now.at_risk - now.advanced - now.lost);
    points.push_back(now);
  }
  return points;
}

std::optional<Conversion> estimated_conversion(const Waits& waits) {
  const std::vector<IncidencePoint> points = cumulative_incidence(waits);
  if (points.empty()) return std::nullopt;
  Conversion result;
  const IncidencePoint& last = points.back();
  result.losing = last.losing;
  result.waiting = last.waiting;
  result.day = last.day;
  // Variance of the cumulative incidence by the delta method, of Greenwood's type: Dinse and Larson
  // (1986), "A note on semi-Markov models for partially censored data"; Marubini and Valsecchi
  // (1995), "Analysing Survival Data from Clinical Trials and Observational Studies", chapter 10.
  // With F the incidence of advancing, S what waits just before a day, Y at risk, d ended and a
  // advanced on it:
  //   sum (F - F_day)^2 d / (Y (Y - d)) + sum S^2 a (Y - a) / Y^3 - 2 sum (F - F_day) S a / Y^2
  // Without censoring it is F (1 - F) / n.
  double before = 1;
  for (const IncidencePoint& point : points) {
    const Int128 ended = point.advanced + point.lost;
    const double at_risk = real(point.at_risk);
    const double advanced = real(point.advanced);
    const double to_come = last.advancing - point.advancing;
    // All ended: nothing is to come, and the term is 0 times infinity.
    if (ended < point.at_risk) {
      result.variance += to_come * to_come * real(ended) / (at_risk * real(point.at_risk - ended));
    }
    result.variance +=
        before * before * advanced * (at_risk - advanced) / (at_risk * at_risk * at_risk);
    result.variance -= 2 * to_come * before * advanced / (at_risk * at_risk);
    before = point.waiting;
    result.decided += ended;
  }
  // Where all advanced the terms cancel out to a rounding error, of either sign.
  const bool all_advanced = last.losing <= 0 && last.waiting <= 0;
  const double share = all_advanced ? 1.0 : std::min(last.advancing, 1.0);
  result.variance = all_advanced ? 0.0 : std::max(result.variance, 0.0);
  result.cases = effective_count(share, result.variance, real(result.decided));
  result.advancing = share_of(share, result.cases);
  return result;
}

}  // namespace salespipe::metrics
