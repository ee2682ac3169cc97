#pragma once

#include <cstddef>

#include "base/on_threads.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::metrics {

/// The `index`-th of `of` nearly equal shares of a range of rows.
inline RowRange share(RowRange range, std::size_t index, std::size_t of) {
  const std::size_t size = range.last - range.first;
  const auto limit = [&](std::size_t i) {
    return range.first + size / of * i + size % of * i / of;
  };
  return {limit(index), limit(index + 1)};
}

}  // namespace salespipe::metrics
