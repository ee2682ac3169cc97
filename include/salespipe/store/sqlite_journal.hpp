#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "salespipe/book/journal_store.hpp"
#include "salespipe/book/outbox.hpp"

namespace salespipe {

struct SqliteOptions {
  /// How long a write waits for those of others before it is Error(io_error).
  std::chrono::milliseconds patience{30'000};
  /// How it waits; empty: it sleeps. A host whose interpreter has a lock lets go of that lock here,
  /// or stops waiting by throwing.
  std::function<void(std::chrono::microseconds)> pause{};
  /// The log is moved into the file by the commit that makes it so long: often enough that reading
  /// stays fast, seldom enough that a page which many commits touch is moved once for all of them.
  int pages_of_log = 2000;
};

/// A journal in a SQLite file: write-ahead log, synchronous=FULL, one writer at a time by a lock
/// file beside it ("sales.db-lock"). Several processes, and several stores in one process, may have
/// the file open. docs/store.md tells the tables, the promises, and what is not promised.
///
/// Opening makes the file when there is none. Error(io_error) when it cannot be opened or lies on a
/// network file system; schema_violation for a file that is not a book; unsupported for one of a
/// newer version; corrupt.
class SqliteJournal final : public JournalStore {
 public:
  explicit SqliteJournal(const std::filesystem::path& file, const SqliteOptions& options = {});
  ~SqliteJournal() override;
  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;
  SqliteJournal(SqliteJournal&&) = delete;
  SqliteJournal& operator=(SqliteJournal&&) = delete;

  std::string name() const override;
  JournalHead head() override;
  JournalHead read(const JournalHead& after, const Take& take) override;
  JournalHead begin_write() override;
  void append(std::span<const JournalEntry> entries) override;
  void replace(std::span<const JournalEntry> entries) override;
  JournalHead commit() override;
  void roll_back() noexcept override;
  void read_blocks(
      const std::function<bool(const JournalBlock&, const JournalHead&)>& take) override;
  void keep_block(const JournalBlock& block) override;
  bool keeps_blocks() const noexcept override { return true; }
  Outbox* outbox() override;
  /// A copy of the file as it is at this moment, while others go on writing; without anything that
  /// was deleted. The whole copy is there afterwards or none. Error(already_exists).
  void back_up(const std::filesystem::path& file) const;
  /// Moves the write-ahead log into the file, so that the file alone is the whole book, unless
  /// others are using it.
  void close() override;

 private:
  struct Open;
  Open& open() const;

  std::string name_;
  std::unique_ptr<Open> open_;
  std::unique_ptr<Outbox> outbox_;
};

}  // namespace salespipe
