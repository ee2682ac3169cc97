#include "salespipe/store/sqlite_copy.hpp"

#include "salespipe/store/journal_copy.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "store/new_file.hpp"

namespace salespipe {

void save_sqlite(const Book& book, const std::filesystem::path& file, IdGenerator* salts) {
  NewFile made(file);
  SqliteJournal journal(made.path());
  copy_journal(book, journal, salts);
  journal.close();
  made.finish();
}

}  // namespace salespipe
