// What holds for every set of waits and stays.
#include "salespipe/metrics/incidence.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/percentile.hpp"
#include "salespipe/metrics/survival.hpp"

namespace salespipe::test {
namespace {

using metrics::Bin;
using metrics::Bins;
using metrics::Waits;

/// Waits of up to six weeks, many of them equally long.
struct RandomWaits {
  std::vector<Bin> advanced;
  std::vector<Bin> lost;
  std::vector<Bin> waiting;
  Waits view() const { return {advanced, lost, waiting}; }
};

std::vector<Bin> random_bins(int most) {
  Bins bins;
  for (int i = *rc::gen::inRange(0, most + 1); i > 0; --i) {
    bins.add(*rc::gen::inRange(0, 42), 1 + *rc::gen::inRange(0, 3));
  }
  return bins.sorted();
}

Int128 total(const std::vector<Bin>& bins) {
  Int128 sum = 0;
  for (const Bin& bin : bins) sum += bin.amount;
  return sum;
}

RC_GTEST_PROP(Incidence, OfAdvancingOfLosingAndOfWaitingAddUpToOneOnEveryDay, ()) {
  const RandomWaits waits{random_bins(15), random_bins(15), random_bins(15)};
  double before = 0;
  for (const auto& point : metrics::cumulative_incidence(waits.view())) {
    RC_ASSERT(std::abs(point.advancing + point.losing + point.waiting - 1) < 1e-12);
    RC_ASSERT(point.advancing >= before);
    RC_ASSERT(point.waiting >= 0);
    before = point.advancing;
  }
}

RC_GTEST_PROP(Incidence, WithoutCensoringIsTheShareOfTheDecidedWithTheBinomialVariance, ()) {
  const RandomWaits waits{random_bins(15), random_bins(15), {}};
  const auto estimate = metrics::estimated_conversion(waits.view());
  const auto advanced = static_cast<double>(total(waits.advanced));
  const double decided = advanced + static_cast<double>(total(waits.lost));
  RC_ASSERT(estimate.has_value() == (decided > 0));
  if (!estimate) return;
  const double share = advanced / decided;
  RC_ASSERT(std::abs(estimate->advancing.value - share) < 1e-12);
  RC_ASSERT(std::abs(estimate->variance - share * (1 - share) / decided) < 1e-12);
  RC_ASSERT(std::abs(estimate->cases - decided) < 1e-6 * decided);
}

RC_GTEST_PROP(Incidence, SwapsItsKindsOfEndAsTheWaitsDo, ()) {
  const RandomWaits waits{random_bins(15), random_bins(15), random_bins(15)};
  const auto estimate = metrics::estimated_conversion(waits.view());
  const auto turned = metrics::estimated_conversion({waits.lost, waits.advanced, waits.waiting});
  RC_ASSERT(estimate.has_value() == turned.has_value());
  if (!estimate) return;
  RC_ASSERT(std::abs(estimate->advancing.value - turned->losing) < 1e-12);
  RC_ASSERT(std::abs(estimate->losing - turned->advancing.value) < 1e-12);
}

RC_GTEST_PROP(Survival, WithoutCensoringItsMedianIsTheLowerOneOfTheStays, ()) {
  const std::vector<Bin> ended = random_bins(15);
  const auto median = metrics::survival_median({ended, {}});
  RC_ASSERT(median.has_value() == !ended.empty());
  if (!median) return;
  Int128 until = 0;
  Int128 sooner = 0;
  for (const Bin& bin : ended) {
    if (bin.at <= *median) until += bin.amount;
    if (bin.at < *median) sooner += bin.amount;
  }
  RC_ASSERT(until * 2 >= total(ended));
  RC_ASSERT(sooner * 2 < total(ended));
  const auto mean = metrics::mean(ended, metrics::Unit::days);
  RC_ASSERT(std::abs(metrics::survival_mean({ended, {}}).value() - mean->number()) < 1e-9);
}

TEST(Incidence, IsNotCertainOfAStepThatNobodyHasLeftYet) {
  const std::array<Bin, 1> waiting{{{10, 5}}};
  EXPECT_EQ(metrics::estimated_conversion({{}, {}, waiting}), std::nullopt);
}

TEST(Incidence, OfThreeThatAllAdvancedIsOneAndLeavesRoomForDoubt) {
  const std::array<Bin, 1> advanced{{{10, 3}}};
  const auto estimate = metrics::estimated_conversion({advanced, {}, {}});
  EXPECT_EQ(estimate->advancing.value, 1.0);
  EXPECT_EQ(estimate->advancing.high, 1.0);
  EXPECT_NEAR(estimate->advancing.low, 3 / (3 + 3.8414588), 1e-7);  // Wilson: n / (n + z^2)
}

TEST(Incidence, AWaitGivenUpOnTheDayOfAnEndIsStillAtRiskOnIt) {
  const std::array<Bin, 1> advanced{{{5, 1}}};
  const std::array<Bin, 1> waiting{{{5, 1}}};
  EXPECT_DOUBLE_EQ(metrics::estimated_conversion({advanced, {}, waiting})->advancing.value, 0.5);
}

}  // namespace
}  // namespace salespipe::test
