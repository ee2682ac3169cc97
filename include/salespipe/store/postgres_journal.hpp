#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "salespipe/book/journal_store.hpp"
#include "salespipe/book/outbox.hpp"

namespace salespipe {

struct PostgresOptions {
  /// How long a write waits for those of others, and how long a lost connection is tried again,
  /// before it is Error(io_error).
  std::chrono::milliseconds patience{30'000};
  /// How long the server may take over anything else: reading a part of the journal, writing a
  /// batch, a commit.
  std::chrono::milliseconds answer{120'000};
  /// False: a book that is not there is Error(not_found), and nothing is made.
  bool make = true;
  /// Is given what blocks, a tenth of a second at most, and runs it; empty: it is just run. A host
  /// whose interpreter has a lock lets go of that lock around it, or stops waiting by throwing.
  std::function<void(const std::function<void()>&)> blocking{};
};

/// Whether `text` is the address of a book in PostgreSQL: it begins "postgresql://" or
/// "postgres://".
bool is_postgres_address(std::string_view text) noexcept;

/// Whether the library was built with libpq: without it, such addresses are Error(unsupported).
bool postgres_is_built_in() noexcept;

/// The address as messages may show it: without its password.
std::string without_password(std::string_view address);

/// A journal in a PostgreSQL database, version 12 or newer, which any number of hosts may have
/// open: "postgresql://ann@server/sales#books" is the book "books" of the database "sales", and
/// without "#books" it is the book "main". Whatever stands before the # is libpq's own (its
/// parameters and environment variables too). docs/store.md tells the tables and the promises.
///
/// Opening makes schema "salespipe", its tables and the book where they are missing.
/// Error(invalid_argument) for an address that says nothing; io_error when the server is not to be
/// had or refuses; not_found; unsupported for a server that is too old, that does not keep what it
/// confirms, for tables of a newer version, and where the library was built without libpq;
/// schema_violation and corrupt for tables that are not ours.
///
/// A connection that is lost is made again by the next call. When it is lost in a commit, the store
/// connects again and asks the server what became of it; only where that cannot be had, it writes
/// no more.
class PostgresJournal final : public JournalStore {
 public:
  explicit PostgresJournal(const std::string& address, const PostgresOptions& options = {});
  ~PostgresJournal() override;
  PostgresJournal(const PostgresJournal&) = delete;
  PostgresJournal& operator=(const PostgresJournal&) = delete;
  PostgresJournal(PostgresJournal&&) = delete;
  PostgresJournal& operator=(PostgresJournal&&) = delete;

  std::string name() const override;
  JournalHead head() override;
  JournalHead read(const JournalHead& after, const Take& take) override;
  bool wait(const JournalHead& head, std::chrono::milliseconds timeout) override;
  JournalHead begin_write() override;
  void append(std::span<const JournalEntry> entries) override;
  /// After the commit the tables are written anew (VACUUM FULL), which only their owner may do and
  /// which stops other writes meanwhile. What the server keeps beside its tables (the write-ahead
  /// log, replicas, backups) is its operator's: docs/erasure.md.
  void replace(std::span<const JournalEntry> entries) override;
  JournalHead commit() override;
  void roll_back() noexcept override;
  void read_blocks(
      const std::function<bool(const JournalBlock&, const JournalHead&)>& take) override;
  void keep_block(const JournalBlock& block) override;
  bool keeps_blocks() const noexcept override { return true; }
  Outbox* outbox() override;
  void close() override;

 private:
  struct Open;
  Open& open() const;

  std::string name_;
  std::unique_ptr<Open> open_;
  std::unique_ptr<Outbox> outbox_;
};

}  // namespace salespipe
