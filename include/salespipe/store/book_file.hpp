#pragma once

#include <filesystem>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// Whether there is such a file and it begins as a SQLite file does. Hosts must not look by
/// themselves: when a process closes a file, the system drops all its locks on it, those of the
/// book that it has open there too. Error(io_error).
bool is_database_file(const std::filesystem::path& file);

/// The book in a file, whichever kind it is. A file that exists is what its first bytes say: a
/// SQLite book, which keeps every change as it is made (Book::open), or a journal in JSON Lines,
/// which is read whole into memory (open_json_lines). A file that does not exist is made, with
/// SQLite; but one whose name ends in ".jsonl" is Error(io_error). Errors as those two.
Book open_book_file(const std::filesystem::path& file, BookOptions options = {});

}  // namespace salespipe
