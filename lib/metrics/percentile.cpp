#include "metrics/percentile.hpp"

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

Int128 count_of(std::span<const Bin> bins) {
  Int128 count = 0;
  for (const Bin& bin : bins) count = checked_add(count, bin.amount);
  return count;
}

/// The value of the given rank, from 0, of the multiset.
std::int64_t at_rank(std::span<const Bin> bins, Int128 rank) {
  Int128 seen = 0;
  for (const Bin& bin : bins) {
    seen += bin.amount;
    if (rank < seen) return bin.at;
  }
  return bins.back().at;
}

}  // namespace

std::optional<Figure> percentile(std::span<const Bin> bins, int numerator, int denominator,
                                 Unit unit) {
  const Int128 count = count_of(bins);
  if (count <= 0) return std::nullopt;
  const Int128 position = checked_mul(count - 1, numerator);  // in parts of 1 / denominator
  const Int128 rank = position / denominator;
  const Int128 rest = position % denominator;
  const Int128 below = at_rank(bins, rank);
  const Int128 above = rest == 0 ? below : at_rank(bins, rank + 1);
  return Figure{unit,
                checked_add(checked_mul(below, denominator), checked_mul(rest, above - below)),
                denominator, std::nullopt};
}

std::optional<Figure> mean(std::span<const Bin> bins, Unit unit) {
  const Int128 count = count_of(bins);
  if (count <= 0) return std::nullopt;
  Int128 sum = 0;
  for (const Bin& bin : bins) sum = checked_add(sum, checked_mul(bin.at, bin.amount));
  return Figure{unit, sum, count, std::nullopt};
}

}  // namespace salespipe::metrics
