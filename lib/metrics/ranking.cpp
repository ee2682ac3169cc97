#include "metrics/ranking.hpp"

#include <algorithm>

namespace salespipe::metrics {
namespace {

/// Exact for figures of one denominator: sums, counts, weighted values.
bool greater(const Figure& a, const Figure& b) {
  return a.denominator == b.denominator ? a.numerator > b.numerator : a.number() > b.number();
}

bool before(const RankedGroup& a, const RankedGroup& b) {
  if (a.figure.has_value() != b.figure.has_value()) return a.figure.has_value();
  if (a.figure && greater(*a.figure, *b.figure)) return true;
  if (a.figure && greater(*b.figure, *a.figure)) return false;
  return a.keys < b.keys;
}

}  // namespace

void rank(std::vector<RankedGroup>& groups) { std::sort(groups.begin(), groups.end(), before); }

}  // namespace salespipe::metrics
