#include "store/postgres_verify.hpp"

#include "salespipe/base/error.hpp"
#include "store/event_check.hpp"
#include "store/postgres_connection.hpp"

namespace salespipe::postgres {
namespace {

constexpr std::size_t kRows = 5000;

/// Gives the rows as one moment has them.
void check_events(Connection& connection, Verification& found) {
  EventCheck check(found);
  std::uint64_t next = 0;
  std::size_t got = 0;
  do {
    Call page = Call::prepared(kPage);
    page.small_number(connection.book())
        .number(static_cast<std::int64_t>(next))
        .number(static_cast<std::int64_t>(kRows));
    const Result rows = connection.ask(page);
    got = rows.rows();
    for (std::size_t row = 0; row < got; ++row) {
      KeptEvent kept;
      kept.sequence = static_cast<std::uint64_t>(rows.number(row, kSequence));
      if (!rows.is_null(row, kId)) kept.id = rows.text(row, kId);
      kept.hash = rows.bytes(row, kHash);
      if (!rows.is_null(row, kDigest)) kept.digest = rows.bytes(row, kDigest);
      kept.line = rows.text(row, kLine);
      check.take(kept);
      next = kept.sequence + 1;
    }
  } while (got == kRows);
}

}  // namespace

Verification verify_book(const std::string& address) {
  PostgresOptions options;
  options.make = false;
  Verification found;
  try {
    Connection connection(postgres_address(address), options);
    connection.begin_reading();
    check_events(connection, found);
    connection.end_reading();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    found.damages.push_back({0, 0, "the tables: " + error.message()});
  }
  return found;
}

}  // namespace salespipe::postgres
