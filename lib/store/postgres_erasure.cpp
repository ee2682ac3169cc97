#include "store/postgres_erasure.hpp"

#include <vector>

#include "store/entry_check.hpp"

namespace salespipe::postgres {

void replace(Connection& connection, Chain& chain, std::span<const JournalEntry> entries) {
  for (const JournalEntry& entry : entries) {
    const auto sequence = static_cast<std::int64_t>(entry.sequence);
    Call before = Call::of(
        "SELECT line, digest FROM salespipe.events WHERE book = $1::int4 AND sequence = $2::int8");
    before.small_number(connection.book()).number(sequence);
    const Result found = connection.change(before);
    if (found.rows() == 0) refuse_missing(connection.name(), entry.sequence);
    const auto digest = found.is_null(0, 1) ? chain.digest(found.text(0, 0))
                                            : hash_from(found.bytes(0, 1)).value_or(ChainHash{});
    Call change = Call::of(
        "UPDATE salespipe.events SET line = $3::text, digest = $4::bytea "
        "WHERE book = $1::int4 AND sequence = $2::int8");
    change.small_number(connection.book()).number(sequence).text(entry.line).bytes(digest);
    (void)connection.change(change);
  }
  if (entries.empty()) return;
  Call blocks = Call::of("DELETE FROM salespipe.blocks WHERE book = $1::int4");
  blocks.small_number(connection.book());
  (void)connection.change(blocks);
}

void remove_traces(Connection& connection, std::chrono::milliseconds patience) {
  // Only rows that no running transaction can see are left out: those of other users count where
  // this one may look at them.
  constexpr const char* kReaders = R"sql(
WITH replaced AS (
  SELECT age((coalesce(nullif($1::int8, 0), txid_current()) & 4294967295)::text::xid) AS age
)
SELECT (SELECT count(*) FROM pg_stat_activity, replaced
        WHERE pid <> pg_backend_pid() AND age(backend_xmin) >= age
          AND (datid IS NULL OR datname = current_database()))
     + (SELECT count(*) FROM pg_prepared_xacts, replaced
        WHERE age(transaction) >= age AND database = current_database())
     + (SELECT count(*) FROM pg_replication_slots, replaced WHERE age(xmin) >= age))sql";
  Call readers = Call::of(kReaders);
  readers.number(connection.last_transaction());
  const Call owner = Call::of(
      "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = "
      "'salespipe.events'::regclass");
  if (!connection.ask(owner).truth(0, 0)) {
    connection.fail(ErrorCode::io_error,
                    "the change is made, but the server still holds what was before: only the "
                    "owner of the tables may write them anew; let him run "
                    "VACUUM (FULL) salespipe.events, salespipe.blocks");
  }
  constexpr std::chrono::milliseconds kRest{20};
  bool is_read = connection.ask(readers).number(0, 0) > 0;
  for (auto left = patience; is_read && left > std::chrono::milliseconds::zero(); left -= kRest) {
    connection.rest(kRest);
    is_read = connection.ask(readers).number(0, 0) > 0;
  }
  (void)connection.ask(Call::of("VACUUM (FULL) salespipe.events"));
  (void)connection.ask(Call::of("VACUUM (FULL) salespipe.blocks"));
  if (is_read) {
    connection.fail(
        ErrorCode::io_error,
        "the change is made, but the server still holds what was before, because a transaction "
        "that began before it reads; try again when it has ended (pg_stat_activity tells which)");
  }
}

}  // namespace salespipe::postgres
