#pragma once

#include <cstdint>
#include <utility>

#include "salespipe.h"

namespace salespipe::test {

/// A handle of the C interface that is closed by its function.
template <sp_status (*Close)(std::uint64_t, sp_error)>
class OwnedHandle {
 public:
  OwnedHandle() = default;
  explicit OwnedHandle(std::uint64_t handle) : handle_(handle) {}
  OwnedHandle(OwnedHandle&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  OwnedHandle(const OwnedHandle&) = delete;
  OwnedHandle& operator=(const OwnedHandle&) = delete;
  ~OwnedHandle() { close(); }
  operator std::uint64_t() const { return handle_; }  // NOLINT(google-explicit-constructor)
  std::uint64_t* out() { return &handle_; }
  void close() {
    if (handle_ != 0) Close(std::exchange(handle_, 0), 0);
  }

 private:
  std::uint64_t handle_ = 0;
};

}  // namespace salespipe::test
