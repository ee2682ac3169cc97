#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

// A thin cover over SQLite's C interface: what is opened gets closed, and what fails is an Error.
namespace salespipe::sqlite {

class Database {
 public:
  /// Opens or makes the file. Error(io_error) names it and what failed.
  Database(const std::filesystem::path& file, std::chrono::milliseconds patience);

  void execute(const char* sql);
  /// The only value of the only row of a question, "PRAGMA user_version".
  std::int64_t number(const char* sql);
  std::string text(const char* sql);

  sqlite3* handle() const noexcept { return handle_.get(); }
  const std::filesystem::path& file() const noexcept { return file_; }
  /// Throws what SQLite's last result means: corrupt, io_error, bad_alloc, internal.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };
  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Texts and blobs that are bound must last until it is reset.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view text);
  Statement& bind(int place, std::span<const std::uint8_t> blob);
  Statement& bind_null(int place);
  /// True for a row, false at the end.
  bool step();
  /// For a statement that gives no rows: steps and resets.
  void run();
  /// The same; says whether it worked.
  bool try_to_run() noexcept;
  void reset() noexcept;

  // Columns of the row, from 0. Error(corrupt) where the value is of another type.

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::span<const std::uint8_t> blob(int column) const;
  bool is_null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  void check(int result) const;
  void check_type(int column, int type) const;

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// Resets a statement at the end of a scope, so that no read transaction stays open.
class Resetting {
 public:
  explicit Resetting(Statement& statement) : statement_(statement) {}
  Resetting(const Resetting&) = delete;
  Resetting& operator=(const Resetting&) = delete;
  ~Resetting() { statement_.reset(); }

 private:
  Statement& statement_;
};

}  // namespace salespipe::sqlite
