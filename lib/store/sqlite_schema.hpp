#pragma once

#include "store/sqlite_database.hpp"

namespace salespipe::sqlite {

/// The number in byte 68 of a book's file that tells it from other SQLite files: "SPip".
inline constexpr int kApplicationId = 0x53506970;

/// Sets what holds for one connection and reads back what durability rests on. Error(io_error).
void set_up(Database& database);

/// True when the file holds the newest tables. Error(schema_violation) for another program's file,
/// Error(unsupported) for one of a newer version.
bool is_current(Database& database);

/// Makes the tables, or brings those of an older version up to date: all of it or nothing. Requires
/// the write lock.
void migrate(Database& database);

/// Error(corrupt) unless the tables are exactly those of the file's version: none of version 0.
void check_tables(Database& database);
/// False for a file whose making was cut off before the first table: it holds no event yet.
bool has_events(Database& database);

}  // namespace salespipe::sqlite
