#include "salespipe/store/sqlite_journal.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

#include "salespipe/base/error.hpp"
#include "store/entry_check.hpp"
#include "store/file_error.hpp"
#include "store/new_file.hpp"
#include "store/sqlite_blocks.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_outbox.hpp"

namespace salespipe {
namespace {

using sqlite::Resetting;
using sqlite::Statement;

}  // namespace

struct SqliteJournal::Open {
  Open(const std::filesystem::path& file, const SqliteOptions& options)
      : connection(file, options),
        last(connection.database(),
             "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1"),
        rows(connection.database(),
             "SELECT sequence, id, hash, digest, line FROM events WHERE sequence >= ? "
             "ORDER BY sequence"),
        insert(connection.database(),
               "INSERT INTO events (sequence, id, hash, line) VALUES (?, ?, ?, ?)") {}

  JournalHead read_head() {
    const Resetting reset_after(last);
    if (!last.step()) return {};
    const auto sequence = static_cast<std::uint64_t>(last.integer(0));
    return {sequence, kept_hash(last.blob(1), connection.name(), sequence)};
  }

  sqlite::Connection connection;
  Statement last;
  Statement rows;
  Statement insert;
  Chain chain;
  JournalHead head;  // of the write that is under way
  bool has_replaced = false;
};

SqliteJournal::SqliteJournal(const std::filesystem::path& file, const SqliteOptions& options)
    : outbox_(std::make_unique<sqlite::FileOutbox>(
          [this]() -> sqlite::Connection& { return open().connection; })) {
  const std::filesystem::path real = sqlite::real_file(file);
  sqlite::check_file(real);
  name_ = real.string();
  open_ = std::make_unique<Open>(real, options);
}

SqliteJournal::~SqliteJournal() {
  try {
    close();
  } catch (...) {  // a destructor cannot tell; nothing that was committed is lost by it
    open_.reset();
  }
}

std::string SqliteJournal::name() const { return name_; }

SqliteJournal::Open& SqliteJournal::open() const {
  if (!open_) refuse_closed(name_);
  if (!open_->connection.is_of_this_process()) {
    open_->connection.fail(
        ErrorCode::invalid_state,
        "the book was opened before this process was forked; open it here again");
  }
  return *open_;
}

JournalHead SqliteJournal::head() {
  Open& from = open();
  return from.connection.is_writing() ? from.head : from.read_head();
}

JournalHead SqliteJournal::read(const JournalHead& after, const Take& take) {
  Open& from = open();
  Statement& rows = from.rows;
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
    const ChainHash hash = kept_hash(rows.blob(2), name_, entry.sequence);
    if (!is_found) {
      if (hash != after.hash) break;
      is_found = true;
      continue;
    }
    entry.line = rows.text(4);
    const ChainHash digest = rows.is_null(3) ? from.chain.digest(entry.line)
                                             : kept_hash(rows.blob(3), name_, entry.sequence);
    if (from.chain.next(at.hash, digest) != hash) refuse_changed(name_, entry.sequence);
    entry.id.clear();
    if (!rows.is_null(1)) entry.id = rows.text(1);
    take(entry);
    at = {entry.sequence, hash};
  }
  if (!is_found) refuse_other_journal(name_, after.sequence);
  return at;
}

JournalHead SqliteJournal::begin_write() {
  Open& to = open();
  if (to.connection.is_writing()) refuse_nested_write(name_);
  to.connection.begin_write();
  try {
    to.head = to.read_head();
    to.has_replaced = false;
  } catch (...) {
    to.connection.roll_back();
    throw;
  }
  return to.head;
}

void SqliteJournal::append(std::span<const JournalEntry> entries) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  for (const JournalEntry& entry : entries) {
    check_follows(name_, to.head, entry);
    const ChainHash hash = to.chain.next(to.head.hash, entry.line);
    const Resetting reset_after(to.insert);
    to.insert.bind(1, static_cast<std::int64_t>(entry.sequence));
    if (entry.id.empty()) {
      to.insert.bind_null(2);
    } else {
      to.insert.bind(2, entry.id);
    }
    to.insert.bind(3, hash).bind(4, entry.line);
    try {
      (void)to.insert.step();
    } catch (const Error& error) {
      const int result = sqlite3_extended_errcode(to.connection.database().handle());
      if (result == SQLITE_CONSTRAINT_UNIQUE) refuse_taken_id(name_, entry);
      if (result != SQLITE_FULL) to.connection.poison(error.message());
      throw;
    }
    to.head = {entry.sequence, hash};
  }
}

JournalHead SqliteJournal::commit() {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  to.connection.commit();
  if (std::exchange(to.has_replaced, false)) to.connection.remove_traces();
  return to.head;
}

void SqliteJournal::replace(std::span<const JournalEntry> entries) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  sqlite::Database& database = to.connection.database();
  Statement before(database, "SELECT line, digest FROM events WHERE sequence = ?");
  Statement change(database, "UPDATE events SET line = ?, digest = ? WHERE sequence = ?");
  for (const JournalEntry& entry : entries) {
    const auto sequence = static_cast<std::int64_t>(entry.sequence);
    ChainHash digest;
    {
      const Resetting reset_after(before);
      before.bind(1, sequence);
      if (!before.step()) refuse_missing(name_, entry.sequence);
      digest = before.is_null(1) ? to.chain.digest(before.text(0))
                                 : kept_hash(before.blob(1), name_, entry.sequence);
    }
    const Resetting reset_after(change);
    change.bind(1, entry.line).bind(2, digest).bind(3, sequence);
    (void)change.step();
  }
  if (!entries.empty()) database.execute("DELETE FROM blocks");
  to.has_replaced = true;
}

void SqliteJournal::roll_back() noexcept {
  if (open_ && open_->connection.is_writing() && open_->connection.is_of_this_process()) {
    open_->connection.roll_back();
  }
}

void SqliteJournal::read_blocks(
    const std::function<bool(const JournalBlock&, const JournalHead&)>& take) {
  Open& from = open();
  try {
    sqlite::read_blocks(from.connection, from.chain, take);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;  // a damaged copy is as good as none
  }
}

void SqliteJournal::keep_block(const JournalBlock& block) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  sqlite::keep_block(to.connection, to.chain, block);
}

void SqliteJournal::rest(std::chrono::microseconds time) { open().connection.rest(time); }

Outbox* SqliteJournal::outbox() { return outbox_.get(); }

void SqliteJournal::back_up(const std::filesystem::path& file) const {
  (void)open();
  NewFile made(file);
  {
    // A connection of its own: it reads one moment of the book, whatever this one is doing.
    sqlite::Database copying(name_, SqliteOptions().patience);
    Statement copy(copying, "VACUUM INTO ?");
    const std::string path = made.path().string();
    copy.bind(1, path);
    try {
      copy.run();
    } catch (const Error& error) {
      // Where the new file cannot be looked at, SQLite says that it is there already.
      if (sqlite3_errcode(copying.handle()) != SQLITE_ERROR) throw;
      fail_in(path, ErrorCode::io_error, "the copy cannot be written: " + error.message());
    }
  }
  made.finish();
}

void SqliteJournal::close() {
  if (!open_) return;
  if (!open_->connection.is_of_this_process()) {
    // SQLite must not be touched in a forked process, not even to close it; the memory stays.
    (void)open_.release();
    return;
  }
  roll_back();
  const std::unique_ptr<Open> closing = std::move(open_);
  closing->connection.move_log_if_idle();
}

}  // namespace salespipe
