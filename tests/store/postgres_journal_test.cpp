// What holds for a book in PostgreSQL beyond what holds for every store.
#include <atomic>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "salespipe/store/open_journal.hpp"
#include "salespipe/store/verify.hpp"
#include "store/postgres_fixture.hpp"
#include "store/postgres_schema.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PostgresBook : public PostgresDatabase {};

TEST_F(PostgresBook, CanBeReadWithSql) {
  write_deal();
  EXPECT_EQ(stranger("SELECT string_agg(type || ' ' || stream_id, ',' ORDER BY sequence) FROM "
                     "salespipe.facts WHERE book = 'main'")
                .text(0, 0),
            "pipeline_added new-business,opportunity_created opportunity-1");
}

TEST_F(PostgresBook, IsOneOfSeveralInADatabase) {
  write_deal("#north");
  Book south = Book::open(address("#south"));
  EXPECT_EQ(south.last_sequence(), 0U);
  south.add_account("Acme", at("2026-01-01"));
  EXPECT_EQ(Book::open(address("#north")).last_sequence(), 2U);
  EXPECT_EQ(Book::open(address("#south")).last_sequence(), 1U);
  EXPECT_EQ(Book::open(address()).last_sequence(), 0U);
}

TEST_F(PostgresBook, IsMadeByTheFirstWhoComesAndWhoeverElseComes) {
  std::vector<std::thread> hosts;
  std::atomic<int> opened{0};
  for (int i = 0; i < 6; ++i) {
    hosts.emplace_back([&] {
      PostgresJournal store(address());
      store.begin_write();
      store.append(std::vector{entry(store.head().sequence + 1)});
      store.commit();
      ++opened;
    });
  }
  for (auto& host : hosts) host.join();
  EXPECT_EQ(opened, 6);
  PostgresJournal store(address());
  EXPECT_THAT(all_of(store), SizeIs(6));
}

TEST_F(PostgresBook, IsNotMadeByWhoeverOnlyLooks) {
  PostgresOptions looking;
  looking.make = false;
  EXPECT_EQ(error_of([&] { PostgresJournal(address(), looking); }), ErrorCode::not_found);
  EXPECT_EQ(error_of([&] { (void)verify(address()); }), ErrorCode::not_found);
  EXPECT_FALSE(stranger("SELECT to_regnamespace('salespipe') IS NOT NULL").truth(0, 0));
  write_deal();
  EXPECT_EQ(PostgresJournal(address(), looking).head().sequence, 2U);
  EXPECT_EQ(error_of([&] { PostgresJournal(address("#other"), looking); }), ErrorCode::not_found);
}

