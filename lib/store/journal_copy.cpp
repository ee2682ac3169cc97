#include "salespipe/store/journal_copy.hpp"

#include <vector>

#include "store/file_error.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kEntriesAtOnce = 1024;

}  // namespace

void copy_journal(const Book& book, JournalStore& into, IdGenerator* salts) {
  const JournalHead head = into.begin_write();
  try {
    if (head.sequence > 0) {
      fail_in(into.name(), ErrorCode::already_exists,
              "there are " + std::to_string(head.sequence) +
                  " events already; a book is copied to where there is none");
    }
    std::vector<JournalEntry> entries;
    book.visit_events([&](const Event& event) {
      entries.push_back(entry_of(event, salts));
      if (entries.size() < kEntriesAtOnce) return;
      into.append(entries);
      entries.clear();
    });
    into.append(entries);
    into.commit();
  } catch (...) {
    into.roll_back();
    throw;
  }
}

}  // namespace salespipe
