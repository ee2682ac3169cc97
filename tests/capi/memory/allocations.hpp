#pragma once

#include <cstdint>

// The memory of the test program and of the libraries in it: counted, and lacking when a test says
// so. Every operator new of the program is ours, also for the shared library and the C++ runtime,
// which take the program's; SQLite is given functions of ours. What other C code takes by malloc()
// (libcrypto, the C library) is not lacking. The nothrow forms of new count, and never fail: who
// uses them has another way.
namespace salespipe::memory_test {

/// Before anything else: gives SQLite our functions. False where it was too late for that.
bool take_over_sqlite();

/// Blocks that were taken and not given back.
std::int64_t live_blocks() noexcept;

enum class Lacking : std::uint8_t {
  once,          ///< One allocation fails, the next ones do not.
  from_then_on,  ///< And all that follow.
};

/// While it lives, allocation number `first` from now on (1 is the next) fails, in whichever
/// thread.
class Shortage {
 public:
  Shortage(std::uint64_t first, Lacking how) noexcept;
  Shortage(const Shortage&) = delete;
  Shortage& operator=(const Shortage&) = delete;
  ~Shortage();
  /// Memory is there again. Returns whether any allocation has failed.
  bool end() noexcept;

 private:
  bool has_ended_ = false;
};

}  // namespace salespipe::memory_test
