#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "salespipe/book/journal_store.hpp"

namespace salespipe {

/// One thing that is wrong with the file of a book.
struct Damage {
  std::uint64_t sequence = 0;  ///< The event; 0: not of one event.
  std::int64_t line = 0;       ///< Line of a JSON Lines file; 0: none.
  std::string what;            ///< What does not fit, and where, for people.
  bool operator==(const Damage&) const = default;
};

/// What verify() found.
struct Verification {
  std::uint64_t events = 0;  ///< Events that were read.
  JournalHead head;          ///< Of the last one; for a witness elsewhere. Zeros for JSON Lines.
  std::vector<Damage> damages;
  bool is_whole() const noexcept { return damages.empty(); }
};

/// Reads the whole of a book's file and checks everything that can be checked, without stopping at
/// the first fault: the pages and indexes of a SQLite file, the tables, the chain of hashes event
/// by event, that each line is an event and follows from those before it. The file is not changed.
///
/// A book in PostgreSQL is verified by its address, in place of a file: its tables and its events;
/// the server's own files are the server's (pg_amcheck, data checksums).
///
/// What is wrong with the file is a damage, not an error. Error(io_error) when it cannot be read,
/// Error(schema_violation) when it is no book at all.
Verification verify(const std::filesystem::path& file);

}  // namespace salespipe
