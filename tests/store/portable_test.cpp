// A book goes from a database to JSON Lines and back with everything that its events say.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "store/store_fixture.hpp"
#include "support/fast_folder.hpp"

namespace salespipe::test {
namespace {

RC_GTEST_PROP(PortableBook, IsTheSameInADatabaseInJsonLinesAndBackInADatabase, ()) {
  const FastFolder folder;
  Salesroom room{Book(std::make_unique<SqliteJournal>(folder / "first.db"))};
  const int commands = *rc::gen::inRange(1, 40);
  for (int i = 0; i < commands; ++i) room.one_command();
  const std::vector<Event> events = journal_of(room.book);
  save_json_lines(room.book, folder / "sales.jsonl");
  RC_ASSERT(load_json_lines(folder / "sales.jsonl") == events);
  const Book read = open_json_lines(folder / "sales.jsonl");
  save_sqlite(read, folder / "second.db");
  const Book back = Book::open(folder / "second.db");
  RC_ASSERT(journal_of(back) == events);
  RC_ASSERT(back.state_json() == room.book.state_json());
  // The chain is over the same lines, so it ends with the same checksum.
  RC_ASSERT(SqliteJournal(folder / "second.db").head() ==
            SqliteJournal(folder / "first.db").head());
}

}  // namespace
}  // namespace salespipe::test
