// Durable appends of a book beside a bare loop of prepared INSERTs: the same rows, tables, pragmas
// and batches, moved out of the log as often. And how long it takes to open a book, from its lines
// and from its blocks.
//
// The claim is 0.8 times the bare loop or better. The rows that both wrote are compared first.
//
// Files go to the folder TMPDIR, else /tmp; what is measured is that file system's flush.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "salespipe/book/shared_book.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "salespipe/store/sqlite_journal.hpp"

namespace {

using namespace salespipe;

constexpr Instant kStart{1'700'000'000'000'000};
constexpr int kLongLog = 2000;  // pages; as the book does it

std::filesystem::path file_named(const std::string& name) {
  const char* folder = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe)
  return std::filesystem::path(folder != nullptr ? folder : "/tmp") / ("salespipe-bench-" + name);
}

void remove_book(const std::filesystem::path& file) {
  for (const char* ending : {"", "-wal", "-shm", "-lock"}) {
    std::filesystem::remove(file.string() + ending);
  }
}

CommandContext context_at(std::uint64_t number) {
  CommandContext context;
  context.at = Instant{kStart.micros + static_cast<std::int64_t>(number) * 1'000'000};
  context.actor = ActorId("ann");
  return context;
}

constexpr std::size_t kDeals = 100;

/// A book of some deals that can be moved to and fro.
std::vector<OpportunityId> add_deals(Book& book) {
  Transaction changes(book);
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), context_at(0));
  std::vector<OpportunityId> ids;
  for (std::size_t i = 0; i < kDeals; ++i) {
    NewOpportunity deal;
    deal.name = "Acme, 20 seats";
    deal.owner = ActorId("ann");
    deal.value = DealValue::parse("12000 EUR");
    ids.push_back(book.create_opportunity(pipeline, deal, context_at(0)));
  }
  changes.commit();
  return ids;
}

void move_one(Book& book, const std::vector<OpportunityId>& ids, std::uint64_t number) {
  static const StageId kThere("contacted");
  static const StageId kBack("lead");
  const bool there = (number / kDeals) % 2 == 0;
  (void)book.move(ids[number % kDeals], there ? kThere : kBack, context_at(number));
}

/// The book's own rows, to be written again by the bare loop.
struct Rows {
  std::vector<JournalEntry> entries;
  std::vector<ChainHash> hashes;
};

Rows rows_of(const std::filesystem::path& file) {
  Rows rows;
  SqliteJournal journal(file);
  journal.read({}, [&](const JournalEntry& entry) { rows.entries.push_back(entry); });
  sqlite3* database = nullptr;
  sqlite3_open(file.c_str(), &database);
  sqlite3_stmt* hashes = nullptr;
  sqlite3_prepare_v2(database, "SELECT hash FROM events ORDER BY sequence", -1, &hashes, nullptr);
  while (sqlite3_step(hashes) == SQLITE_ROW) {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(hashes, 0));
    ChainHash hash{};
    std::copy(bytes, bytes + hash.size(), hash.begin());
    rows.hashes.push_back(hash);
  }
  sqlite3_finalize(hashes);
  sqlite3_close(database);
  return rows;
}

/// A program that does nothing but insert.
class Bare {
 public:
  explicit Bare(const std::filesystem::path& file) {
    remove_book(file);
    { const SqliteJournal made(file); }  // the same tables
    sqlite3_open(file.c_str(), &database_);
    for (const char* pragma :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 0",
          "PRAGMA secure_delete = ON", "PRAGMA cell_size_check = ON"}) {
      sqlite3_exec(database_, pragma, nullptr, nullptr, nullptr);
    }
    sqlite3_wal_hook(
        database_,
        [](void* pages, sqlite3*, const char*, int now) {
          *static_cast<int*>(pages) = now;
          return SQLITE_OK;
        },
        &pages_);
    prepare("BEGIN IMMEDIATE", begin_);
    prepare("COMMIT", commit_);
    prepare("INSERT INTO events (sequence, id, hash, line) VALUES (?, ?, ?, ?)", insert_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    for (sqlite3_stmt* statement : {begin_, commit_, insert_}) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  /// One transaction.
  bool write(const Rows& rows, std::size_t first, std::size_t count) {
    bool fine = run(begin_);
    for (std::size_t i = first; i < first + count; ++i) {
      const JournalEntry& entry = rows.entries[i];
      sqlite3_bind_int64(insert_, 1, static_cast<std::int64_t>(entry.sequence));
      sqlite3_bind_null(insert_, 2);
      sqlite3_bind_blob(insert_, 3, rows.hashes[i].data(), 32, SQLITE_STATIC);
      sqlite3_bind_text(insert_, 4, entry.line.data(), static_cast<int>(entry.line.size()),
                        SQLITE_STATIC);
      fine = run(insert_) && fine;
    }
    fine = run(commit_) && fine;
    if (pages_ >= kLongLog) {
      sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
      pages_ = 0;
    }
    return fine;
  }

 private:
  void prepare(const char* sql, sqlite3_stmt*& into) {
    sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &into, nullptr);
  }
  static bool run(sqlite3_stmt* statement) {
    const bool fine = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return fine;
  }
  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  int pages_ = 0;
};

