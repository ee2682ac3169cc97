#include "store/sqlite_connection.hpp"

#include <sqlite3.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "store/file_error.hpp"
#include "store/sqlite_schema.hpp"

namespace salespipe::sqlite {
namespace {

std::filesystem::path beside(const std::filesystem::path& file, const char* ending) {
  return std::filesystem::path(file.string() + ending);
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, const SqliteOptions& options)
    : file_(file),
      log_file_(beside(file, "-wal")),
      options_(options),
      process_(::getpid()),
      lock_(beside(file, "-lock")),
      database_(open(file, options, lock_)),
      begin_statement_(database_, "BEGIN IMMEDIATE"),
      commit_statement_(database_, "COMMIT"),
      roll_back_statement_(database_, "ROLLBACK") {
  sqlite3_wal_hook(database_.handle(), &Connection::note_log, this);
  (void)database_.number("SELECT count(*) FROM sqlite_schema");  // opens the log
  file_identity_ = identity_of(file_);
  log_identity_ = identity_of(log_file_);
}

Database Connection::open(const std::filesystem::path& path, const SqliteOptions& options,
                          WriteLock& lock) {
  if (lock.enter(options.patience, options.pause)) {
    settle_log(beside(path, "-wal"));
    lock.let_others_in();
  }
  Database opened(path, options.patience);
  set_up(opened);
  if (!is_current(opened)) {
    lock.acquire(options.patience, options.pause);
    try {
      migrate(opened);
    } catch (...) {
      lock.release();
      throw;
    }
    lock.release();
  }
  check_tables(opened);
  return opened;
}

int Connection::note_log(void* self, sqlite3* /*database*/, const char* /*name*/, int pages) {
  static_cast<Connection*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

bool Connection::is_of_this_process() const noexcept { return process_ == ::getpid(); }

void Connection::fail(ErrorCode code, const std::string& message) const {
  fail_in(file_.string(), code, message);
}

void Connection::rest(std::chrono::microseconds time) const {
  if (options_.pause) {
    options_.pause(time);
  } else {
    std::this_thread::sleep_for(time);
  }
}

void Connection::poison(std::string_view what, std::string_view why) noexcept {
  if (!poisoned_by_.empty()) return;
  try {
    std::string told(what);
    if (!why.empty()) told.append(": ").append(why);
    poisoned_by_ = std::move(told);
  } catch (...) {
    poisoned_by_ = "no memory";  // which is short enough to take none
  }
}

void Connection::check_not_poisoned() const {
  if (poisoned_by_.empty()) return;
  fail(ErrorCode::invalid_state, "a write failed earlier (" + poisoned_by_ +
                                     "), so this store writes no more; open the book again");
}

/// Another copy of SQLite in this process that closes the file makes the system drop our locks,
/// takes itself for the last user, and removes the log that we go on writing to.
void Connection::check_files() {
  if (identity_of(log_file_) == log_identity_ && identity_of(file_) == file_identity_) return;
  poison("the files were replaced");
  fail(ErrorCode::io_error,
       "the book or its log (" + log_file_.filename().string() +
           ") was removed or replaced while it was open: by hand, or by another copy of SQLite "
           "in this process; what was committed before is kept, this change is not; open the "
           "book again, and open it only through salespipe");
}

/// Only under the write lock: docs/decisions/0007-the-durable-journal.md.
void Connection::move_log(int mode) {
  const int result = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, mode, nullptr, nullptr);
  if (result == SQLITE_OK) {
    log_pages_ = 0;
  } else if ((result & 0xFF) != SQLITE_BUSY && (result & 0xFF) != SQLITE_NOMEM) {
    poison("moving the log", sqlite3_errmsg(database_.handle()));
  }
}

void Connection::begin_write() {
  check_not_poisoned();
  lock_.acquire(options_.patience, options_.pause);
  try {
    check_files();
    begin_statement_.run();
  } catch (...) {
    roll_back();
    throw;
  }
  is_writing_ = true;
}

void Connection::commit() {
  try {
    commit_statement_.run();
    check_files();
  } catch (const Error& error) {
    poison(error.message());
    roll_back();
    throw;
  } catch (...) {
    poison("out of memory");
    roll_back();
    throw;
  }
  is_writing_ = false;
  if (log_pages_ >= options_.pages_of_log) move_log(SQLITE_CHECKPOINT_PASSIVE);
  lock_.release();
}

void Connection::roll_back() noexcept {
  if (sqlite3_get_autocommit(database_.handle()) == 0 && !roll_back_statement_.try_to_run() &&
      sqlite3_get_autocommit(database_.handle()) == 0) {
    poison("rolling back");  // it would go on within what was to be forgotten
  }
  is_writing_ = false;
  lock_.release();
}

void Connection::remove_traces() {
  lock_.acquire(options_.patience, options_.pause);
  try {
    {
      // A connection of its own: this one may not attach files, which is how SQLite does it.
      Database writing(file_, options_.patience);
      writing.execute("PRAGMA synchronous = FULL");
      writing.execute("PRAGMA wal_autocheckpoint = 0");
      try {
        writing.execute("VACUUM");
      } catch (const Error& error) {
        poison(error.message());
        throw;
      }
    }
    const int result = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr,
                                                 SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if ((result & 0xFF) == SQLITE_BUSY) {
      fail(ErrorCode::io_error,
           "the change is made, but the log still holds what was before, because somebody reads "
           "the file; try again when nobody does");
    }
    if (result != SQLITE_OK) {
      poison("emptying the log", sqlite3_errmsg(database_.handle()));
      fail(ErrorCode::io_error, "the change is made, but the log may still hold what was before: " +
                                    std::string(sqlite3_errmsg(database_.handle())) +
                                    "; open the book again and ask once more");
    }
    log_pages_ = 0;
  } catch (...) {
    lock_.release();
    throw;
  }
  lock_.release();
}

void Connection::move_log_if_idle() {
  if (is_poisoned()) return;
  try {
    lock_.acquire(std::chrono::milliseconds::zero(), options_.pause);
  } catch (const Error&) {
    return;  // another one is writing, and will move the log
  }
  // Nor is it worth waiting for a reader: the log may stay.
  sqlite3_busy_timeout(database_.handle(), 0);
  move_log(SQLITE_CHECKPOINT_TRUNCATE);
  sqlite3_busy_timeout(database_.handle(), static_cast<int>(options_.patience.count()));
  lock_.release();
}

}  // namespace salespipe::sqlite
