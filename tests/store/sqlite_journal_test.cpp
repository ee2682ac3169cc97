// What holds for a book in a SQLite file beyond what holds for every store.
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sqlite3.h>
#include <string_view>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "salespipe/store/book_file.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/verify.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_schema.hpp"
#include "store/store_fixture.hpp"
#include "store/write_lock.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SqliteBook : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder / "sales.db"; }
  /// Another program's connection.
  sqlite::Database stranger() const { return {file(), std::chrono::milliseconds(1000)}; }
  void write_deal() const {
    Book book = Book::open(file());
    const auto pipeline =
        book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  }
  TemporaryFolder folder;
};

TEST_F(SqliteBook, SaysWhatItIsInItsHeader) {
  write_deal();
  auto database = stranger();
  EXPECT_EQ(database.number("PRAGMA application_id"), sqlite::kApplicationId);
  EXPECT_EQ(database.text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(database.text("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteBook, CanBeReadWithSql) {
  write_deal();
  auto database = stranger();
  EXPECT_EQ(database.text("SELECT group_concat(type || ' ' || stream_id) FROM facts"),
            "pipeline_added new-business,opportunity_created opportunity-1");
}

/// Makes the book when the connection comes to ask for the tables, as another process may.
int make_book_meanwhile(unsigned /*event*/, void* file, void* statement, void* /*text*/) {
  const std::string_view sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
  if (sql.find("sqlite_schema") != std::string_view::npos) {
    sqlite::Database other(*static_cast<std::filesystem::path*>(file), std::chrono::seconds(1));
    sqlite::migrate(other);
  }
  return 0;
}

TEST_F(SqliteBook, IsNotTakenForAnotherProgramsFileWhileItIsMade) {
  auto made = file();
  auto early = stranger();
  early.execute("PRAGMA journal_mode = WAL");
  sqlite3_trace_v2(early.handle(), SQLITE_TRACE_STMT, &make_book_meanwhile, &made);
  EXPECT_FALSE(sqlite::is_current(early)) << "it had begun to look before there was a book";
  sqlite3_trace_v2(early.handle(), 0, nullptr, nullptr);
  EXPECT_TRUE(sqlite::is_current(early));
}

TEST_F(SqliteBook, IsClosedWithoutWaitingForWhoeverReadsIt) {
  write_deal();
  auto reader = stranger();
  reader.execute("BEGIN");
  EXPECT_EQ(reader.number("SELECT count(*) FROM facts"), 2);
  {
    SqliteOptions options;
    options.patience = std::chrono::hours(1);  // a run that waits for the reader is stopped
    Book book(std::make_unique<SqliteJournal>(file(), options));
    book.lose(OpportunityId("opportunity-1"), "Price", at("2026-01-03"));
  }
  EXPECT_EQ(reader.number("SELECT count(*) FROM facts"), 2) << "as when it began to read";
  reader.execute("COMMIT");
  EXPECT_EQ(reader.number("SELECT count(*) FROM facts"), 3);
}

TEST_F(SqliteBook, IsOneFileOnceItIsClosed) {
  write_deal();
  std::filesystem::remove(folder / "sales.db-wal");
  std::filesystem::remove(folder / "sales.db-shm");
  EXPECT_EQ(Book::open(file()).opportunities().size(), 1U);
}

TEST_F(SqliteBook, IsTheSameOneBehindASymbolicLink) {
  write_deal();
  std::filesystem::create_symlink(file(), folder / "link.db");
  Book direct = Book::open(file());
  Book linked = Book::open(folder / "link.db");
  linked.add_account("Acme", at("2026-01-03"));
  EXPECT_EQ(direct.refresh(), 1U);
}

TEST_F(SqliteBook, RefusesAFileWithASecondName) {
  write_deal();
  std::filesystem::create_hard_link(file(), folder / "second.db");
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::unsupported);
}

TEST_F(SqliteBook, RefusesFilesThatAreNoBooks) {
  save_json_lines(Book(), file());
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::schema_violation);
  std::filesystem::remove(file());
  stranger().execute("CREATE TABLE theirs (x)");
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::schema_violation);
  EXPECT_EQ(error_of([&] { (void)Book::open(folder / ""); }), ErrorCode::io_error);
  EXPECT_EQ(error_of([&] { (void)Book::open(folder / "nowhere/sales.db"); }), ErrorCode::io_error);
}

TEST_F(SqliteBook, RefusesAFileOfANewerVersion) {
  write_deal();
  stranger().execute("PRAGMA user_version = 99");
  EXPECT_THAT(message_of([&] { (void)Book::open(file()); }), HasSubstr("newer version"));
}

