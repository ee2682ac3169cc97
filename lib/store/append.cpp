#include "salespipe/store/append.hpp"

#include <algorithm>

namespace salespipe {

Appended append_after(JournalStore& store, const JournalHead& expected,
                      std::span<const JournalEntry> entries) {
  Appended done;
  done.head = store.begin_write();
  try {
    if (done.head == expected) {
      if (entries.empty()) {
        store.roll_back();
      } else {
        store.append(entries);
        done.head = store.commit();
      }
      done.is_appended = true;
      return done;
    }
    store.read(expected, [&](const JournalEntry& entry) { done.meanwhile.push_back(entry); });
    store.roll_back();
  } catch (...) {
    store.roll_back();
    throw;
  }
  done.is_appended = done.meanwhile.size() >= entries.size() &&
                     std::equal(entries.begin(), entries.end(), done.meanwhile.begin());
  return done;
}

}  // namespace salespipe
