#include "store/sqlite_schema.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <sqlite3.h>
#include <string>

#include "store/file_error.hpp"

namespace salespipe::sqlite {
namespace {

// Each brings a file from version n to n + 1; a new file runs through all of them. Never changed
// once released. The texts are compared with those in the file, to the letter.
//
// hash: over all events up to this one. digest: of the line as it was first written, where the line
// has been replaced since. The view is for whoever looks with SQL: columns of their own would say
// twice what the line says, and could say something else.
constexpr std::array kMigrations{
    R"sql(
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  id TEXT,
  hash BLOB NOT NULL,
  digest BLOB,
  line TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_id ON events (id) WHERE id IS NOT NULL;
CREATE VIEW facts AS SELECT
  sequence,
  line ->> '$.id' AS id,
  line ->> '$.type' AS type,
  line ->> '$.schema_version' AS schema_version,
  line ->> '$.stream.kind' AS stream_kind,
  line ->> '$.stream.id' AS stream_id,
  line ->> '$.occurred_at' AS occurred_at,
  line ->> '$.recorded_at' AS recorded_at,
  line ->> '$.actor' AS actor,
  line -> '$.payload' AS payload
FROM events;
)sql",
    // blocks: events in a form that is read faster, only a copy. outbox: what is to leave the book
    // because of an event; `until` is when the lease of a message ends, in microseconds since 1970.
    R"sql(
CREATE TABLE blocks (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  engine TEXT NOT NULL,
  hash BLOB NOT NULL,
  digest BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  sequence INTEGER NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  due INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  worker TEXT,
  until INTEGER,
  trouble TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (due, number) WHERE state = 'waiting';
)sql",
};
constexpr auto kNewest = static_cast<std::int64_t>(kMigrations.size());

constexpr int kLongestValue = 256 * 1024 * 1024;

[[noreturn]] void refuse(const Database& database, ErrorCode code, const std::string& message) {
  fail_in(database.file().string(), code, message);
}

/// What is read while it lives is as it was at one moment, though others may write meanwhile: in a
/// transaction of its own, unless one is open already.
class OneMoment {
 public:
  explicit OneMoment(Database& database)
      : database_(database), begins_(sqlite3_get_autocommit(database.handle()) != 0) {
    if (begins_) database_.execute("BEGIN");
  }
  OneMoment(const OneMoment&) = delete;
  OneMoment& operator=(const OneMoment&) = delete;
  ~OneMoment() {
    // Nothing was written, so nothing can be lost; an error of SQLite may have ended it before.
    if (begins_ && sqlite3_get_autocommit(database_.handle()) == 0) {
      sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }

 private:
  Database& database_;
  bool begins_;
};

std::int64_t version_of(Database& database) { return database.number("PRAGMA user_version"); }

std::string tables_of(Database& database) {
  Statement statement(database, "SELECT sql FROM sqlite_schema ORDER BY name");
  std::string all;
  while (statement.step()) {
    if (!statement.is_null(0)) all += std::string(statement.text(0)) + ";\n";
  }
  return all;
}

/// What tables_of() gives for a file of each version, from 0.
using TablesByVersion = std::array<std::string, kMigrations.size() + 1>;

TablesByVersion tables_by_version() {
  Database fresh(":memory:", std::chrono::milliseconds::zero());
  TablesByVersion tables;
  for (std::size_t version = 0; version < kMigrations.size(); ++version) {
    fresh.execute(kMigrations[version]);
    tables[version + 1] = tables_of(fresh);
  }
  return tables;
}

void switch_on(Database& database, int option, bool on) {
  int is_on = 0;
  sqlite3_db_config(database.handle(), option, on ? 1 : 0, &is_on);
  if ((is_on != 0) != on) refuse(database, ErrorCode::unsupported, "SQLite lacks an option");
}

}  // namespace

void set_up(Database& database) {
  // Connections come and go without moving the log: only whoever holds the write lock does that.
  switch_on(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
  switch_on(database, SQLITE_DBCONFIG_DEFENSIVE, true);
  switch_on(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  switch_on(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, false);
  switch_on(database, SQLITE_DBCONFIG_ENABLE_VIEW, false);
  sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, kLongestValue);
  sqlite3_limit(database.handle(), SQLITE_LIMIT_ATTACHED, 0);
  database.execute("PRAGMA synchronous = FULL");
  database.execute("PRAGMA wal_autocheckpoint = 0");
  database.execute("PRAGMA cell_size_check = ON");
  database.execute("PRAGMA secure_delete = ON");
  database.execute("PRAGMA mmap_size = 0");
  if (database.number("PRAGMA synchronous") != 2) {
    refuse(database, ErrorCode::unsupported,
           "this SQLite does not keep synchronous=FULL, without which a commit may be lost");
  }
}

bool is_current(Database& database) {
  // Apart, these could see the file before another process made a book of it and after.
  const OneMoment moment(database);
  const std::int64_t version = version_of(database);
  const std::int64_t application = database.number("PRAGMA application_id");
  const bool is_empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !(is_empty && application == 0 && version == 0)) {
    refuse(database, ErrorCode::schema_violation,
           "this SQLite file is not a book of salespipe but another program's; name another file");
  }
  if (version > kNewest) {
    refuse(database, ErrorCode::unsupported,
           "the book has version " + std::to_string(version) + ", newer than " +
               std::to_string(kNewest) +
               "; it was written by a newer version of the library, read it with that one");
  }
  return version == kNewest && database.text("PRAGMA journal_mode") == "wal";
}

void migrate(Database& database) {
  if (database.text("PRAGMA journal_mode = WAL") != "wal") {
    refuse(database, ErrorCode::unsupported, "the file cannot have a write-ahead log here");
  }
  database.execute("BEGIN IMMEDIATE");
  try {
    if (!is_current(database)) {
      const auto version = static_cast<std::size_t>(version_of(database));
      for (std::size_t i = version; i < kMigrations.size(); ++i) database.execute(kMigrations[i]);
      database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
      database.execute(("PRAGMA user_version = " + std::to_string(kNewest)).c_str());
    }
    database.execute("COMMIT");
  } catch (...) {
    if (sqlite3_get_autocommit(database.handle()) == 0) {
      sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    throw;
  }
}

void check_tables(Database& database) {
  static const TablesByVersion kExpected = tables_by_version();
  const OneMoment moment(database);
  const auto version = std::clamp<std::int64_t>(version_of(database), 0, kNewest);
  if (tables_of(database) != kExpected[static_cast<std::size_t>(version)]) {
    refuse(database, ErrorCode::corrupt,
           "the tables are not those of a book: something changed them; restore a backup");
  }
}

bool has_events(Database& database) { return version_of(database) > 0; }

}  // namespace salespipe::sqlite