TEST_F(SqliteBook, RefusesTablesThatSomethingChanged) {
  write_deal();
  stranger().execute("CREATE TRIGGER theirs AFTER INSERT ON events BEGIN SELECT 1; END");
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::corrupt);
}

TEST_F(SqliteBook, NamesTheEventThatWasChanged) {
  write_deal();
  stranger().execute("UPDATE events SET line = replace(line, 'Acme', 'Acne') WHERE sequence = 2");
  const auto open = [&] { (void)Book::open(file()); };
  EXPECT_EQ(error_of(open), ErrorCode::corrupt);
  EXPECT_THAT(message_of(open), HasSubstr("event 2 was changed"));
}

TEST_F(SqliteBook, MissesAnEventThatWasTakenAway) {
  write_deal();
  stranger().execute("DELETE FROM events WHERE sequence = 1");
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::corrupt);
}

TEST_F(SqliteBook, RefusesAnIdThatTheLineDoesNotHave) {
  write_deal();
  stranger().execute("UPDATE events SET id = 'theirs' WHERE sequence = 2");
  EXPECT_EQ(error_of([&] { (void)Book::open(file()); }), ErrorCode::corrupt);
}

TEST_F(SqliteBook, NoticesThatItsLogWasRemoved) {
  write_deal();
  Book book = Book::open(file());
  book.add_account("Before", at("2026-01-03"));
  std::filesystem::remove(folder / "sales.db-wal");
  const auto add = [&] { book.add_account("After", at("2026-01-03")); };
  EXPECT_EQ(error_of(add), ErrorCode::io_error);
  EXPECT_EQ(book.accounts().size(), 1U);
  EXPECT_EQ(error_of(add), ErrorCode::invalid_state);
}

// The system drops all locks of a process on a file when the process closes it anywhere; then
// another program that closes the file takes itself for the last one and removes the log.
TEST_F(SqliteBook, KeepsItsLocksWhenItsProcessOpensTheFileOnceMore) {
  write_deal();
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();  // before SQLite has the file open here
  if (child == 0) {
    char go = 0;
    const bool has_heard = ::read(ends[0], &go, 1) == 1;
    {
      auto database = stranger();
      (void)database.number("SELECT count(*) FROM events");
    }
    ::_exit(has_heard ? 0 : 1);
  }
  Book book = Book::open(file());
  book.add_account("Before", at("2026-01-03"));
  (void)Book::open(file());
  (void)open_book_file(file());
  EXPECT_TRUE(verify(file()).is_whole());
  ASSERT_EQ(::write(ends[1], "!", 1), 1);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  book.add_account("After", at("2026-01-03"));
  EXPECT_EQ(Book::open(file()).accounts().size(), 2U);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(SqliteBook, LetsTheSecondOneInOnlyWhenTheFirstHasLookedAtTheLog) {
  WriteLock first(file().string() + "-lock");
  WriteLock second(file().string() + "-lock");
  const auto patience = std::chrono::milliseconds(20);
  EXPECT_TRUE(first.enter(patience, {}));
  EXPECT_EQ(error_of([&] { (void)second.enter(patience, {}); }), ErrorCode::io_error);
  first.let_others_in();
  EXPECT_FALSE(second.enter(patience, {}));
}

TEST_F(SqliteBook, RefusesToBeUsedInAForkedProcess) {
  write_deal();
  Book book = Book::open(file());
  const pid_t child = ::fork();
  if (child == 0) {
    const bool refused =
        error_of([&] { book.add_account("Child", at("2026-01-03")); }) == ErrorCode::invalid_state;
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  book.add_account("Parent", at("2026-01-03"));
  EXPECT_EQ(Book::open(file()).accounts().size(), 1U);
}

TEST_F(SqliteBook, GivesUpWaitingForAWriterThatDoesNotEnd) {
  SqliteJournal first(file());
  SqliteJournal second(file(), {std::chrono::milliseconds(20)});
  first.begin_write();
  EXPECT_EQ(error_of([&] { (void)second.begin_write(); }), ErrorCode::io_error);
  first.roll_back();
  put(second, {entry(1)});
}

TEST_F(SqliteBook, MovesItsLogIntoTheFileNowAndThen) {
  SqliteJournal store(file());
  JournalEntry large = entry(1);
  large.line.append(100'000, ' ');
  for (std::uint64_t i = 1; i <= 200; ++i) {
    large.sequence = i;
    put(store, {large});
  }
  EXPECT_LT(std::filesystem::file_size(folder / "sales.db-wal"), 12'000'000U);
  EXPECT_EQ(all_of(store).size(), 200U);
}

}  // namespace
}  // namespace salespipe::test
