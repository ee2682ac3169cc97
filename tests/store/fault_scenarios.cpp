#include "store/fault_scenarios.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "book/book_fixture.hpp"
#include "book/event_block.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "salespipe/store/verify.hpp"
#include "store/sqlite_database.hpp"

namespace salespipe::test {
namespace {

const OpportunityId kDeal{"opportunity-1"};
const ContactId kJane{"contact-1"};
constexpr const char* kPersonal = "Jane Doe of Norwich";

/// The file that the scenarios begin with.
Book small_book(const std::filesystem::path& folder) {
  Book book = Book::open(folder / "sales.db");
  const auto pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
  book.add_contact(kPersonal, at("2026-01-01"), {}, {}, kJane);
  book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  book.move(kDeal, kContacted, at("2026-01-03"));
  return book;
}

void prepare_nothing(const std::filesystem::path& /*folder*/) {}
void prepare_book(const std::filesystem::path& folder) { small_book(folder).close(); }

void create(Book& book, const std::string& name) {
  book.create_opportunity(book.pipelines().front().id(), {.name = name}, at("2026-01-04"));
}

/// Somebody at work with the book, who notices that it may write no more.
class Clerk {
 public:
  explicit Clerk(FaultRun& run) : run_(run) {
    options_.patience = std::chrono::milliseconds(200);
    options_.pages_of_log = 12;
  }
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  ~Clerk() { close(); }

  bool open() {
    is_poisoned_ = false;
    const auto make = [&] {
      book_.emplace(std::make_unique<SqliteJournal>(run_.witness.file(), options_));
    };
    if (!run_.witness.step("opening", make)) book_.reset();
    return book_.has_value();
  }

  bool does(std::string_view what, const std::function<void(Book&)>& call,
            std::optional<ErrorCode> also = std::nullopt) {
    if (!book_) return false;
    const auto flushes = run_.disk.failed_flushes();
    const auto changes = run_.disk.changes();
    const auto events = book_->last_sequence();
    const bool done = run_.witness.command(what, *book_, call, also);
    // To refresh is to read, and a command that has nothing to change may return.
    if (is_poisoned_ && (book_->last_sequence() > events || changes != run_.disk.changes())) {
      run_.witness.problem(std::string(what) + " was written after a flush had failed");
    }
    if (flushes != run_.disk.failed_flushes()) is_poisoned_ = true;
    return done;
  }

  void refreshes() {
    if (book_) run_.witness.step("refreshing", [&] { book_->refresh(); });
  }

  /// As a host does when a store writes no more. What it sees then it may count on.
  void opens_again() {
    close();
    if (open()) run_.witness.believe_if_more(*book_);
  }

  bool renames(const std::string& name, std::optional<std::uint64_t> version = std::nullopt) {
    const auto also = version ? std::optional(ErrorCode::conflict) : std::nullopt;
    CommandContext context = at("2026-01-05");
    context.expected_version = version;
    return does(
        "renaming", [&](Book& book) { book.rename(kDeal, name, context); }, also);
  }

  bool creates_batch(const std::string& name, int size) {
    return does("a batch", [&](Book& book) {
      Transaction changes(book);
      const std::string all = "batch " + name + " of " + std::to_string(size);
      for (int i = 0; i < size; ++i) create(book, all);
      if (run_.speaks_early) run_.witness.believe(book);
      changes.commit();
    });
  }

  /// What a message's worker is told; `state` is what the message is then.
  void works(std::string_view what, const std::string& key, MessageState state,
             const std::function<void(Outbox&)>& call) {
    if (!book_) return;
    const auto flushes = run_.disk.failed_flushes();
    if (run_.witness.step(what, [&] { call(*book_->outbox()); })) {
      run_.witness.promise(key, state);
    } else {
      run_.witness.doubt(key, state);
    }
    if (flushes != run_.disk.failed_flushes()) is_poisoned_ = true;
  }

  void close() {
    if (!book_) return;
    if (run_.before_closing) run_.before_closing();
    run_.witness.step("closing", [&] { book_->close(); });
    book_.reset();
  }

  Book* book() { return book_ ? &*book_ : nullptr; }

