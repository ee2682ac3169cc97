#include "salespipe/metrics/interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace salespipe::metrics {

Estimate share_of(double share, double count) {
  const double z2 = kNormal95 * kNormal95;
  const double centre = share + z2 / (2 * count);
  const double spread =
      kNormal95 * std::sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  const double scale = 1 + z2 / count;
  // The share itself is inside by the formula; rounding must not put it outside.
  return {share, std::clamp((centre - spread) / scale, 0.0, share),
          std::clamp((centre + spread) / scale, share, 1.0)};
}

double effective_count(double share, double variance, double decided) {
  const double binomial = share * (1 - share);
  return binomial > 0 && variance > 0 ? binomial / variance : decided;
}

Estimate difference_of(const Estimate& after, const Estimate& before) {
  const double difference = after.value - before.value;
  const double down = std::hypot(after.value - after.low, before.high - before.value);
  const double up = std::hypot(after.high - after.value, before.value - before.low);
  return {difference, difference - down, difference + up};
}

Estimate odds_ratio_of(double after, double after_count, double before, double before_count) {
  std::array cells{after * after_count, (1 - after) * after_count, before * before_count,
                   (1 - before) * before_count};
  if (std::any_of(cells.begin(), cells.end(), [](double cell) { return cell <= 0; })) {
    for (double& cell : cells) cell += 0.5;
  }
  double variance = 0;
  for (const double cell : cells) variance += 1 / cell;
  const double log_ratio = std::log(cells[0] / cells[1]) - std::log(cells[2] / cells[3]);
  const double spread = kNormal95 * std::sqrt(variance);
  return {std::exp(log_ratio), std::exp(log_ratio - spread), std::exp(log_ratio + spread)};
}

}  // namespace salespipe::metrics
