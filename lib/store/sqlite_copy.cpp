#include "salespipe/store/sqlite_copy.hpp"

#include <vector>

#include "salespipe/store/sqlite_journal.hpp"
#include "store/new_file.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kEntriesAtOnce = 1024;

}  // namespace

void save_sqlite(const Book& book, const std::filesystem::path& file, IdGenerator* salts) {
  NewFile made(file);
  SqliteJournal journal(made.path());
  journal.begin_write();
  std::vector<JournalEntry> entries;
  book.visit_events([&](const Event& event) {
    entries.push_back(entry_of(event, salts));
    if (entries.size() < kEntriesAtOnce) return;
    journal.append(entries);
    entries.clear();
  });
  journal.append(entries);
  journal.commit();
  journal.close();
  made.finish();
}

}  // namespace salespipe
