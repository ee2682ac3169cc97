#include "handles.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <mutex>
#include <new>
#include <pthread.h>

namespace salespipe::c::detail {

// A handle: generation (32 bits), process (4), kind (4), place (24). A slot's state: generation
// (32), closed (1), pins (31). The generation is never 0, so no handle is.

struct Slot {
  std::atomic<std::uint64_t> state{0};
  std::atomic<Kind> kind{Kind::error};
  std::atomic<bool> marked{false};
  std::uint32_t place = 0;
  std::uint8_t process = 0;
  void* thing = nullptr;
  void (*destroy)(void*) = nullptr;
  Slot* next_free = nullptr;
};

namespace {

constexpr unsigned kGenerationShift = 32;
constexpr unsigned kProcessShift = 28;
constexpr unsigned kKindShift = 24;
constexpr std::uint64_t kPlaceMask = 0xFF'FFFF;
constexpr std::uint64_t kClosed = 0x8000'0000;
constexpr std::uint64_t kPins = 0x7FFF'FFFF;
constexpr std::uint32_t kFirstChunk = 64;
constexpr std::size_t kChunks = 18;  // each twice as long as the one before: 2^24 slots

constexpr std::uint64_t at_generation(std::uint64_t generation) {
  return generation << kGenerationShift;
}

/// Slots never move and are never given back to the system while the library is loaded.
struct Table {
  std::mutex mutex;  // of what follows, but for reading chunks
  Slot* free = nullptr;
  std::uint32_t used = 0;
  std::array<std::atomic<Slot*>, kChunks> chunks{};

