#include "salespipe/store/open_journal.hpp"

#include <filesystem>
#include <system_error>
#include <thread>

#include "salespipe/store/postgres_journal.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "store/file_error.hpp"

namespace salespipe {

std::unique_ptr<JournalStore> open_journal(const std::string& address,
                                           const JournalOptions& options) {
  if (is_postgres_address(address)) {
    PostgresOptions given;
    given.patience = options.patience;
    given.make = options.make;
    given.blocking = options.blocking;
    return std::make_unique<PostgresJournal>(address, given);
  }
  std::error_code error;
  if (!options.make && !std::filesystem::exists(address, error)) {
    fail_in(address, ErrorCode::not_found, "there is no such file");
  }
  SqliteOptions given;
  given.patience = options.patience;
  if (options.blocking) {
    given.pause = [blocking = options.blocking](std::chrono::microseconds time) {
      blocking([time] { std::this_thread::sleep_for(time); });
    };
  }
  return std::make_unique<SqliteJournal>(address, given);
}

}  // namespace salespipe
