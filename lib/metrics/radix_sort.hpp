#pragma once

#include <cstdint>
#include <vector>

namespace salespipe::metrics {

/// Sorts whole numbers, linear in their count: digit by digit, as many digits as the largest has.
void radix_sort(std::vector<std::uint64_t>& numbers);

}  // namespace salespipe::metrics
