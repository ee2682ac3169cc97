#pragma once

#include <cstdint>
#include <string>

#include "store/postgres_session.hpp"

namespace salespipe::postgres {

/// Of the advisory locks, "SPip": with the number of a book, whoever holds it writes to that book;
/// with 0 he makes the tables.
inline constexpr std::int32_t kLockClass = 0x53506970;

/// Who one is to the server: to tell, later, whether that session is still there.
struct Backend {
  std::int32_t process = 0;
  std::int64_t began = 0;
};

/// Sets what holds for the session and reads back what durability rests on. Error(unsupported) for
/// a server that is too old, is a standby, or confirms what it has not on its disk.
Backend set_up(Session& session, const std::string& shown, const PostgresOptions& options);

/// Makes the tables where they are missing, or brings those of an older version up to date: all of
/// it or nothing. Error(not_found) without options.make; unsupported for those of a newer version.
void migrate(Session& session, const std::string& shown, const PostgresOptions& options);

/// Error(corrupt) unless the tables are ours: their columns, their keys, kept on the disk, and
/// nothing that changes what is written to them.
void check_tables(Session& session, const std::string& shown);

/// The number of a book by its name, which is made when there is none: Error(not_found) without
/// options.make.
std::int32_t find_book(Session& session, const std::string& shown, const std::string& book,
                       const PostgresOptions& options);

}  // namespace salespipe::postgres
