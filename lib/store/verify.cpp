#include "salespipe/store/verify.hpp"

#include <system_error>

#include "salespipe/base/error.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/postgres_journal.hpp"
#include "store/postgres_verify.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_verify.hpp"

namespace salespipe {
namespace {

Verification verify_json_lines(const std::filesystem::path& file) {
  Verification found;
  try {
    found.events = open_json_lines(file).last_sequence();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::io_error) throw;
    found.damages.push_back({0, error.place().line, error.message()});
  }
  return found;
}

}  // namespace

Verification verify(const std::filesystem::path& file) {
  if (is_postgres_address(file.native())) return postgres::verify_book(file.native());
  // An empty file is a database that nothing was written to yet: its making was cut off.
  std::error_code error;
  const bool is_empty =
      std::filesystem::file_size(file, error) == 0 && !error && file.extension() != ".jsonl";
  return is_empty || sqlite::is_database(file) ? sqlite::verify_file(file)
                                               : verify_json_lines(file);
}

}  // namespace salespipe
