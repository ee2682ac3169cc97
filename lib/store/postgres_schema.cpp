#include "store/postgres_schema.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "salespipe/base/text.hpp"
#include "store/file_error.hpp"

namespace salespipe::postgres {
namespace {

// Each brings the tables from version n to n + 1. Never changed once released.
//
// events as in SQLite (lib/store/sqlite_schema.cpp), with the number of the book. No table refers
// to another: books are never deleted, and a check would cost each event a look at its book.
// Messages are kept as bytes, because they are the host's and need not be a text to PostgreSQL.
constexpr const char* kVersion1[] = {
    "CREATE SCHEMA IF NOT EXISTS salespipe",
    "CREATE TABLE salespipe.version (number int4 NOT NULL)",
    R"sql(CREATE TABLE salespipe.books (
  book int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
))sql",
    R"sql(CREATE TABLE salespipe.events (
  book int4 NOT NULL,
  sequence int8 NOT NULL CHECK (sequence > 0),
  id text COLLATE "C" CHECK (id <> ''),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  digest bytea CHECK (octet_length(digest) = 32),
  line text COLLATE "C" NOT NULL CHECK (line <> ''),
  PRIMARY KEY (book, sequence)
))sql",
    "CREATE UNIQUE INDEX events_by_id ON salespipe.events (book, id) WHERE id IS NOT NULL",
    R"sql(CREATE VIEW salespipe.facts AS SELECT
  b.name AS book,
  e.sequence,
  e.line::json ->> 'id' AS id,
  e.line::json ->> 'type' AS type,
  (e.line::json ->> 'schema_version')::int4 AS schema_version,
  e.line::json -> 'stream' ->> 'kind' AS stream_kind,
  e.line::json -> 'stream' ->> 'id' AS stream_id,
  (e.line::json ->> 'occurred_at')::timestamptz AS occurred_at,
  (e.line::json ->> 'recorded_at')::timestamptz AS recorded_at,
  e.line::json ->> 'actor' AS actor,
  e.line::json -> 'payload' AS payload
FROM salespipe.events e JOIN salespipe.books b ON b.book = e.book)sql",
    R"sql(CREATE TABLE salespipe.blocks (
  book int4 NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  engine text COLLATE "C" NOT NULL,
  hash bytea NOT NULL,
  digest bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (book, first)
))sql",
    "ALTER TABLE salespipe.blocks ALTER COLUMN bytes SET STORAGE EXTERNAL",
    R"sql(CREATE TABLE salespipe.outbox (
  book int4 NOT NULL,
  number int8 NOT NULL CHECK (number > 0),
  key text COLLATE "C" NOT NULL,
  sequence int8 NOT NULL,
  topic text NOT NULL,
  body bytea NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'delivered', 'dead')),
  due int8 NOT NULL DEFAULT 0,
  attempts int4 NOT NULL DEFAULT 0,
  worker text COLLATE "C",
  until int8,
  trouble bytea,
  PRIMARY KEY (book, number),
  UNIQUE (book, key)
))sql",
    "CREATE INDEX outbox_waiting ON salespipe.outbox (book, due, number) WHERE state = 'waiting'",
    "INSERT INTO salespipe.version VALUES (1)",
};
constexpr std::int32_t kNewest = 1;

// What `kDescribe` gives of the tables of the newest version.
constexpr std::string_view kTables =
    R"(blocks p
blocks.book int4 not null
blocks.bytes bytea not null
blocks.digest bytea not null
blocks.engine text not null
blocks.first int8 not null
blocks.hash bytea not null
blocks.last int8 not null
books p
books.book int4 not null
books.name text not null
events p
events.book int4 not null
events.digest bytea
events.hash bytea not null
events.id text
events.line text not null
events.sequence int8 not null
outbox p
outbox.attempts int4 not null
outbox.body bytea not null
outbox.book int4 not null
outbox.due int8 not null
outbox.key text not null
outbox.number int8 not null
outbox.sequence int8 not null
outbox.state text not null
outbox.topic text not null
outbox.trouble bytea
outbox.until int8
outbox.worker text
unique blocks_pkey
unique books_name_key
unique books_pkey
unique events_by_id
unique events_pkey
unique outbox_book_key_key
unique outbox_pkey
version p
version.number int4 not null
)";

