#include "store/sqlite_verify.hpp"

#include <charconv>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "salespipe/base/error.hpp"
#include "store/event_check.hpp"
#include "store/file_error.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_schema.hpp"

namespace salespipe::sqlite {
namespace {

/// Checks the rows of the table of events, one after the other.
void check_events(Database& database, Verification& found) {
  EventCheck check(found);
  Statement rows(database, "SELECT sequence, id, hash, digest, line FROM events ORDER BY sequence");
  try {
    while (rows.step()) {
      KeptEvent kept;
      kept.sequence = static_cast<std::uint64_t>(rows.integer(0));
      if (!rows.is_null(1)) kept.id = rows.text(1);
      kept.hash = rows.blob(2);
      if (!rows.is_null(3)) kept.digest = rows.blob(3);
      kept.line = rows.text(4);
      check.take(kept);
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    check.report_unreadable(error.message());
  }
}

/// Pages that the disk does not give are told among those that are damaged, with SQLite's code.
bool tells_of_failed_reading(std::string_view said) {
  constexpr std::string_view kCode = "error code=";
  for (auto at = said.find(kCode); at != std::string_view::npos; at = said.find(kCode, at + 1)) {
    int code = 0;
    const std::string_view digits = said.substr(at + kCode.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), code);
    if ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN) return true;
  }
  return false;
}

/// Pages, cells and indexes. SQLite names pages by number; the byte is told too.
void check_pages(Database& database, Verification& found) {
  Statement rows(database, "PRAGMA integrity_check(20)");
  while (rows.step()) {
    const std::string said(rows.text(0));
    if (tells_of_failed_reading(said)) {
      fail_in(database.file().string(), ErrorCode::io_error, "the disk cannot be read: " + said);
    }
    if (said != "ok") found.damages.push_back({0, 0, "the file: " + said});
  }
}

/// What is wrong with the file is found, not thrown.
template <class Check>
void note(Verification& found, const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    found.damages.push_back({0, 0, "the file: " + error.message()});
  }
}

}  // namespace

Verification verify_file(const std::filesystem::path& file) {
  const std::filesystem::path real = real_file(file);
  check_file(real);
  Verification found;
  note(found, [&] {
    Database database(real, std::chrono::seconds(30));
    set_up(database);
    (void)is_current(database);
    note(found, [&] { check_pages(database, found); });
    note(found, [&] {
      check_tables(database);
      if (has_events(database)) check_events(database, found);
    });
  });
  return found;
}

}  // namespace salespipe::sqlite
