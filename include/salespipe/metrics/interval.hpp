#pragma once

namespace salespipe::metrics {

/// An estimate with its 95% interval. Estimates are the one place where figures are doubles: they
/// are made from exact counts when a result is finished, in one fixed order, and never added up.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
  bool operator==(const Estimate&) const = default;
};

/// The normal quantile of a two-sided 95% interval.
inline constexpr double kNormal95 = 1.959963984540054;

/// A share seen among `count` independent cases, which need not be whole: the score interval of
/// Wilson (1927). Inside [0, 1], and not of length 0 at a share of 0 or 1. `count` above 0.
Estimate share_of(double share, double count);

/// The count of independent cases that would estimate `share` with this variance. Together with
/// share_of() it carries the score interval over to censored data (Rothman 1978, "Estimation of
/// confidence limits for the cumulative probability of survival in life table analysis"). Where the
/// variance says nothing, at a share of 0 or 1, it is `decided`.
double effective_count(double share, double variance, double decided);

/// after - before, of two independent shares with score intervals: Newcombe (1998), "Interval
/// estimation for the difference between independent proportions", method 10.
Estimate difference_of(const Estimate& after, const Estimate& before);

/// Odds of `after` over odds of `before`, shares of that many cases; the interval is that of Woolf
/// (1955) on the logarithm. A half is added to every cell when one of them is 0 (Haldane 1956,
/// Anscombe 1956), so that there always is a value.
Estimate odds_ratio_of(double after, double after_count, double before, double before_count);

}  // namespace salespipe::metrics
