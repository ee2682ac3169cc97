#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace salespipe::metrics {

/// Many short lists in one block of memory, each of which may grow: a list that is full moves to a
/// place of twice its size, and its old place serves another one.
template <class T>
class RunPool {
 public:
  struct Run {
    std::uint64_t at = 0;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;  // 0 or a power of two
  };

  void reserve(std::size_t items) { items_.reserve(items); }
  std::span<const T> of(const Run& run) const { return {items_.data() + run.at, run.size}; }

  void assign(Run& run, std::span<const T> items) {
    run.size = 0;
    make_room(run, static_cast<std::uint32_t>(items.size()));
    std::copy(items.begin(), items.end(), begin(run));
    run.size = static_cast<std::uint32_t>(items.size());
  }

  void insert(Run& run, std::size_t place, const T& item) {
    if (run.size == run.capacity) make_room(run, run.size + 1);
    const auto from = begin(run);
    std::move_backward(from + static_cast<std::ptrdiff_t>(place), from + run.size,
                       from + run.size + 1);
    *(from + static_cast<std::ptrdiff_t>(place)) = item;
    ++run.size;
  }

 private:
  auto begin(const Run& run) { return items_.begin() + static_cast<std::ptrdiff_t>(run.at); }

  void make_room(Run& run, std::uint32_t size) {
    if (size <= run.capacity) return;
    const std::uint32_t capacity = std::bit_ceil(std::max(size + 1, 4U));
    std::vector<std::uint64_t>& unused = free_[log2(capacity)];
    std::uint64_t to = items_.size();
    if (unused.empty()) {
      items_.resize(items_.size() + capacity);
    } else {
      to = unused.back();
      unused.pop_back();
    }
    std::copy(begin(run), begin(run) + run.size, items_.begin() + static_cast<std::ptrdiff_t>(to));
    if (run.capacity > 0) free_[log2(run.capacity)].push_back(run.at);
    run.at = to;
    run.capacity = capacity;
  }
  static std::size_t log2(std::uint32_t capacity) {
    return static_cast<std::size_t>(std::countr_zero(capacity));
  }

  std::vector<T> items_;
  std::array<std::vector<std::uint64_t>, 32> free_;  // by capacity: places that serve nobody
};

}  // namespace salespipe::metrics
