#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "salespipe/base/error.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "store/chain.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_file.hpp"
#include "store/write_lock.hpp"

namespace salespipe::sqlite {

/// One connection to a book's file, with the lock that its writes and its checkpoints take.
class Connection {
 public:
  Connection(const std::filesystem::path& file, const SqliteOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  Database& database() noexcept { return database_; }
  std::string name() const { return file_.string(); }
  bool is_writing() const noexcept { return is_writing_; }
  bool is_poisoned() const noexcept { return !poisoned_by_.empty(); }
  bool is_of_this_process() const noexcept;

  /// Waits as SqliteOptions::pause wants it.
  void rest(std::chrono::microseconds time) const;
  /// Takes the lock and begins a transaction.
  void begin_write();
  /// Makes it durable and releases the lock. On an error the store writes no more: what is on the
  /// disk is not known.
  void commit();
  void roll_back() noexcept;
  /// From now on the store only reads.
  void poison(std::string_view what, std::string_view why = {}) noexcept;
  /// Writes the file anew without what was deleted, and empties the log. Error(io_error) when that
  /// has to wait too long for somebody who reads.
  void remove_traces();
  /// Moves the log into the file, if nobody else is writing just now.
  void move_log_if_idle();

  [[noreturn]] void fail(ErrorCode code, const std::string& message) const;

 private:
  static Database open(const std::filesystem::path& path, const SqliteOptions& options,
                       WriteLock& lock);
  static int note_log(void* self, sqlite3* database, const char* name, int pages);
  void check_not_poisoned() const;
  void check_files();
  void move_log(int mode);

  std::filesystem::path file_;
  std::filesystem::path log_file_;
  SqliteOptions options_;
  pid_t process_;
  WriteLock lock_;
  Database database_;
  Statement begin_statement_;
  Statement commit_statement_;
  Statement roll_back_statement_;  // prepared: where memory is lacking it must still work
  FileIdentity file_identity_;
  FileIdentity log_identity_;
  bool is_writing_ = false;
  int log_pages_ = 0;
  std::string poisoned_by_;
};

}  // namespace salespipe::sqlite
