#include "store/sqlite_database.hpp"

#include <new>
#include <sqlite3.h>

#include "store/file_error.hpp"

namespace salespipe::sqlite {
namespace {

ErrorCode code_of(int result) {
  switch (result & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:  // our own SQL is right, so the file is not
      return ErrorCode::corrupt;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_AUTH:
      return ErrorCode::io_error;
    case SQLITE_TOOBIG:
      return ErrorCode::overflow;
    default:
      return ErrorCode::internal;
  }
}

int size_of(std::size_t size) {
  if (size > 0x7FFF'FFFFU) throw Error(ErrorCode::overflow, "a value is too long for SQLite");
  return static_cast<int>(size);
}

}  // namespace

void Database::Close::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }

Database::Database(const std::filesystem::path& file, std::chrono::milliseconds patience)
    : file_(file) {
  sqlite3* opened = nullptr;
  const int result =
      sqlite3_open_v2(file.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  if (result != SQLITE_OK) {
    if (opened == nullptr) throw std::bad_alloc();
    fail("the book cannot be opened");
  }
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, static_cast<int>(patience.count()));
}

void Database::fail(const std::string& what) const {
  const int result = sqlite3_extended_errcode(handle_.get());
  if ((result & 0xFF) == SQLITE_NOMEM || result == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  std::string message = what + ": " + sqlite3_errmsg(handle_.get());
  if ((result & 0xFF) == SQLITE_BUSY) message += "; another program uses the file";
  fail_in(file_.string(), code_of(result), message + " (SQLite " + std::to_string(result) + ")");
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(std::string("SQLite refuses \"") + sql + "\"");
  }
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  if (!statement.step()) fail(std::string("SQLite does not answer \"") + sql + "\"");
  return statement.integer(0);
}

std::string Database::text(const char* sql) {
  Statement statement(*this, sql);
  if (!statement.step()) fail(std::string("SQLite does not answer \"") + sql + "\"");
  return std::string(statement.text(0));
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* made = nullptr;
  check(sqlite3_prepare_v3(database.handle(), sql.data(), size_of(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &made, nullptr));
  handle_.reset(made);
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) database_->fail("the book cannot be read or written");
}

Statement& Statement::bind(int place, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), place, value));
  return *this;
}
Statement& Statement::bind(int place, std::string_view text) {
  check(sqlite3_bind_text(handle_.get(), place, text.data(), size_of(text.size()), SQLITE_STATIC));
  return *this;
}
Statement& Statement::bind(int place, std::span<const std::uint8_t> blob) {
  check(sqlite3_bind_blob(handle_.get(), place, blob.data(), size_of(blob.size()), SQLITE_STATIC));
  return *this;
}
Statement& Statement::bind_null(int place) {
  check(sqlite3_bind_null(handle_.get(), place));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  database_->fail("the book cannot be read or written");
}

void Statement::run() {
  const Resetting reset_after(*this);
  (void)step();
}

bool Statement::try_to_run() noexcept {
  const int result = sqlite3_step(handle_.get());
  reset();
  return result == SQLITE_DONE;
}

void Statement::reset() noexcept { sqlite3_reset(handle_.get()); }

void Statement::check_type(int column, int type) const {
  if (sqlite3_column_type(handle_.get(), column) == type) return;
  fail_in(database_->file().string(), ErrorCode::corrupt,
          "a value in the file is of another type than it was written; restore a backup");
}

std::int64_t Statement::integer(int column) const {
  check_type(column, SQLITE_INTEGER);
  return sqlite3_column_int64(handle_.get(), column);
}
std::string_view Statement::text(int column) const {
  check_type(column, SQLITE_TEXT);
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  if (bytes == nullptr) throw std::bad_alloc();
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}
std::span<const std::uint8_t> Statement::blob(int column) const {
  check_type(column, SQLITE_BLOB);
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

}  // namespace salespipe::sqlite
