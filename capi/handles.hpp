#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "salespipe.h"

// What callers hold are numbers: the place of a slot in a table, and which of the things that stood
// there one after another is meant (its generation). So no number, however it came about, makes the
// library read memory that is not there.
namespace salespipe::c {

enum class Kind : std::uint8_t { error = 1, buffer, book, dataset, report, state, watch };

/// A failure that needs no memory to be told.
struct Failure {
  sp_status status;
  const char* message;
};

namespace detail {

struct Slot;

/// Keeps the thing behind a handle from being destroyed. nullptr, with the status, where there is
/// none. Lock-free: one compare-and-swap.
Slot* pin(std::uint64_t handle, Kind kind, sp_status& status) noexcept;
/// The slot of a handle that is open now, without keeping anything: another thread may close it at
/// any moment. nullptr, with the status, where there is none.
Slot* look(std::uint64_t handle, Kind kind, sp_status& status) noexcept;
/// A mark on the slot, for who needs to know something of the thing without keeping it.
bool is_marked(const Slot* slot) noexcept;
void set_mark(Slot* slot, bool marked) noexcept;
/// Destroys the thing when it is closed and this was the last pin.
void unpin(Slot* slot) noexcept;
void* thing_in(const Slot* slot) noexcept;

/// A slot that nobody can see yet. Throws std::bad_alloc.
Slot* reserve(Kind kind);
void give_back(Slot* slot) noexcept;
/// From now on the handle finds the thing, which `destroy` ends.
std::uint64_t publish(Slot* slot, void* thing, void (*destroy)(void*)) noexcept;
/// From now on the handle finds nothing.
sp_status close(std::uint64_t handle, Kind kind) noexcept;
std::uint64_t handle_of(const Slot* slot) noexcept;

}  // namespace detail

/// A thing that a caller named by its handle, kept while it is used. T::kKind says what it is.
template <class T>
class Held {
 public:
  Held() = default;
  explicit Held(std::uint64_t handle) {
    sp_status status = SP_OK;
    slot_ = detail::pin(handle, T::kKind, status);
    if (slot_ == nullptr) throw Failure{status, nullptr};
  }
  /// Empty where there is no such thing.
  static Held find(std::uint64_t handle, sp_status& status) noexcept {
    Held held;
    held.slot_ = detail::pin(handle, T::kKind, status);
    return held;
  }
  Held(Held&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
  Held& operator=(Held&& other) noexcept {
    if (this != &other) {
      detail::Slot* const before = std::exchange(slot_, std::exchange(other.slot_, nullptr));
      if (before != nullptr) detail::unpin(before);
    }
    return *this;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (slot_ != nullptr) detail::unpin(slot_);
  }
  explicit operator bool() const noexcept { return slot_ != nullptr; }
  void set_mark(bool marked) const noexcept { detail::set_mark(slot_, marked); }
  T& operator*() const noexcept { return *static_cast<T*>(detail::thing_in(slot_)); }
  T* operator->() const noexcept { return &**this; }

 private:
  detail::Slot* slot_ = nullptr;
};

/// A thing that is being made. Everything that can fail happens before publish(), so that a call
/// that did something can always say so.
template <class T>
class Made {
 public:
  template <class... Arguments>
  explicit Made(Arguments&&... arguments)
      : thing_(std::make_unique<T>(std::forward<Arguments>(arguments)...)),
        slot_(detail::reserve(T::kKind)) {}
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made() {
    if (slot_ != nullptr) detail::give_back(slot_);
  }
  T* operator->() const noexcept { return thing_.get(); }
  T& operator*() const noexcept { return *thing_; }
  /// The handle that it will have.
  std::uint64_t handle() const noexcept { return detail::handle_of(slot_); }
  std::uint64_t publish() noexcept {
    return detail::publish(std::exchange(slot_, nullptr), thing_.release(),
                           [](void* thing) { delete static_cast<T*>(thing); });
  }

 private:
  std::unique_ptr<T> thing_;
  detail::Slot* slot_;
};

}  // namespace salespipe::c
