#pragma once

#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace salespipe {

/// Calls work(0) to work(workers - 1), each on a thread of its own, the first on the caller's; the
/// first failure is rethrown once all have ended.
template <class Work>
void on_threads(std::size_t workers, Work&& work) {
  std::vector<std::exception_ptr> failures(workers);
  const auto guarded = [&](std::size_t index) {
    try {
      work(index);
    } catch (...) {
      failures[index] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> pool;
    for (std::size_t index = 1; index < workers; ++index) pool.emplace_back(guarded, index);
    guarded(0);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace salespipe
