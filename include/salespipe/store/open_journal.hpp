#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "salespipe/book/journal_store.hpp"

namespace salespipe {

struct JournalOptions {
  /// How long a write waits for those of others before it is Error(io_error).
  std::chrono::milliseconds patience{30'000};
  /// False: a book that is not there is Error(not_found), and nothing is made.
  bool make = true;
  /// As PostgresOptions::blocking, for every kind of store.
  std::function<void(const std::function<void()>&)> blocking{};
};

/// The store of a journal by its address: a server's (PostgresJournal) or a file (SqliteJournal),
/// with their errors. Book::open() opens a book of it.
std::unique_ptr<JournalStore> open_journal(const std::string& address,
                                           const JournalOptions& options = {});

}  // namespace salespipe
