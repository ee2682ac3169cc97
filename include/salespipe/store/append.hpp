#pragma once

#include <span>
#include <vector>

#include "salespipe/book/journal_store.hpp"

namespace salespipe {

/// What became of append_after(). A journal that moved on is a value, not an error.
struct Appended {
  bool is_appended = false;
  JournalHead head;                     ///< The journal's, now.
  std::vector<JournalEntry> meanwhile;  ///< What others wrote behind the expected head.
  explicit operator bool() const noexcept { return is_appended; }
};

/// Appends `entries` if the journal still ends at `expected`; all of them, durable, or none. When
/// it has moved on, says what happened meanwhile, unless that begins with these very entries: then
/// they are there already (a repeated call) and nothing is left to do. Error(corrupt) when
/// `expected` never was in the journal; otherwise as the store. For books use their commands.
Appended append_after(JournalStore& store, const JournalHead& expected,
                      std::span<const JournalEntry> entries);

}  // namespace salespipe
