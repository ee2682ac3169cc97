#pragma once

#include <filesystem>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// Writes the journal of a book, wherever it lives, into a new SQLite file: the whole file is there
/// afterwards, safe on the disk, or none. Error(already_exists) for a file that is there; otherwise
/// as SqliteJournal. Messages of an outbox stay where they are.
/// Salts as in BookOptions.
void save_sqlite(const Book& book, const std::filesystem::path& file, IdGenerator* salts = nullptr);

}  // namespace salespipe
