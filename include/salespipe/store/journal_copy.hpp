#pragma once

#include "salespipe/book/book.hpp"

namespace salespipe {

/// Writes the journal of a book, wherever it lives, into a store that holds none: the whole of it
/// or nothing. Error(already_exists) for a store that holds events; otherwise as the store.
/// Messages of an outbox stay where they are. Salts as in BookOptions.
void copy_journal(const Book& book, JournalStore& into, IdGenerator* salts = nullptr);

}  // namespace salespipe