// Tables (p: permanent; one that is not logged is emptied by a crash), columns, unique indexes, and
// whatever changes or hides what is written: triggers, rules, policies, heirs.
constexpr const char* kDescribe = R"sql(
WITH ours AS (
  SELECT c.oid, c.relname::text AS name, c.relpersistence::text AS kept, c.relrowsecurity AS hidden
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'salespipe' AND c.relkind = 'r'
    AND c.relname IN ('version', 'books', 'events', 'blocks', 'outbox')
), found AS (
  SELECT name || ' ' || kept || CASE WHEN hidden THEN ' with policies' ELSE '' END AS line FROM ours
  UNION ALL
  SELECT o.name || '.' || a.attname || ' ' || t.typname
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
  FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT 'unique ' || c.relname
  FROM ours o JOIN pg_index i ON i.indrelid = o.oid JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indisunique AND i.indisvalid
  UNION ALL
  SELECT o.name || ' has the trigger ' || t.tgname
  FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid WHERE NOT t.tgisinternal
  UNION ALL
  SELECT o.name || ' has the rule ' || r.rulename FROM ours o JOIN pg_rewrite r ON r.ev_class = o.oid
  UNION ALL
  SELECT o.name || ' has an heir' FROM ours o JOIN pg_inherits h ON o.oid IN (h.inhparent, h.inhrelid)
)
SELECT coalesce(string_agg(line || chr(10), '' ORDER BY line COLLATE "C"), '') FROM found)sql";

// Not to_regclass(): that may still answer from before the lock was had.
constexpr const char* kVersion =
    "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'salespipe' AND c.relname = 'version' AND c.relkind = 'r')";

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

/// The first line that one has and the other has not.
std::string first_difference(std::string_view found, std::string_view expected) {
  while (!found.empty() && !expected.empty()) {
    const auto have = found.substr(0, found.find('\n'));
    const auto want = expected.substr(0, expected.find('\n'));
    if (have != want) {
      return have < want ? "there is " + salespipe::quoted(have)
                         : salespipe::quoted(want) + " is missing";
    }
    found.remove_prefix(have.size() + 1);
    expected.remove_prefix(want.size() + 1);
  }
  const auto rest = found.empty() ? expected : found;
  const auto line = salespipe::quoted(rest.substr(0, rest.find('\n')));
  return found.empty() ? line + " is missing" : "there is " + line;
}

/// 0: there are no tables.
std::int32_t version_of(Session& session, const std::string& shown) {
  const Result there = session.run(Call::of(kVersion));
  if (!there.truth(0, 0)) return 0;
  const Result version = session.run(Call::of("SELECT number FROM salespipe.version"));
  if (version.rows() != 1) {
    fail_in(shown, ErrorCode::corrupt, "the tables do not say of which version they are");
  }
  return version.small_number(0, 0);
}

