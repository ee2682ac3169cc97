#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "book/book_fixture.hpp"
#include "salespipe/store/memory_journal.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "support/temporary_folder.hpp"

namespace salespipe::test {

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

/// A kind of store. Whatever holds for a journal is tested on each of them; a new one joins here.
struct StoreKind {
  const char* name;
  std::function<std::unique_ptr<JournalPlace>()> make;
};

inline std::vector<StoreKind> store_kinds() {
  return {{"Memory", [] { return std::make_unique<MemoryPlace>(); }},
          {"Sqlite", [] { return std::make_unique<SqlitePlace>(); }}};
}

inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }
inline std::string name_of(const testing::TestParamInfo<StoreKind>& info) {
  return info.param.name;
}

class EachStore : public testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<JournalStore> open() { return place_->open(); }
  Book open_book() { return Book(open()); }

 private:
  std::unique_ptr<JournalPlace> place_ = GetParam().make();
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
