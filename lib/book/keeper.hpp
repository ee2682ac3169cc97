#pragma once

#include <cstdint>
#include <memory>

#include "salespipe/book/journal_store.hpp"

namespace salespipe {

/// What ties a book to the store of its journal. A copy of a book is in memory alone, so a copy of
/// this is tied to nothing.
struct Keeper {
  Keeper() = default;
  Keeper(const Keeper&) noexcept {}
  Keeper(Keeper&&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  Keeper& operator=(Keeper&&) = delete;
  ~Keeper() = default;

  std::unique_ptr<JournalStore> store;
  JournalHead head;          // of what the book has read or written
  std::uint32_t depth = 0;   // transactions and commands that are under way, one in the other
  std::uint64_t before = 0;  // events in the book when the outermost of them began
  bool is_broken = false;    // the folds could not be taken back and no longer fit the journal
};

}  // namespace salespipe
