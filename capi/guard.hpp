#pragma once

#include "error_object.hpp"

namespace salespipe::c {

/// Runs the body of a function of the interface: nothing thrown in it gets out, and what it came to
/// is left in the caller's error. Allocates nothing itself.
template <class Body>
sp_status guarded(sp_error error, Body&& body) noexcept {
  sp_status status = SP_OK;
  const detail::Slot* told = nullptr;
  if (error != 0) {
    told = detail::look(error, ErrorObject::kKind, status);
    if (told == nullptr) return status;
  }
  try {
    body();
  } catch (...) {
    return tell(error);
  }
  // The mark spares most calls the keeping of an error that has nothing in it.
  if (told != nullptr && detail::is_marked(told)) tell_nothing(error);
  return SP_OK;
}

/// Closing is the same for every kind.
inline sp_status close_handle(std::uint64_t handle, Kind kind, sp_error error) noexcept {
  return guarded(error, [&] {
    const sp_status status = detail::close(handle, kind);
    if (status != SP_OK) throw Failure{status, nullptr};
  });
}

}  // namespace salespipe::c
