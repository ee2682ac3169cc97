#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/random/discrete_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

namespace salespipe::simulate {

/// The finisher of splitmix64 (Steele, Lea and Flood 2014): a bijection that mixes all bits.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// splitmix64 as a uniform random bit generator.
class SplitMix64 {
 public:
  using result_type = std::uint64_t;
  explicit constexpr SplitMix64(std::uint64_t state) : state_(state) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  constexpr result_type operator()() { return mix(state_ += kStep); }

  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL;

 private:
  std::uint64_t state_;
};

/// What a stream of chance is for; streams do not touch each other, so that leaving out the
/// interactions changes no deal.
enum class Stream : std::uint64_t { world, team, names, deal, interactions, tasks, qualification };

/// A choice among codes by weight, in constant time (Boost's alias table).
using Choice = boost::random::discrete_distribution<std::int32_t, double>;

/// How many of something there are.
using Count = boost::random::poisson_distribution<int, double>;

/// One stream of chance, keyed by (seed, stream, index): its draws depend on nothing else. Boost's
/// distributions give the same numbers on every platform, unlike the standard library's. exp() may
/// differ in its last bit between platforms; results are rounded to seconds and minor units, which
/// leaves a difference about once in 10^12 draws.
class Draw {
 public:
  Draw(std::uint64_t seed, Stream stream, std::uint64_t index)
      : engine_(mix(mix(mix(seed + SplitMix64::kStep) + static_cast<std::uint64_t>(stream)) +
                    SplitMix64::kStep * index)) {}

  double uniform() { return boost::random::uniform_01<double>()(engine_); }
  bool chance(double probability) { return uniform() < probability; }
  /// Both ends included.
  int between(int low, int high) {
    return boost::random::uniform_int_distribution<int>(low, high)(engine_);
  }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double log_normal(double median, double spread) {
    return median * std::exp(spread * boost::random::normal_distribution<double>()(engine_));
  }
  std::int32_t pick(const Choice& choice) { return choice(engine_); }
  int count(const Count& count) { return count(engine_); }

 private:
  SplitMix64 engine_;
};

}  // namespace salespipe::simulate