/// Enough rows for the longest run, written by a book.
const Rows& prepared_rows() {
  static const Rows rows = [] {
    const auto file = file_named("rows.db");
    remove_book(file);
    {
      Book book = Book::open(file);
      const auto ids = add_deals(book);
      Transaction changes(book);
      for (std::uint64_t i = 0; i < 1'000'000; ++i) move_one(book, ids, i);
      changes.commit();
    }
    Rows made = rows_of(file);
    // The bare loop must write what the book wrote: the same rows, so the same file to a reader.
    const auto copy = file_named("copy.db");
    {
      Bare bare(copy);
      if (!bare.write(made, 0, made.entries.size())) std::abort();
    }
    if (Book::open(copy).state_json() != Book::open(file).state_json()) {
      std::cerr << "the bare loop and the book wrote different journals\n";
      std::abort();
    }
    remove_book(copy);
    remove_book(file);
    return made;
  }();
  return rows;
}

void bare_inserts(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const Rows& rows = prepared_rows();
  const auto file = file_named("bare.db");
  Bare bare(file);
  std::size_t at = 0;
  for (auto _ : state) {
    if (at + batch > rows.entries.size()) {
      state.SkipWithError("too few rows were prepared");
      break;
    }
    if (!bare.write(rows, at, batch)) state.SkipWithError("a row was not inserted");
    at += batch;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(at));
  remove_book(file);
}

void book_moves_kept(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  const auto file = file_named("book.db");
  remove_book(file);
  {
    Book book = Book::open(file);
    const auto ids = add_deals(book);
    const std::uint64_t before = book.last_sequence();
    std::uint64_t moves = 0;
    for (auto _ : state) {
      if (batch == 1) {
        move_one(book, ids, moves++);
        continue;
      }
      Transaction changes(book);
      for (std::uint64_t i = 0; i < batch; ++i) move_one(book, ids, moves++);
      changes.commit();
    }
    if (book.last_sequence() != before + moves) state.SkipWithError("a move was not recorded");
    state.SetItemsProcessed(static_cast<std::int64_t>(moves));
  }
  remove_book(file);
}

/// Moves that each return only when durable, from several threads of one SharedBook.
void shared_moves_kept(benchmark::State& state) {
  const auto threads = static_cast<std::size_t>(state.range(0));
  constexpr std::uint64_t kEach = 500;
  const auto file = file_named("shared.db");
  remove_book(file);
  {
    Book opened = Book::open(file);
    const auto ids = add_deals(opened);
    SharedBook book(std::move(opened));
    std::atomic<std::uint64_t> next{0};
    for (auto _ : state) {
      std::vector<std::thread> all;
      for (std::size_t i = 0; i < threads; ++i) {
        all.emplace_back([&] {
          for (std::uint64_t move = 0; move < kEach; ++move) {
            book.write([&](Book& of) { move_one(of, ids, next++); });
          }
        });
      }
      for (auto& thread : all) thread.join();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(next));
  }
  remove_book(file);
}

BENCHMARK(bare_inserts)->ArgName("batch")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();
BENCHMARK(book_moves_kept)->ArgName("batch")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();
BENCHMARK(shared_moves_kept)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(4)
    ->Arg(16)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// A book of so many events: ten for each deal.
std::filesystem::path long_book(std::int64_t events) {
  static std::int64_t made = 0;
  const auto file = file_named("long.db");
  if (made == events) return file;
  made = events;
  remove_book(file);
  Book book = Book::open(file);
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), context_at(0));
  const StageId stages[] = {StageId("contacted"), StageId("lead")};
  while (book.last_sequence() < static_cast<std::uint64_t>(events)) {
    Transaction changes(book);
    for (int deal = 0; deal < 1000; ++deal) {
      NewOpportunity made_up;
      made_up.name = "Acme, 20 seats";
      made_up.owner = ActorId("ann");
      made_up.source = "Webinar";
      made_up.value = DealValue::parse("12000 EUR");
      const auto id = book.create_opportunity(pipeline, made_up, context_at(book.last_sequence()));
      for (std::size_t move = 0; move < 9; ++move) {
        (void)book.move(id, stages[move % 2], context_at(book.last_sequence()));
      }
    }
    changes.commit();
  }
  book.close();
  return file;
}

void open_from_blocks(benchmark::State& state) {
  const auto file = long_book(state.range(0));
  for (auto _ : state) {
    const Book book = Book::open(file);
    if (book.last_sequence() < static_cast<std::uint64_t>(state.range(0))) {
      state.SkipWithError("events are missing");
    }
    benchmark::DoNotOptimize(book.last_sequence());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// All lines are read, and checked against their hashes.
void open_from_lines(benchmark::State& state) {
  const auto file = long_book(state.range(0));
  std::string of_blocks;
  for (auto _ : state) {
    state.PauseTiming();
    of_blocks = Book::open(file).state_json();
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_exec(database, "DELETE FROM blocks", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    state.ResumeTiming();
    const Book book(std::make_unique<SqliteJournal>(file));
    state.PauseTiming();
    if (book.state_json() != of_blocks) state.SkipWithError("lines and blocks differ");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// A book of one size stays for both questions.
BENCHMARK(open_from_blocks)->Arg(10'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_from_lines)->Arg(10'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_from_blocks)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_from_lines)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_from_blocks)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_from_lines)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(open_from_blocks)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);
BENCHMARK(open_from_lines)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
