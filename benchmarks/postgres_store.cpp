// Durable appends to a book in PostgreSQL beside a bare loop of prepared INSERTs over libpq: the
// same rows, table, server and batches. A server of its own is started on this machine, which
// flushes what it confirms; so this measures trips over a socket and the disk's flush, no network.
//
// A batch of one is a statement of its own in the bare loop, as a program that does nothing but
// insert would do it; the book takes its lock and reads the head besides. The rows that both wrote
// are compared.
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <libpq-fe.h>

#include "salespipe/book/transaction.hpp"
#include "salespipe/store/memory_journal.hpp"
#include "salespipe/store/postgres_journal.hpp"
#include "store/chain.hpp"
#include "support/postgres_server.hpp"

namespace {

using namespace salespipe;

constexpr std::size_t kDeals = 100;
constexpr std::uint64_t kRows = 120'000;

CommandContext context_at(std::uint64_t number) {
  CommandContext context;
  context.at = Instant{1'700'000'000'000'000 + static_cast<std::int64_t>(number) * 1'000'000};
  context.actor = ActorId("ann");
  return context;
}

std::vector<OpportunityId> add_deals(Book& book) {
  Transaction changes(book);
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), context_at(0));
  std::vector<OpportunityId> ids;
  for (std::size_t i = 0; i < kDeals; ++i) {
    NewOpportunity deal;
    deal.name = "Acme, 20 seats";
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

struct Rows {
  std::vector<JournalEntry> entries;
  std::vector<ChainHash> hashes;
};

/// What a book writes.
const Rows& rows() {
  static const Rows made = [] {
    MemoryJournal journal;
    {
      Book book(std::make_unique<MemoryJournal>(journal));
      const auto ids = add_deals(book);
      Transaction changes(book);
      for (std::uint64_t i = 0; i < kRows; ++i) move_one(book, ids, i);
      changes.commit();
    }
    Rows all;
    Chain chain;
    ChainHash hash{};
    journal.read({}, [&](const JournalEntry& entry) {
      hash = chain.next(hash, entry.line);
      all.entries.push_back(entry);
      all.hashes.push_back(hash);
    });
    return all;
  }();
  return made;
}

/// A program that does nothing but insert.
class Bare {
 public:
  explicit Bare(const std::string& address)
      : connection_(PQconnectdb(test::PostgresServer::get().address().c_str())) {
    const std::string name = address.substr(address.find('#') + 1);
    const char* names[] = {name.c_str()};
    PGresult* found = PQexecParams(connection_, "SELECT book FROM salespipe.books WHERE name = $1",
                                   1, nullptr, names, nullptr, nullptr, 0);
    book_ = PQgetvalue(found, 0, 0);
    PQclear(found);
    PQclear(PQprepare(connection_, "add",
                      "INSERT INTO salespipe.events (book, sequence, hash, line) "
                      "VALUES ($1::int4, $2::int8, $3::bytea, $4::text)",
                      4, nullptr));
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() { PQfinish(connection_); }

  bool write(std::size_t first, std::size_t count) {
    bool fine = count == 1 || is_done(PQexec(connection_, "BEGIN"));
    for (std::size_t i = first; i < first + count; ++i) {
      const JournalEntry& entry = rows().entries[i];
      const std::string sequence = std::to_string(entry.sequence);
      const char* values[] = {book_.c_str(), sequence.c_str(),
                              reinterpret_cast<const char*>(rows().hashes[i].data()),
                              entry.line.c_str()};
      const int lengths[] = {0, 0, 32, 0};
      const int formats[] = {0, 0, 1, 0};
      fine = is_done(PQexecPrepared(connection_, "add", 4, values, lengths, formats, 0)) && fine;
    }
    return (count == 1 || is_done(PQexec(connection_, "COMMIT"))) && fine;
  }

 private:
  static bool is_done(PGresult* result) {
    const bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return fine;
  }
  PGconn* connection_;
  std::string book_;
};

void bare_inserts(benchmark::State& state) {
  const auto batch = static_cast<std::size_t>(state.range(0));
  const std::string address = test::PostgresServer::get().new_book();
  { const PostgresJournal made(address); }  // the same tables
  std::size_t at = 0;
  {
    Bare bare(address);
    for (auto _ : state) {
      if (at + batch > rows().entries.size()) {
        state.SkipWithError("too few rows were prepared");
        break;
      }
      if (!bare.write(at, batch)) state.SkipWithError("a row was not inserted");
      at += batch;
    }
  }
  // What the bare loop wrote is a journal to the store, chain and all.
  PostgresJournal written(address);
  if (written.read({}, [](const JournalEntry&) {}).sequence != at) {
    state.SkipWithError("the bare loop wrote another journal");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(at));
}

void book_moves_kept(benchmark::State& state) {
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  Book book = Book::open(test::PostgresServer::get().new_book());
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

BENCHMARK(bare_inserts)->ArgName("batch")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();
BENCHMARK(book_moves_kept)->ArgName("batch")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();

}  // namespace
