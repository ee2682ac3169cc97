#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "salespipe/base/int128.hpp"

namespace salespipe::metrics {

/// One bin of a signed histogram.
struct Bin {
  std::int64_t at = 0;
  Int128 amount = 0;
  bool operator==(const Bin&) const = default;
};

/// A signed sparse histogram: bin -> amount. Kept as a sorted run and a short tail of latest
/// additions, so that adding one is cheap and adding many at once is linear. Sums are checked:
/// Error(overflow), never a wrap.
class Bins {
 public:
  void add(std::int64_t at, Int128 amount);
  /// `bins` sorted by `at`, each once.
  void add_sorted(std::span<const Bin> bins, bool negated = false);
  /// The same; costs nothing where there are none yet.
  void take_sorted(std::vector<Bin>&& bins);
  void negate();

  /// Bins that are not zero, sorted.
  std::vector<Bin> sorted() const;
  /// The same without a copy; nothing is left here.
  std::vector<Bin> take();
  /// The same where they lie, valid until the next change; nothing when they would have to be
  /// sorted first.
  std::optional<std::span<const Bin>> view() const;
  /// Sum of the amounts.
  Int128 total() const;
  bool is_zero() const;

 private:
  void settle();
  std::vector<Bin> run_;   // sorted, each bin once
  std::vector<Bin> tail_;  // as they came
};

}  // namespace salespipe::metrics