  ~Table() {
    for (auto& chunk : chunks) delete[] chunk.load();
  }
};

/// The table of this process, and which process it is: the how manieth fork.
std::atomic<Table*> current{nullptr};
std::atomic<std::uint32_t> process{0};
std::atomic<std::uint64_t> published{0};  // things that are not destroyed yet
std::mutex starting;
bool started = false;

/// In the child nobody may wait for what another thread of the parent had locked: it starts with no
/// table. The parent's things stay in memory, unreachable by handle.
std::atomic<Table*> abandoned{nullptr};
void after_fork() {
  if (Table* const table = current.exchange(nullptr)) abandoned.store(table);
  process.fetch_add(1);
  published.store(0);
  new (&starting) std::mutex;
}

struct Place {
  std::size_t chunk;
  std::uint32_t offset;
};

Place locate(std::uint32_t place) {
  const auto chunk = static_cast<std::size_t>(std::bit_width(place / kFirstChunk + 1) - 1);
  const std::uint32_t first = kFirstChunk * ((1U << chunk) - 1);
  return {chunk, place - first};
}

Table& table() {
  if (Table* const there = current.load(std::memory_order_acquire)) return *there;
  const std::lock_guard lock(starting);
  if (!started) {
    if (pthread_atfork(nullptr, nullptr, &after_fork) != 0) throw std::bad_alloc();
    started = true;
  }
  if (current.load() == nullptr) current.store(new Table, std::memory_order_release);
  return *current.load();
}

Slot* find(std::uint32_t place) {
  Table* const there = current.load(std::memory_order_acquire);
  const auto [chunk, offset] = locate(place);
  if (there == nullptr || chunk >= kChunks) return nullptr;
  Slot* const slots = there->chunks[chunk].load(std::memory_order_acquire);
  return slots == nullptr ? nullptr : slots + offset;
}

bool is_ours(const Slot* slot) noexcept {
  return slot->process == (process.load(std::memory_order_relaxed) & 0xFU);
}

/// The slot is for another thing now; one whose generations are used up is not given out again.
void recycle(Slot* slot) noexcept {
  if (!is_ours(slot)) return;
  const std::uint64_t next = (slot->state.load() >> kGenerationShift) + 1;
  if (next > 0xFFFF'FFFF) return;
  slot->state.store(at_generation(next) | kClosed, std::memory_order_release);
  Table* const there = current.load();
  if (there == nullptr) return;
  const std::lock_guard lock(there->mutex);
  slot->next_free = std::exchange(there->free, slot);
}

/// When the library is unloaded with nothing left open, nothing of it stays.
struct Unload {
  ~Unload() {
    if (published.load() != 0) return;
    delete current.exchange(nullptr);
  }
} unload;

/// The slot that the handle means, whatever stands in it now.
Slot* slot_of(std::uint64_t handle, Kind kind, sp_status& status) noexcept {
  status = SP_ERROR_INVALID_HANDLE;
  if (handle == 0) return nullptr;
  const auto of_process = static_cast<std::uint32_t>(handle >> kProcessShift) & 0xFU;
  const auto of_kind = static_cast<std::uint32_t>(handle >> kKindShift) & 0xFU;
  if (of_kind != static_cast<std::uint32_t>(kind)) return nullptr;
  if (of_process != (process.load(std::memory_order_relaxed) & 0xFU)) {
    status = SP_ERROR_FORKED;
    return nullptr;
  }
  return find(static_cast<std::uint32_t>(handle & kPlaceMask));
}

bool is_open(std::uint64_t state, std::uint64_t handle) noexcept {
  return state >> kGenerationShift == handle >> kGenerationShift && (state & kClosed) == 0;
}

}  // namespace

Slot* look(std::uint64_t handle, Kind kind, sp_status& status) noexcept {
  Slot* const slot = slot_of(handle, kind, status);
  if (slot == nullptr || !is_open(slot->state.load(std::memory_order_acquire), handle)) {
    return nullptr;
  }
  status = SP_OK;
  return slot;
}

bool is_marked(const Slot* slot) noexcept { return slot->marked.load(std::memory_order_relaxed); }
void set_mark(Slot* slot, bool marked) noexcept {
  slot->marked.store(marked, std::memory_order_relaxed);
}

Slot* pin(std::uint64_t handle, Kind kind, sp_status& status) noexcept {
  Slot* const slot = slot_of(handle, kind, status);
  if (slot == nullptr) return nullptr;
  std::uint64_t seen = slot->state.load(std::memory_order_relaxed);
  do {
    if (!is_open(seen, handle)) return nullptr;
  } while (!slot->state.compare_exchange_weak(seen, seen + 1, std::memory_order_acquire,
                                              std::memory_order_relaxed));
  if (slot->kind.load(std::memory_order_relaxed) != kind) {
    unpin(slot);
    return nullptr;
  }
  status = SP_OK;
  return slot;
}

void unpin(Slot* slot) noexcept {
  const std::uint64_t before = slot->state.fetch_sub(1, std::memory_order_acq_rel);
  if ((before & kClosed) == 0 || (before & kPins) != 1) return;
  if (!is_ours(slot)) return;  // a child that was forked in a callback: the parent ends its things
  slot->destroy(std::exchange(slot->thing, nullptr));
  published.fetch_sub(1);
  recycle(slot);
}

void* thing_in(const Slot* slot) noexcept { return slot->thing; }

Slot* reserve(Kind kind) {
  Table& there = table();
  const std::lock_guard lock(there.mutex);
  if (there.free == nullptr) {
    const auto [chunk, offset] = locate(there.used);
    if (chunk >= kChunks) throw std::bad_alloc();
    const std::uint32_t size = kFirstChunk << chunk;
    auto* const slots = new Slot[size];
    for (std::uint32_t i = 0; i < size; ++i) {
      slots[i].place = there.used + i;
      slots[i].process = static_cast<std::uint8_t>(process.load() & 0xFU);
      slots[i].state.store(at_generation(1) | kClosed);
      slots[i].next_free = i + 1 < size ? slots + i + 1 : nullptr;
    }
    there.free = slots;
    there.used += size;
    there.chunks[chunk].store(slots, std::memory_order_release);
    static_cast<void>(offset);
  }
  Slot* const slot = std::exchange(there.free, there.free->next_free);
  slot->kind.store(kind, std::memory_order_relaxed);
  slot->marked.store(false, std::memory_order_relaxed);
  return slot;
}

void give_back(Slot* slot) noexcept { recycle(slot); }

std::uint64_t handle_of(const Slot* slot) noexcept {
  return (slot->state.load() >> kGenerationShift << kGenerationShift) |
         std::uint64_t{slot->process} << kProcessShift |
         static_cast<std::uint64_t>(slot->kind.load()) << kKindShift | slot->place;
}

std::uint64_t publish(Slot* slot, void* thing, void (*destroy)(void*)) noexcept {
  slot->thing = thing;
  slot->destroy = destroy;
  published.fetch_add(1);
  const std::uint64_t handle = handle_of(slot);
  slot->state.fetch_and(~kClosed, std::memory_order_release);
  return handle;
}

sp_status close(std::uint64_t handle, Kind kind) noexcept {
  sp_status status = SP_OK;
  Slot* const slot = pin(handle, kind, status);
  if (slot == nullptr) return status;
  const std::uint64_t before = slot->state.fetch_or(kClosed, std::memory_order_acq_rel);
  unpin(slot);
  return (before & kClosed) == 0 ? SP_OK : SP_ERROR_INVALID_HANDLE;
}

}  // namespace salespipe::c::detail
