#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "salespipe/book/event.hpp"
#include "salespipe/book/journal_store.hpp"
#include "salespipe/book/outbox.hpp"

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
  std::vector<OutboxMessage> posted;  // within what is under way
  std::uint64_t taken_back = 0;
  std::uint64_t in_blocks = 0;        // events that the store has in blocks too
  Event event;                        // memory for what is written, kept from write to write
  std::vector<JournalEntry> entries;  // likewise
  bool has_replaced = false;  // in what is under way: to be committed even without a new event
};

}  // namespace salespipe
