#include "metrics/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace salespipe::metrics {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
constexpr std::size_t kFew = 4096;  // where a plain sort is as fast

}  // namespace

void radix_sort(std::vector<std::uint64_t>& numbers) {
  if (numbers.size() < kFew) {
    std::sort(numbers.begin(), numbers.end());
    return;
  }
  const std::uint64_t largest = *std::max_element(numbers.begin(), numbers.end());
  std::vector<std::uint64_t> sorted(numbers.size());
  for (unsigned shift = 0; shift < 64 && largest >> shift != 0; shift += kDigitBits) {
    std::array<std::size_t, kDigits> next{};
    for (const std::uint64_t number : numbers) ++next[number >> shift & (kDigits - 1)];
    std::size_t begin = 0;
    for (std::size_t& place : next) begin += std::exchange(place, begin);
    for (const std::uint64_t number : numbers) {
      sorted[next[number >> shift & (kDigits - 1)]++] = number;
    }
    numbers.swap(sorted);
  }
}

}  // namespace salespipe::metrics
