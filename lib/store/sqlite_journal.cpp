#include "salespipe/store/sqlite_journal.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <unistd.h>
#include <utility>

#include "salespipe/base/error.hpp"
#include "store/chain.hpp"
#include "store/entry_check.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_schema.hpp"
#include "store/write_lock.hpp"

namespace salespipe {
namespace {

using sqlite::Database;
using sqlite::Resetting;
using sqlite::Statement;

// The log is moved into the file when it has so many pages: often enough that reading stays fast,
// seldom enough that a page which many commits touch is moved once for all of them.
constexpr int kLongLog = 2000;

std::filesystem::path beside(const std::filesystem::path& file, const char* ending) {
  return std::filesystem::path(file.string() + ending);
}

ChainHash hash_from(std::span<const std::uint8_t> blob, const std::string& name,
                    std::uint64_t sequence) {
  ChainHash hash{};
  if (blob.size() != hash.size()) refuse_changed(name, sequence);
  std::copy(blob.begin(), blob.end(), hash.begin());
  return hash;
}

}  // namespace

struct SqliteJournal::Connection {
  Connection(const std::filesystem::path& path, SqliteOptions given)
      : file(path),
        log_file(beside(path, "-wal")),
        options(given),
        lock(beside(path, "-lock")),
        database(open(path, given, lock)),
        begin_statement(database, "BEGIN IMMEDIATE"),
        commit_statement(database, "COMMIT"),
        head_statement(database,
                       "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1"),
        read_statement(database,
                       "SELECT sequence, id, hash, digest, line FROM events WHERE sequence >= ? "
                       "ORDER BY sequence"),
        insert_statement(database,
                         "INSERT INTO events (sequence, id, hash, line) VALUES (?, ?, ?, ?)") {
    sqlite3_wal_hook(database.handle(), &Connection::note_log, this);
    (void)read_head();  // opens the log, whose file must stay the same from now on
    file_identity = sqlite::identity_of(file);
    log_identity = sqlite::identity_of(log_file);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  static Database open(const std::filesystem::path& path, SqliteOptions options, WriteLock& lock) {
    Database opened(path, options.patience);
    sqlite::set_up(opened);
    if (!sqlite::is_current(opened)) {
      lock.acquire(options.patience);
      try {
        sqlite::migrate(opened);
      } catch (...) {
        lock.release();
        throw;
      }
      lock.release();
    }
    sqlite::check_tables(opened);
    return opened;
  }

  static int note_log(void* self, sqlite3* /*database*/, const char* /*name*/, int pages) {
    static_cast<Connection*>(self)->log_pages = pages;
    return SQLITE_OK;
  }

  JournalHead read_head() {
    const Resetting reset_after(head_statement);
    if (!head_statement.step()) return {};
    const auto sequence = static_cast<std::uint64_t>(head_statement.integer(0));
    return {sequence, hash_from(head_statement.blob(1), file.string(), sequence)};
  }

  [[noreturn]] void fail(ErrorCode code, const std::string& message) const {
    ErrorPlace place;
    place.file = file.string();
    throw Error(code, message, std::move(place));
  }

  /// From now on the store only reads: what is on the disk is not known any more.
  void poison(const std::string& why) {
    if (poisoned_by.empty()) poisoned_by = why;
  }
  void check_not_poisoned() const {
    if (poisoned_by.empty()) return;
    fail(ErrorCode::invalid_state, "a write failed earlier (" + poisoned_by +
                                       "), so this store writes no more; open the book again");
  }

  /// Another copy of SQLite in this process that closes the file makes the system drop our locks,
  /// takes itself for the last user, and removes the log that we go on writing to.
  void check_files() {
    if (sqlite::identity_of(log_file) == log_identity &&
        sqlite::identity_of(file) == file_identity) {
      return;
    }
    poison("the files were replaced");
    fail(ErrorCode::io_error,
         "the book or its log (" + log_file.filename().string() +
             ") was removed or replaced while it was open: by hand, or by another copy of SQLite "
             "in this process; what was committed before is kept, this change is not; open the "
             "book again, and open it only through salespipe");
  }

  /// Only under the write lock: see docs/decisions/0007-the-durable-journal.md.
  void move_log(int mode) {
    const int result =
        sqlite3_wal_checkpoint_v2(database.handle(), nullptr, mode, nullptr, nullptr);
    if (result == SQLITE_OK) {
      log_pages = 0;
    } else if ((result & 0xFF) != SQLITE_BUSY) {
      poison(std::string("moving the log: ") + sqlite3_errmsg(database.handle()));
    }
  }

  void end_transaction() noexcept {
    insert_statement.reset();
    if (sqlite3_get_autocommit(database.handle()) == 0) {
      sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    is_writing = false;
    lock.release();
  }

  std::filesystem::path file;
  std::filesystem::path log_file;
  SqliteOptions options;
  pid_t process = ::getpid();
  WriteLock lock;
  Database database;
  Statement begin_statement;
  Statement commit_statement;
  Statement head_statement;
  Statement read_statement;
  Statement insert_statement;
  Chain chain;
  sqlite::FileIdentity file_identity;
  sqlite::FileIdentity log_identity;
  bool is_writing = false;
  JournalHead at;  // of the write that is under way
  int log_pages = 0;
  std::string poisoned_by;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& file, SqliteOptions options) {
  const std::filesystem::path real = sqlite::real_file(file);
  sqlite::check_file(real);
  name_ = real.string();
  connection_ = std::make_unique<Connection>(real, options);
}

SqliteJournal::~SqliteJournal() {
  try {
    close();
  } catch (...) {  // a destructor cannot tell; nothing that was committed is lost by it
    connection_.reset();
  }
}

std::string SqliteJournal::name() const { return name_; }

SqliteJournal::Connection& SqliteJournal::connection() {
  if (!connection_) refuse_closed(name_);
  if (connection_->process != ::getpid()) {
    connection_->fail(ErrorCode::invalid_state,
                      "the book was opened before this process was forked; open it here again");
  }
  return *connection_;
}

JournalHead SqliteJournal::head() {
  Connection& at = connection();
  return at.is_writing ? at.at : at.read_head();
}

JournalHead SqliteJournal::read(const JournalHead& after, const Take& take) {
  Connection& from = connection();
  Statement& rows = from.read_statement;
  const Resetting reset_after(rows);
  rows.bind(1, static_cast<std::int64_t>(std::max<std::uint64_t>(after.sequence, 1)));
  bool is_found = after.sequence == 0;
  JournalHead at = after;
  JournalEntry entry;
  while (rows.step()) {
    entry.sequence = static_cast<std::uint64_t>(rows.integer(0));
    const std::uint64_t expected = is_found ? at.sequence + 1 : after.sequence;
    if (entry.sequence != expected && is_found) refuse_missing(name_, expected);
    if (entry.sequence != expected) break;
    const ChainHash hash = hash_from(rows.blob(2), name_, entry.sequence);
    if (!is_found) {
      if (hash != after.hash) break;
      is_found = true;
      continue;
    }
    entry.line = rows.text(4);
    const ChainHash digest = rows.is_null(3) ? from.chain.digest(entry.line)
                                             : hash_from(rows.blob(3), name_, entry.sequence);
    if (from.chain.next(at.hash, digest) != hash) refuse_changed(name_, entry.sequence);
    entry.id.clear();
    if (!rows.is_null(1)) entry.id = rows.text(1);
    take(entry);
    at = {entry.sequence, hash};
  }
  if (!is_found) refuse_other_journal(name_, after.sequence);
  rows.reset();
  return at;
}

JournalHead SqliteJournal::begin_write() {
  Connection& to = connection();
  if (to.is_writing) refuse_nested_write(name_);
  to.check_not_poisoned();
  to.lock.acquire(to.options.patience);
  try {
    to.check_files();
    to.begin_statement.run();
    to.at = to.read_head();
  } catch (...) {
    to.end_transaction();
    throw;
  }
  to.is_writing = true;
  return to.at;
}

void SqliteJournal::append(std::span<const JournalEntry> entries) {
  Connection& to = connection();
  if (!to.is_writing) refuse_without_write(name_);
  Statement& insert = to.insert_statement;
  for (const JournalEntry& entry : entries) {
    check_follows(name_, to.at, entry);
    const ChainHash hash = to.chain.next(to.at.hash, entry.line);
    const Resetting reset_after(insert);
    insert.bind(1, static_cast<std::int64_t>(entry.sequence));
    if (entry.id.empty()) {
      insert.bind_null(2);
    } else {
      insert.bind(2, entry.id);
    }
    insert.bind(3, hash).bind(4, entry.line);
    try {
      (void)insert.step();
    } catch (const Error& error) {
      const int result = sqlite3_extended_errcode(to.database.handle());
      if (result == SQLITE_CONSTRAINT_UNIQUE) refuse_taken_id(name_, entry);
      if (result != SQLITE_FULL) to.poison(error.message());
      throw;
    }
    to.at = {entry.sequence, hash};
  }
}

JournalHead SqliteJournal::commit() {
  Connection& to = connection();
  if (!to.is_writing) refuse_without_write(name_);
  try {
    to.commit_statement.run();
    to.check_files();
  } catch (const Error& error) {
    to.poison(error.message());
    to.end_transaction();
    throw;
  } catch (...) {
    to.poison("out of memory");
    to.end_transaction();
    throw;
  }
  to.is_writing = false;
  if (to.log_pages >= kLongLog) to.move_log(SQLITE_CHECKPOINT_PASSIVE);
  to.lock.release();
  return to.at;
}

void SqliteJournal::roll_back() noexcept {
  if (connection_ && connection_->is_writing && connection_->process == ::getpid()) {
    connection_->end_transaction();
  }
}

void SqliteJournal::close() {
  if (!connection_) return;
  if (connection_->process != ::getpid()) {
    // SQLite must not be touched in a forked process, not even to close it; the memory stays.
    (void)connection_.release();
    return;
  }
  roll_back();
  const std::unique_ptr<Connection> closing = std::move(connection_);
  if (!closing->poisoned_by.empty()) return;
  try {
    closing->lock.acquire(std::chrono::milliseconds::zero());
  } catch (const Error&) {
    return;  // another one is writing, and will move the log
  }
  closing->move_log(SQLITE_CHECKPOINT_TRUNCATE);
  closing->lock.release();
}

}  // namespace salespipe