 private:
  FaultRun& run_;
  SqliteOptions options_;
  std::optional<Book> book_;
  bool is_poisoned_ = false;
};

void make_a_book(FaultRun& run) {
  Clerk clerk(run);
  clerk.open();
  clerk.does("the first pipeline", [](Book& book) {
    book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
  });
  clerk.does("the first deal", [](Book& book) {
    if (!book.pipelines().empty()) create(book, "Acme");
  });
}

void append(FaultRun& run) {
  Clerk clerk(run);
  clerk.open();
  for (const char* name : {"Acme 1", "Acme 2", "Acme 3", "Acme 4"}) {
    if (!clerk.renames(name)) clerk.opens_again();
  }
}

void append_in_bulk(FaultRun& run) {
  Clerk clerk(run);
  clerk.open();
  clerk.creates_batch("one", 30);
  clerk.creates_batch("two", 5);
}

/// A batch that is larger than what SQLite keeps in memory, so that it is written before its end.
void spill(FaultRun& run) {
  Clerk clerk(run);
  clerk.open();
  clerk.does("a large batch", [](Book& book) {
    Transaction changes(book);
    for (int i = 0; i < 40; ++i) {
      NewOpportunity deal;
      deal.name = "batch large of 40";
      deal.fields = {{"notes", std::string(60'000, static_cast<char>('a' + i % 26))}};
      book.create_opportunity(book.pipelines().front().id(), deal, at("2026-01-04"));
    }
    changes.commit();
  });
  clerk.renames("Acme after it");
}

void conflict(FaultRun& run) {
  Clerk ann(run);
  Clerk bob(run);
  ann.open();
  bob.open();
  const auto version = ann.book() == nullptr ? 0 : ann.book()->opportunity(kDeal).version;
  const bool was_first = ann.renames("Ann's", version);
  if (bob.renames("Bob's", version) && was_first) run.witness.problem("an update was lost");
  bob.refreshes();
  bob.renames("Bob's own");
}

/// The log is moved into the file after commits, and by whoever closes it.
void move_the_log(FaultRun& run) {
  Clerk clerk(run);
  clerk.open();
  for (int i = 0; i < 4; ++i) clerk.creates_batch(std::to_string(i), 8);
  clerk.close();
  clerk.open();
  clerk.renames("Acme again");
}

void read_beside_a_writer(FaultRun& run) {
  Clerk writer(run);
  Clerk reader(run);
  reader.open();
  writer.open();
  for (const char* name : {"Acme 1", "Acme 2"}) {
    writer.renames(name);
    reader.refreshes();
  }
  writer.close();
  reader.refreshes();
}

void post(Clerk& clerk, FaultRun& run, const std::string& name) {
  const bool done = clerk.does("posting", [&](Book& book) {
    Transaction changes(book);
    create(book, name);
    book.post({name, "email", "{}"});
    changes.commit();
  });
  if (done) run.witness.promise(name, MessageState::waiting);
}

void prepare_messages(const std::filesystem::path& folder) {
  Book book = small_book(folder);
  Transaction changes(book);
  for (const char* name : {"posted 1", "posted 2"}) {
    create(book, name);
    book.post({name, "email", "{}"});
  }
  changes.commit();
}

void deliver_messages(FaultRun& run) {
  Clerk clerk(run);
  if (!clerk.open()) return;
  post(clerk, run, "posted 3");
  std::vector<Delivery> leased;
  clerk.works("leasing", "posted 1", MessageState::waiting, [&](Outbox& outbox) {
    leased = outbox.lease("ann", noon("2026-01-05"), noon("2026-01-06"), 2);
  });
  if (leased.size() < 2) return;
  clerk.works("delivering", "posted 1", MessageState::delivered,
              [&](Outbox& outbox) { outbox.delivered(leased[0].number, "ann"); });
  clerk.works("giving up", "posted 2", MessageState::dead, [&](Outbox& outbox) {
    outbox.failed(leased[1].number, "ann", "no such address", kNoInstant);
  });
  post(clerk, run, "posted 4");
}

void keep_blocks(FaultRun& run) {
  {
    Clerk clerk(run);
    if (!clerk.open()) return;
    clerk.renames("Acme in a block");
    const Book copy(*clerk.book());
    Journal journal;
    std::map<std::pair<StreamKind, std::string>, StreamIndex> streams;
    copy.visit_events([&](const Event& event) {
      const std::pair key{event.stream.kind, event.stream.id};
      if (!streams.contains(key)) streams.emplace(key, journal.add_stream(key.first, key.second));
      journal.append(streams.at(key), event);
    });
    run.witness.step("keeping a block", [&] {
      SqliteJournal store(run.witness.file());
      const JournalHead head = store.begin_write();
      store.keep_block({1, head.sequence, event_block_engine(),
                        write_event_block(journal, 1, std::min(head.sequence, journal.size()))});
      store.commit();
    });
  }
  Clerk clerk(run);
  clerk.open();
  clerk.renames("Acme after a block");
}

void back_up(FaultRun& run) {
  Clerk clerk(run);
  if (!clerk.open()) return;
  clerk.renames("Acme, to be kept twice");
  const auto copy = run.witness.beside("copy.db");
  const bool done =
      run.witness.step("backing up", [&] { SqliteJournal(run.witness.file()).back_up(copy); });
  if (done) run.copies_promised.emplace_back(copy, Book(*clerk.book()));
}

void copy_a_book(FaultRun& run) {
  Clerk clerk(run);
  if (!clerk.open()) return;
  const auto copy = run.witness.beside("copy.db");
  const Book& book = *clerk.book();
  if (run.witness.step("copying", [&] { save_sqlite(book, copy); })) {
    run.copies_promised.emplace_back(copy, book);
  }
  const auto lines = run.witness.beside("sales.jsonl");
  if (run.witness.step("exporting", [&] { save_json_lines(book, lines); })) {
    run.copies_promised.emplace_back(lines, book);
  }
}

void erase(FaultRun& run) {
  Clerk clerk(run);
  if (!clerk.open()) return;
  clerk.renames("Acme before");
  for (int again = 0; again < 2; ++again) {
    Book changed(*clerk.book());
    changed.erase_person(kJane, at("2026-02-01"));
    run.witness.expect_either(changed);
    const bool done =
        clerk.does("erasing", [](Book& book) { book.erase_person(kJane, at("2026-02-01")); });
    if (done) {
      run.witness.promise_gone(kPersonal);
      break;
    }
    // Whoever is told of an error opens the book again and asks again.
    clerk.close();
    if (!clerk.open()) return;
    run.witness.believe(*clerk.book());
  }
  clerk.renames("Acme after");
}

void prepare_old_version(const std::filesystem::path& folder) {
  small_book(folder).close();
  sqlite::Database database(folder / "sales.db", std::chrono::seconds(1));
  for (const char* sql : {"DROP TABLE blocks", "DROP TABLE outbox", "PRAGMA user_version = 1",
                          "PRAGMA wal_checkpoint(TRUNCATE)"}) {
    database.execute(sql);
  }
}

void prepare_after_crash(const std::filesystem::path& folder) {
  const auto living = folder / "living";
  std::filesystem::create_directories(living);
  {
    Book book = small_book(living);
    for (const char* name : {"posted 1", "posted 2"}) {
      Transaction changes(book);
      create(book, name);
      book.post({name, "email", "{}"});
      changes.commit();
    }
    for (const char* ending : {"", "-wal"}) {
      std::filesystem::copy_file(living.string() + "/sales.db" + ending,
                                 folder / (std::string("sales.db") + ending));
    }
  }
  std::filesystem::remove_all(living);
  // What the one who died was writing.
  const auto log = folder / "sales.db-wal";
  std::filesystem::resize_file(log, std::filesystem::file_size(log) + 3000);
}

void look_over(FaultRun& run) {
  {
    Clerk clerk(run);
    clerk.open();
    clerk.renames("Acme, looked over");
    run.witness.step("verifying", [&] {
      for (const Damage& damage : verify(run.witness.file()).damages) {
        run.witness.problem("a failing disk is taken for a damaged book: " + damage.what);
      }
    });
  }
  run.witness.step("verifying", [&] {
    for (const Damage& damage : verify(run.witness.file()).damages) {
      run.witness.problem("a failing disk is taken for a damaged book: " + damage.what);
    }
  });
}

}  // namespace

void PrintTo(const FaultScenario& scenario, std::ostream* out) { *out << scenario.name; }

const std::vector<FaultScenario>& fault_scenarios() {
  static const std::vector<FaultScenario> kAll{
      {"MakingABook", prepare_nothing, make_a_book},
      {"Appending", prepare_book, append},
      {"AppendingInBulk", prepare_book, append_in_bulk},
      {"AppendingMoreThanMemoryHolds", prepare_book, spill, true},
      {"AConflict", prepare_book, conflict},
      {"MovingTheLog", prepare_book, move_the_log},
      {"ReadingBesideAWriter", prepare_book, read_beside_a_writer},
      {"DeliveringMessages", prepare_messages, deliver_messages},
      {"KeepingBlocks", prepare_book, keep_blocks},
      {"BackingUp", prepare_book, back_up},
      {"Copying", prepare_book, copy_a_book},
      {"ErasingAPerson", prepare_book, erase},
      {"BringingAnOldFileUpToDate", prepare_old_version, append},
      {"OpeningAfterACrash", prepare_after_crash, append},
      {"LookingItOver", prepare_after_crash, look_over},
  };
  return kAll;
}

}  // namespace salespipe::test
