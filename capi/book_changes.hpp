#pragma once

#include <mutex>

#include "objects.hpp"

namespace salespipe::c {

/// Throws Failure(SP_ERROR_REENTRANT) in a callback about this very book.
void check_may_change(const BookObject& book);

/// Calls back the watches of a book that has events now that it had not. Throws
/// Failure(SP_ERROR_CALLBACK_FAILED) when one of them threw; the others are called all the same.
void notify(BookObject& book, std::uint64_t sequence);

/// Changes a book: alone while it lasts, the watches called afterwards with nothing locked.
template <class Change>
void change_book(BookObject& object, const Change& change) {
  check_may_change(object);
  std::uint64_t after = 0;
  bool is_new = false;
  {
    const std::lock_guard lock(object.mutex);
    const std::uint64_t before = object.book.last_sequence();
    change(object.book);
    after = object.book.last_sequence();
    is_new = after != before;
  }
  if (is_new) notify(object, after);
}

/// Reads a book, beside others who read it.
template <class Read>
auto read_book(BookObject& object, const Read& read) {
  const std::shared_lock lock(object.mutex);
  return read(std::as_const(object.book));
}

}  // namespace salespipe::c
