#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "book/book_fixture.hpp"
#include "salespipe/store/memory_journal.hpp"
#include "salespipe/store/postgres_journal.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

namespace salespipe::test {

#if defined(SALESPIPE_HAS_POSTGRES)
inline constexpr bool has_postgres = true;
#else
inline constexpr bool has_postgres = false;
#endif

/// One journal, empty at first, which stores can be opened on; gone with this.
class JournalPlace {
 public:
  JournalPlace() = default;
  JournalPlace(const JournalPlace&) = delete;
  JournalPlace& operator=(const JournalPlace&) = delete;
  virtual ~JournalPlace() = default;
  virtual std::unique_ptr<JournalStore> open() = 0;
};

class MemoryPlace final : public JournalPlace {
 public:
  std::unique_ptr<JournalStore> open() override { return std::make_unique<MemoryJournal>(first_); }

 private:
  MemoryJournal first_;
};

class SqlitePlace final : public JournalPlace {
 public:
  std::unique_ptr<JournalStore> open() override { return std::make_unique<SqliteJournal>(file()); }
  std::filesystem::path file() const { return folder_ / "sales.db"; }

 private:
  TemporaryFolder folder_;
};

class PostgresPlace final : public JournalPlace {
 public:
  std::unique_ptr<JournalStore> open() override {
    return std::make_unique<PostgresJournal>(address_);
  }
  const std::string& address() const { return address_; }

 private:
  std::string address_ = PostgresServer::get().new_book();
};

/// A kind of store. Whatever holds for a journal is tested on each of them; a new one joins here.
struct StoreKind {
  const char* name;
  std::function<std::unique_ptr<JournalPlace>()> make;
  bool is_of_server = false;
};

inline std::vector<StoreKind> store_kinds() {
  return {{"Memory", [] { return std::make_unique<MemoryPlace>(); }},
          {"Sqlite", [] { return std::make_unique<SqlitePlace>(); }},
          {"Postgres", [] { return std::make_unique<PostgresPlace>(); }, true}};
}

/// Why a test that needs the server cannot run; empty: it can. On a build server it must.
inline std::string missing_server() {
  if (!has_postgres) return "salespipe was built without PostgreSQL";
  if (PostgresServer::get().is_there()) return {};
  const char* ci = std::getenv("CI");  // NOLINT(concurrency-mt-unsafe): no thread changes it
  if (ci != nullptr && std::string(ci) == "true") ADD_FAILURE() << "there is no PostgreSQL server";
  return "there is no PostgreSQL server";
}

inline void skip_without_server() {
  const std::string why = missing_server();
  if (!why.empty()) GTEST_SKIP() << why;
}

inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }
inline std::string name_of(const testing::TestParamInfo<StoreKind>& info) {
  return info.param.name;
}

class EachStore : public testing::TestWithParam<StoreKind> {
 protected:
  EachStore() {
    if (GetParam().is_of_server) skip_without_server();
    if (!IsSkipped()) place_ = GetParam().make();
  }
  std::unique_ptr<JournalStore> open() { return place_->open(); }
  Book open_book() { return Book(open()); }

 private:
  std::unique_ptr<JournalPlace> place_;
};

inline JournalEntry entry(std::uint64_t sequence, const char* id = "") {
  return {sequence, id, "{\"what\":\"event " + std::to_string(sequence) + "\"}"};
}

inline std::vector<JournalEntry> all_of(JournalStore& store, const JournalHead& after = {}) {
  std::vector<JournalEntry> found;
  store.read(after, [&](const JournalEntry& entry) { found.push_back(entry); });
  return found;
}

/// Appends entries in one write.
inline JournalHead put(JournalStore& store, const std::vector<JournalEntry>& entries) {
  store.begin_write();
  store.append(entries);
  return store.commit();
}

}  // namespace salespipe::test