void make_tables(Session& session, const std::string& shown) {
  std::vector<Call> calls;
  calls.push_back(Call::of("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
  calls.push_back(Call::of("SELECT pg_advisory_xact_lock($1::int4, $2::int4)"));
  calls.back().small_number(kLockClass).small_number(0);
  calls.push_back(Call::of(kVersion));
  const auto end = [&](const char* how) { (void)session.run(Call::of(how)); };
  try {
    if (session.run(calls)[2].truth(0, 0)) {  // somebody was first
      end("ROLLBACK");
      return;
    }
    calls.clear();
    for (const char* statement : kVersion1) calls.push_back(Call::of(statement));
    (void)session.run(calls);
    end("COMMIT");
  } catch (const Lost&) {
    throw;
  } catch (const Error& error) {
    end("ROLLBACK");
    if (session.last_state() == "42501") {
      fail_in(shown, ErrorCode::io_error,
              "the database has no tables of salespipe yet and this user may not make them; let "
              "the owner of the database open the book once, and grant this user their use (" +
                  error.message() + ")");
    }
    if (session.last_state() == "42P07") {
      fail_in(shown, ErrorCode::schema_violation,
              "the schema \"salespipe\" of this database is another program's; name another "
              "database (" +
                  error.message() + ")");
    }
    throw;
  }
}

}  // namespace

Backend set_up(Session& session, const std::string& shown, const PostgresOptions& options) {
  // Of what the server's operator set for synchronous_commit, only more than "on" is kept.
  constexpr const char* kSet = R"sql(SELECT
  set_config('search_path', 'pg_catalog', false),
  set_config('row_security', 'off', false),
  set_config('client_min_messages', 'warning', false),
  set_config('lock_timeout', $1::text, false),
  set_config('statement_timeout', $2::text, false),
  set_config('tcp_keepalives_idle', '30', false),
  set_config('tcp_keepalives_interval', '10', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
    false))sql";
  constexpr const char* kRead = R"sql(SELECT
  current_setting('server_version_num')::int4,
  current_setting('server_version'),
  current_setting('synchronous_commit'),
  current_setting('fsync'),
  current_setting('server_encoding'),
  pg_is_in_recovery(),
  pg_backend_pid(),
  (SELECT (extract(epoch FROM backend_start) * 1000000)::int8
   FROM pg_stat_activity WHERE pid = pg_backend_pid()))sql";
  const std::string lock = milliseconds(options.patience);
  const std::string statement = milliseconds(options.patience + options.answer);
  std::vector<Call> calls{Call::of(kSet), Call::of(kRead)};
  calls[0].text(lock).text(statement);
  const auto results = session.run(calls);
  const Result& read = results[1];
  const auto refuse = [&](const std::string& why) { fail_in(shown, ErrorCode::unsupported, why); };
  if (read.small_number(0, 0) < 120000) {
    refuse("the server is PostgreSQL " + std::string(read.text(0, 1)) + "; 12 or newer is needed");
  }
  const auto commits = read.text(0, 2);
  if (commits != "on" && commits != "remote_apply") {
    refuse("the server does not keep synchronous_commit = on, without which a commit may be lost");
  }
  if (read.text(0, 3) != "on") {
    refuse("the server runs with fsync = off: what it confirms may be gone after a loss of power");
  }
  if (read.text(0, 4) != "UTF8") {
    refuse("the database has the encoding " + std::string(read.text(0, 4)) +
           "; make one with UTF8 for the book");
  }
  if (read.truth(0, 5)) {
    refuse(
        "the server is a standby, which takes no writes; name the primary "
        "(target_session_attrs=read-write finds it among several hosts)");
  }
  return {read.small_number(0, 6), read.is_null(0, 7) ? 0 : read.number(0, 7)};
}

void migrate(Session& session, const std::string& shown, const PostgresOptions& options) {
  std::int32_t version = version_of(session, shown);
  if (version == 0) {
    if (!options.make) {
      fail_in(shown, ErrorCode::not_found, "there is no book in this database");
    }
    make_tables(session, shown);
    version = version_of(session, shown);
  }
  if (version > kNewest) {
    fail_in(shown, ErrorCode::unsupported,
            "the tables have version " + std::to_string(version) + ", newer than " +
                std::to_string(kNewest) +
                "; they were made by a newer version of the library, use that one");
  }
}

void check_tables(Session& session, const std::string& shown) {
  const Result found = session.run(Call::of(kDescribe));
  if (found.text(0, 0) == kTables) return;
  fail_in(shown, ErrorCode::corrupt,
          "the tables are not those of a book: something changed them (" +
              first_difference(found.text(0, 0), kTables) + "); restore a backup");
}

std::int32_t find_book(Session& session, const std::string& shown, const std::string& book,
                       const PostgresOptions& options) {
  Call find = Call::of("SELECT book FROM salespipe.books WHERE name = $1::text");
  find.text(book);
  Result found = session.run(find);
  if (found.rows() == 0) {
    if (!options.make)
      fail_in(shown, ErrorCode::not_found, "there is no book " + salespipe::quoted(book));
    Call make = Call::of(
        "INSERT INTO salespipe.books (name) VALUES ($1::text) "
        "ON CONFLICT (name) DO NOTHING");
    make.text(book);
    (void)session.run(make);
    found = session.run(find);
  }
  if (found.rows() == 0) fail_in(shown, ErrorCode::io_error, "the book was removed meanwhile");
  return found.small_number(0, 0);
}

}  // namespace salespipe::postgres
