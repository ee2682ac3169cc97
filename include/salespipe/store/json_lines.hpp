#pragma once

#include <filesystem>
#include <vector>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// Writes the journal of a book as JSON Lines (docs/journal-format.md): either the whole new file
/// is there afterwards, safe on the disk, or the old one is untouched. Writes beside it, flushes
/// it, renames it, flushes the folder. Error(io_error) names the file and what failed; the file
/// beside it is then removed. Keeps the permissions of a file that is replaced, and follows a
/// symbolic link.
void save_json_lines(const Book& book, const std::filesystem::path& file);

/// The events of a journal file. Errors carry file and line: io_error; parse_error for a line that
/// is not an event, and for a last line without its line end (torn off: the message says what to
/// do); schema_violation and unsupported as event_from_json_line().
std::vector<Event> load_json_lines(const std::filesystem::path& file);

/// The book of a journal file: load_json_lines() and Book::replay() in one, with the file and line
/// of an event that the book refuses.
Book open_json_lines(const std::filesystem::path& file, BookOptions options = {});

}  // namespace salespipe
