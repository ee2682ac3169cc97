#include "allocations.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sqlite3.h>

namespace salespipe::memory_test {
namespace {

std::atomic<std::int64_t> live{0};
std::atomic<bool> counting{false};
std::atomic<bool> has_failed{false};
std::atomic<std::uint64_t> taken{0};
std::atomic<std::uint64_t> failing_from{0};
std::atomic<bool> goes_on{false};
std::atomic<int> benign{0};

/// Whether the allocation that is asked for now is to fail.
bool is_lacking() noexcept {
  if (!counting.load(std::memory_order_relaxed)) return false;
  const std::uint64_t number = taken.fetch_add(1) + 1;
  const std::uint64_t first = failing_from.load();
  const bool fails = goes_on.load() ? number >= first : number == first;
  if (fails) has_failed.store(true);
  return fails;
}

void* counted(void* block) noexcept {
  if (block != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void give_back(void* block) noexcept {
  if (block != nullptr) live.fetch_sub(1, std::memory_order_relaxed);
  std::free(block);  // NOLINT(cppcoreguidelines-no-malloc)
}

void* take(std::size_t size) noexcept {
  return counted(std::malloc(size == 0 ? 1 : size));  // NOLINT(cppcoreguidelines-no-malloc)
}

void* take_aligned(std::size_t size, std::size_t alignment) noexcept {
  void* block = nullptr;
  return counted(posix_memalign(&block, alignment, size) == 0 ? block : nullptr);
}

void* take_or_throw(std::size_t size) {
  void* const block = is_lacking() ? nullptr : take(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void* take_aligned_or_throw(std::size_t size, std::align_val_t alignment) {
  void* const block =
      is_lacking() ? nullptr : take_aligned(size, static_cast<std::size_t>(alignment));
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

// SQLite asks for the size of a block, so it stands in front of it.

constexpr std::size_t kFront = 16;

/// Where SQLite says that it does without: not a failure that anybody is told of.
bool is_lacking_for_sqlite() noexcept { return benign.load() == 0 && is_lacking(); }

int sqlite_size(void* block) {
  if (block == nullptr) return 0;
  int size = 0;
  std::memcpy(&size, static_cast<char*>(block) - kFront, sizeof size);
  return size;
}

void* sqlite_take(int size) {
  if (is_lacking_for_sqlite()) return nullptr;
  auto* const front = static_cast<char*>(take(static_cast<std::size_t>(size) + kFront));
  if (front == nullptr) return nullptr;
  std::memcpy(front, &size, sizeof size);
  return front + kFront;
}

void sqlite_give_back(void* block) {
  if (block != nullptr) give_back(static_cast<char*>(block) - kFront);
}

void* sqlite_change(void* block, int size) {
  void* const larger = sqlite_take(size);
  if (larger == nullptr) return nullptr;
  const int before = sqlite_size(block);
  std::memcpy(larger, block, static_cast<std::size_t>(before < size ? before : size));
  sqlite_give_back(block);
  return larger;
}

int sqlite_round(int size) { return (size + 7) & ~7; }
int sqlite_begin(void* /*unused*/) { return SQLITE_OK; }
void sqlite_end(void* /*unused*/) {}

}  // namespace

bool take_over_sqlite() {
  static const sqlite3_mem_methods methods{
      &sqlite_take,  &sqlite_give_back, &sqlite_change, &sqlite_size,
      &sqlite_round, &sqlite_begin,     &sqlite_end,    nullptr};
  // Small blocks of a connection's own ("lookaside") would be taken where nobody counts.
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK &&
         sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) == SQLITE_OK &&
         sqlite3_test_control(SQLITE_TESTCTRL_BENIGN_MALLOC_HOOKS,
                              static_cast<void (*)()>([] { benign.fetch_add(1); }),
                              static_cast<void (*)()>([] { benign.fetch_sub(1); })) == SQLITE_OK;
}

std::int64_t live_blocks() noexcept { return live.load(); }

Shortage::Shortage(std::uint64_t first, Lacking how) noexcept {
  taken.store(0);
  has_failed.store(false);
  failing_from.store(first);
  goes_on.store(how == Lacking::from_then_on);
  counting.store(true);
}

bool Shortage::end() noexcept {
  if (!has_ended_) counting.store(false);
  has_ended_ = true;
  return has_failed.load();
}

Shortage::~Shortage() { end(); }

}  // namespace salespipe::memory_test

// The program's own, in place of the C++ runtime's: [replacement.functions].

using namespace salespipe::memory_test;  // NOLINT(google-build-using-namespace)

void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return take_aligned_or_throw(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return take_aligned_or_throw(size, alignment);
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return take(size);
}
void* operator new(std::size_t size, std::align_val_t alignment,
                   const std::nothrow_t& /*tag*/) noexcept {
  return take_aligned(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment,
                     const std::nothrow_t& /*tag*/) noexcept {
  return take_aligned(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { give_back(block); }
void operator delete[](void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t /*size*/) noexcept { give_back(block); }
void operator delete(void* block, std::align_val_t /*alignment*/) noexcept { give_back(block); }
void operator delete[](void* block, std::align_val_t /*alignment*/) noexcept { give_back(block); }
void operator delete(void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  give_back(block);
}
void operator delete[](void* block, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  give_back(block);
}
void operator delete(void* block, const std::nothrow_t& /*tag*/) noexcept { give_back(block); }
void operator delete[](void* block, const std::nothrow_t& /*tag*/) noexcept { give_back(block); }