TEST_F(PostgresBook, GivesALongJournalInOrder) {
  // Around the sizes of the pages in which it is read.
  PostgresJournal writer(address());
  std::uint64_t written = 0;
  for (const std::uint64_t size : {499U, 500U, 501U, 5499U, 5500U, 5501U, 12'000U}) {
    std::vector<JournalEntry> entries;
    while (written < size) entries.push_back(entry(++written));
    const JournalHead head = put(writer, entries);
    PostgresJournal reader(address());
    std::uint64_t next = 1;
    const auto take = [&](const JournalEntry& found) { ASSERT_EQ(found, entry(next++)); };
    EXPECT_EQ(reader.read({}, take), head);
    EXPECT_EQ(next, size + 1);
    writer.begin_write();
    next = 1;
    EXPECT_EQ(writer.read({}, take), head);
    writer.roll_back();
    EXPECT_EQ(next, size + 1);
  }
}

TEST_F(PostgresBook, WakesWhoeverWaitsForIt) {
  constexpr std::uint64_t kRounds = 30;
  std::atomic<std::uint64_t> heard{0};
  std::atomic<bool> is_waiting{false};
  std::atomic<bool> is_over{false};
  std::thread other([&] {
    Book book = Book::open(address());
    is_waiting = true;
    while (heard < kRounds && book.wait(std::chrono::seconds(30)) > 0) {
      heard = book.last_sequence();
    }
    is_over = true;
  });
  while (!is_waiting) std::this_thread::yield();
  Book book = Book::open(address());
  for (std::uint64_t i = 1; i <= kRounds; ++i) {
    book.add_account("Account " + std::to_string(i), at("2026-01-01"));
    while (heard < i && !is_over) std::this_thread::yield();
  }
  other.join();
  EXPECT_EQ(heard, kRounds);
}

TEST_F(PostgresBook, TellsOfAWriteOnceItIsKept) {
  PostgresJournal store(address());
  PostgresJournal waiting(address());
  postgres::Session listening(address(), "a listener", {});
  const auto book = stranger("SELECT book FROM salespipe.books").small_number(0, 0);
  const std::string listen = "LISTEN salespipe_" + std::to_string(book);
  (void)listening.run(postgres::Call::of(listen.c_str()));
  std::chrono::milliseconds shortly{50};
  store.begin_write();
  store.append(std::vector{entry(1)});
  store.roll_back();
  EXPECT_FALSE(listening.wait_for_notification(shortly));
  EXPECT_FALSE(waiting.wait({}, std::chrono::milliseconds(50)));
  put(store, {entry(1)});
  std::chrono::milliseconds long_enough{60'000};
  EXPECT_TRUE(listening.wait_for_notification(long_enough));
  EXPECT_TRUE(waiting.wait({}, std::chrono::milliseconds(60'000)));
  EXPECT_FALSE(waiting.wait(store.head(), std::chrono::milliseconds(1)));
}

TEST_F(PostgresBook, HearsOfAWriteThatWasMadeWhileItAskedForSomethingElse) {
  PostgresJournal store(address());
  postgres::Session listening(address(), "a listener", {});
  const auto book = stranger("SELECT book FROM salespipe.books").small_number(0, 0);
  const std::string listen = "LISTEN salespipe_" + std::to_string(book);
  (void)listening.run(postgres::Call::of(listen.c_str()));
  // What the server answers last began before the write, and so does not show it.
  const std::string lock = "SELECT pg_advisory_lock(" + std::to_string(book) + ")";
  postgres::Session other(address(), "another", {});
  (void)other.run(postgres::Call::of(lock.c_str()));
  std::thread asking([&] { (void)listening.run(postgres::Call::of(lock.c_str())); });
  while (stranger("SELECT count(*) FROM pg_locks WHERE NOT granted").number(0, 0) == 0) {
    std::this_thread::yield();
  }
  put(store, {entry(1)});
  (void)other.run(postgres::Call::of("SELECT pg_advisory_unlock_all()"));
  asking.join();
  std::chrono::milliseconds long_enough{2'000};
  EXPECT_TRUE(listening.wait_for_notification(long_enough));
}

TEST_F(PostgresBook, GivesUpWaitingForAWriterThatDoesNotEnd) {
  PostgresJournal first(address());
  PostgresOptions hasty;
  hasty.patience = std::chrono::milliseconds(50);
  PostgresJournal second(address(), hasty);
  first.begin_write();
  const auto write = [&] { (void)second.begin_write(); };
  EXPECT_EQ(error_of(write), ErrorCode::io_error);
  EXPECT_THAT(message_of(write), HasSubstr("another host has been writing"));
  first.roll_back();
  put(second, {entry(1)});
}

TEST_F(PostgresBook, LetsWhoeverWaitsGoOnWithOtherThings) {
  // As an interpreter does, whose other thread is the one who writes.
  PostgresJournal first(address());
  first.begin_write();
  first.append(std::vector{entry(1)});
  PostgresOptions options;
  bool is_over = false;
  options.blocking = [&](const std::function<void()>& block) {
    if (first.head().sequence == 1 && !is_over) {
      first.commit();
      is_over = true;
    }
    block();
  };
  PostgresJournal second(address(), options);
  EXPECT_EQ(second.begin_write().sequence, 1U);
  second.roll_back();
}

TEST_F(PostgresBook, CanBeInterruptedWhileItWaits) {
  PostgresJournal first(address());
  first.begin_write();
  PostgresOptions options;
  bool is_interrupted = false;
  options.blocking = [&](const std::function<void()>& block) {
    if (is_interrupted) throw std::runtime_error("Ctrl-C");
    block();
  };
  PostgresJournal second(address(), options);
  is_interrupted = true;
  EXPECT_THROW((void)second.begin_write(), std::runtime_error);
  is_interrupted = false;
  first.roll_back();
  put(second, {entry(1)});
}

TEST_F(PostgresBook, GoesOnWhenItsConnectionWasLostMeanwhile) {
  write_deal();
  Book book = Book::open(address());
  end_connections();
  book.add_account("Acme", at("2026-01-03"));
  end_connections();
  EXPECT_EQ(book.refresh(), 0U);
  EXPECT_EQ(Book::open(address()).last_sequence(), 3U);
}

TEST_F(PostgresBook, KeepsNothingOfAWriteWhoseConnectionIsLost) {
  PostgresJournal store(address());
  for (const bool has_appended : {false, true}) {
    store.begin_write();
    if (has_appended) store.append(std::vector{entry(1)});
    end_connections();
    if (has_appended) {
      EXPECT_EQ(error_of([&] { (void)store.commit(); }), ErrorCode::io_error);
    } else {
      EXPECT_EQ(error_of([&] { store.append(std::vector{entry(1)}); }), ErrorCode::io_error);
      EXPECT_EQ(error_of([&] { (void)store.commit(); }), ErrorCode::io_error);
    }
    EXPECT_EQ(store.head(), JournalHead{});
  }
  put(store, {entry(1)});
}

TEST_F(PostgresBook, IsNeverSaidToBeKeptWhenTheWriteHadFailed) {
  PostgresJournal store(address());
  put(store, {entry(1, "crm-1")});
  store.begin_write();
  store.append(std::vector{entry(2)});
  EXPECT_EQ(error_of([&] { store.append(std::vector{entry(3, "crm-1")}); }),
            ErrorCode::already_exists);
  // A statement that the server refused ends the whole transaction.
  JournalEntry broken = entry(3);
  broken.line = "\xFF";
  EXPECT_EQ(error_of([&] { store.append(std::vector{broken}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([&] { store.append(std::vector{entry(3)}); }), ErrorCode::invalid_state);
  EXPECT_EQ(error_of([&] { (void)store.commit(); }), ErrorCode::io_error);
  EXPECT_EQ(store.head().sequence, 1U);
}

TEST_F(PostgresBook, RefusesToBeUsedInAForkedProcess) {
  write_deal();
  Book book = Book::open(address());
  const pid_t child = ::fork();
  if (child == 0) {
    const bool refused =
        error_of([&] { book.add_account("Child", at("2026-01-03")); }) == ErrorCode::invalid_state;
    {
      const Book gone = std::move(book);  // closing it here says nothing to the server
    }
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  book.add_account("Parent", at("2026-01-03"));
  EXPECT_EQ(Book::open(address()).accounts().size(), 1U);
}

TEST_F(PostgresBook, KeepsOnTheDiskWhatItConfirmsWhateverTheServersDefault) {
  stranger("ALTER DATABASE " + database() + " SET synchronous_commit = off");
  const PostgresOptions options;
  postgres::Session session(address(), "a book", options);
  EXPECT_EQ(session.run(postgres::Call::of("SHOW synchronous_commit")).text(0, 0), "off");
  (void)postgres::set_up(session, "a book", options);
  EXPECT_EQ(session.run(postgres::Call::of("SHOW synchronous_commit")).text(0, 0), "on");
  stranger("ALTER DATABASE " + database() + " SET synchronous_commit = remote_apply");
  postgres::Session stricter(address(), "a book", options);
  (void)postgres::set_up(stricter, "a book", options);
  EXPECT_EQ(stricter.run(postgres::Call::of("SHOW synchronous_commit")).text(0, 0), "remote_apply");
}

TEST_F(PostgresBook, ServesAUserWhoMayUseTheTablesAndRefusesOneWhoMayNot) {
  const std::string user = "u" + database();
  stranger("CREATE ROLE " + user + " LOGIN");
  std::string his = address();
  his.replace(his.find("user=salespipe"), 14, "user=" + user);
  const auto open = [&] { (void)Book::open(his); };
  EXPECT_EQ(error_of(open), ErrorCode::io_error);
  EXPECT_THAT(message_of(open), HasSubstr("may not make them"));
  write_deal();
  EXPECT_EQ(error_of(open), ErrorCode::io_error);
  stranger("GRANT USAGE ON SCHEMA salespipe TO " + user);
  stranger("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA salespipe TO " + user);
  {
    Book book = Book::open(his);
    book.add_account("Globex", at("2026-01-03"));
  }
  EXPECT_EQ(Book::open(address()).last_sequence(), 3U);
  stranger("DROP OWNED BY " + user);
  stranger("DROP ROLE " + user);
}

TEST_F(PostgresBook, RefusesTablesThatSomethingChanged) {
  write_deal();
  const auto open = [&] { (void)Book::open(address()); };
  for (const auto& [harm, cure] : std::vector<std::pair<std::string, std::string>>{
           {"ALTER TABLE salespipe.events SET UNLOGGED", "ALTER TABLE salespipe.events SET LOGGED"},
           {"CREATE RULE theirs AS ON INSERT TO salespipe.events DO INSTEAD NOTHING",
            "DROP RULE theirs ON salespipe.events"},
           {"ALTER TABLE salespipe.events ADD COLUMN theirs int",
            "ALTER TABLE salespipe.events DROP COLUMN theirs"},
           {"ALTER TABLE salespipe.events ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE salespipe.events DISABLE ROW LEVEL SECURITY"},
           {"DROP INDEX salespipe.events_by_id",
            "CREATE UNIQUE INDEX events_by_id ON salespipe.events (book, id) "
            "WHERE id IS NOT NULL"}}) {
    stranger(harm);
    EXPECT_EQ(error_of(open), ErrorCode::corrupt) << harm;
    EXPECT_THAT(verify(address()).damages, SizeIs(1)) << harm;
    stranger(cure);
    EXPECT_NO_THROW(open()) << cure;
  }
  stranger("UPDATE salespipe.version SET number = 99");
  EXPECT_EQ(error_of(open), ErrorCode::unsupported);
}

TEST_F(PostgresBook, RefusesASchemaOfAnotherProgram) {
  stranger("CREATE SCHEMA salespipe");
  stranger("CREATE TABLE salespipe.events (theirs int)");
  EXPECT_EQ(error_of([&] { (void)Book::open(address()); }), ErrorCode::schema_violation);
  EXPECT_EQ(stranger("SELECT count(*) FROM pg_tables WHERE schemaname = 'salespipe'").number(0, 0),
            1);
}

TEST_F(PostgresBook, RefusesADatabaseThatCannotHoldEveryText) {
  const std::string other = database() + "l";
  stranger("CREATE DATABASE " + other + " ENCODING 'LATIN1' TEMPLATE template0");
  EXPECT_EQ(error_of([&] { (void)Book::open(PostgresServer::get().in_database(other)); }),
            ErrorCode::unsupported);
  stranger("DROP DATABASE " + other);
}

TEST_F(PostgresBook, NamesTheEventThatWasChangedOrTakenAway) {
  write_deal();
  EXPECT_THAT(verify(address()).damages, IsEmpty());
  EXPECT_EQ(verify(address()).head, PostgresJournal(address()).head());
  stranger("UPDATE salespipe.events SET line = replace(line, 'Acme', 'Acne') WHERE sequence = 2");
  const auto open = [&] { (void)Book::open(address()); };
  EXPECT_EQ(error_of(open), ErrorCode::corrupt);
  EXPECT_THAT(message_of(open), HasSubstr("event 2 was changed"));
  const Verification changed = verify(address());
  ASSERT_THAT(changed.damages, SizeIs(1));
  EXPECT_EQ(changed.damages[0].sequence, 2U);
  stranger("DELETE FROM salespipe.events WHERE sequence = 1");
  EXPECT_EQ(error_of(open), ErrorCode::corrupt);
  ASSERT_FALSE(verify(address()).is_whole());
  EXPECT_EQ(verify(address()).damages[0].sequence, 1U);
  EXPECT_THAT(verify(address()).damages[0].what, HasSubstr("missing"));
}

TEST_F(PostgresBook, IsReadFromItsBlocksAsFromItsLines) {
  std::string state;
  {
    Book book = Book::open(address());
    const auto pipeline =
        book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    const auto deal = book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
    std::vector<Event> events;
    for (int i = 0; i < 21'000; ++i) {
      Event event;
      event.stream = {StreamKind::opportunity, deal.text()};
      event.occurred_at = event.recorded_at = Instant{noon("2026-01-03").micros + i};
      event.payload = ValueChanged{DealValue(Money(i, Currency("EUR")))};
      events.push_back(std::move(event));
    }
    book.append(events);
    state = book.state_json();
    book.close();
  }
  const auto blocks = [&] {
    return stranger("SELECT count(*) FROM salespipe.blocks").number(0, 0);
  };
  ASSERT_EQ(blocks(), 1);
  // That the lines are not looked at shows that the block was.
  stranger("UPDATE salespipe.events SET line = replace(line, 'value', 'valve') WHERE sequence = 5");
  EXPECT_EQ(Book::open(address()).state_json(), state);
  stranger("UPDATE salespipe.events SET line = replace(line, 'valve', 'value') WHERE sequence = 5");
  for (const char* harm :
       {"DELETE FROM salespipe.blocks", "UPDATE salespipe.blocks SET bytes = ''",
        "UPDATE salespipe.blocks SET hash = digest", "UPDATE salespipe.blocks SET first = 2",
        "UPDATE salespipe.blocks SET engine = 'another'"}) {
    stranger(harm);
    EXPECT_EQ(Book::open(address()).state_json(), state) << harm;
    EXPECT_EQ(blocks(), 1) << harm;
  }
}

TEST(PostgresAddress, TellsAServerFromAFile) {
  EXPECT_TRUE(is_postgres_address("postgresql://server/sales"));
  EXPECT_TRUE(is_postgres_address("postgres://server/sales#north"));
  EXPECT_FALSE(is_postgres_address("postgres.db"));
  EXPECT_FALSE(is_postgres_address("/data/postgresql://sales.db"));
}

TEST(PostgresAddress, IsShownWithoutItsPassword) {
  EXPECT_EQ(without_password("postgresql://ann:se:cr@t@server:5432/sales?sslmode=require#north"),
            "postgresql://ann:***@server:5432/sales?sslmode=require#north");
  EXPECT_EQ(without_password("postgresql://ann@server/sales?user=ann&password=secret&x=1#north"),
            "postgresql://ann@server/sales?user=ann&password=***&x=1#north");
  EXPECT_EQ(without_password("postgresql://server:5432/sales"), "postgresql://server:5432/sales");
  EXPECT_EQ(without_password("postgresql:///sales?host=/tmp"), "postgresql:///sales?host=/tmp");
  EXPECT_EQ(without_password("sales.db"), "sales.db");
  const auto open = [] { (void)Book::open("postgresql://ann:secret@nowhere.invalid/sales"); };
  EXPECT_THAT(message_of(open), testing::Not(HasSubstr("secret")));
}

TEST(PostgresAddress, NamesABookInLettersAndDigits) {
  for (const char* name : {"#", "#a b", "#a/b", "#\xC3\xA4", "#'; DROP TABLE"}) {
    EXPECT_EQ(error_of([&] { (void)Book::open(std::string("postgresql://server/sales") + name); }),
              has_postgres ? ErrorCode::invalid_argument : ErrorCode::unsupported)
        << name;
  }
}

TEST(PostgresAddress, OfNoServerIsAnErrorThatSaysSo) {
  const TemporaryFolder folder;
  const std::string address = "postgresql:///sales?host=" + (folder / "").string();
  EXPECT_EQ(error_of([&] { (void)Book::open(address); }),
            has_postgres ? ErrorCode::io_error : ErrorCode::unsupported);
  EXPECT_THAT(message_of([&] { (void)Book::open(address); }),
              HasSubstr(has_postgres ? "the server is not to be had" : "SALESPIPE_POSTGRES"));
}

TEST(OpenJournal, MakesNoFileForWhoeverOnlyLooks) {
  const TemporaryFolder folder;
  JournalOptions looking;
  looking.make = false;
  const std::string file = (folder / "sales.db").string();
  EXPECT_EQ(error_of([&] { (void)open_journal(file, looking); }), ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(file));
  put(*open_journal(file), {entry(1)});
  EXPECT_EQ(open_journal(file, looking)->head().sequence, 1U);
}

}  // namespace
}  // namespace salespipe::test
