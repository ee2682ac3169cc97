#include "salespipe/store/memory_journal.hpp"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "store/chain.hpp"
#include "store/entry_check.hpp"

namespace salespipe {

struct MemoryJournal::Shared {
  struct Kept {
    JournalEntry entry;
    ChainHash hash;
    std::optional<ChainHash> digest;  // of the line as first written, where it was replaced
  };

  JournalHead committed() const {
    return size == 0 ? JournalHead{} : JournalHead{size, kept[size - 1].hash};
  }

  std::mutex writing;   // held from the beginning of a write to its end
  std::mutex contents;  // held while what follows is looked at or changed
  std::vector<Kept> kept;
  std::size_t size = 0;        // committed ones among them
  std::vector<Kept> replaced;  // as they were before the write that is under way
};

MemoryJournal::MemoryJournal() : shared_(std::make_shared<Shared>()) {}
MemoryJournal::MemoryJournal(const MemoryJournal& other) : JournalStore(), shared_(other.shared_) {
  check_open();
}
MemoryJournal::~MemoryJournal() { roll_back(); }

void MemoryJournal::check_open() const {
  if (!shared_) refuse_closed(name());
}

void MemoryJournal::check_writing() const {
  check_open();
  if (!is_writing_) refuse_without_write(name());
}

JournalHead MemoryJournal::head() {
  check_open();
  const std::lock_guard look(shared_->contents);
  if (!is_writing_ || shared_->kept.empty()) return shared_->committed();
  return {shared_->kept.size(), shared_->kept.back().hash};
}

JournalHead MemoryJournal::read(const JournalHead& after, const Take& take) {
  const JournalHead end = head();
  std::vector<Shared::Kept> found;
  {
    const std::lock_guard look(shared_->contents);
    const bool is_there =
        after.sequence == 0 ||
        (after.sequence <= end.sequence && shared_->kept[after.sequence - 1].hash == after.hash);
    if (!is_there) refuse_other_journal(name(), after.sequence);
    const auto first = shared_->kept.begin();
    found.assign(first + static_cast<std::ptrdiff_t>(after.sequence),
                 first + static_cast<std::ptrdiff_t>(end.sequence));
  }
  Chain chain;
  ChainHash hash = after.hash;
  for (const auto& kept : found) {
    hash = kept.digest ? chain.next(hash, *kept.digest) : chain.next(hash, kept.entry.line);
    if (hash != kept.hash) refuse_changed(name(), kept.entry.sequence);
    take(kept.entry);
  }
  return end;
}

JournalHead MemoryJournal::begin_write() {
  check_open();
  if (is_writing_) refuse_nested_write(name());
  shared_->writing.lock();
  is_writing_ = true;
  return head();
}

void MemoryJournal::append(std::span<const JournalEntry> entries) {
  check_writing();
  Chain chain;
  JournalHead at = head();
  const std::lock_guard change(shared_->contents);
  for (const JournalEntry& entry : entries) {
    check_follows(name(), at, entry);
    if (!entry.id.empty()) {
      for (const auto& kept : shared_->kept) {
        if (kept.entry.id == entry.id) refuse_taken_id(name(), entry);
      }
    }
    at = {entry.sequence, chain.next(at.hash, entry.line)};
    shared_->kept.push_back({entry, at.hash, {}});
  }
}

void MemoryJournal::replace(std::span<const JournalEntry> entries) {
  check_writing();
  Chain chain;
  const std::lock_guard change(shared_->contents);
  for (const JournalEntry& entry : entries) {
    if (entry.sequence == 0 || entry.sequence > shared_->kept.size()) {
      refuse_missing(name(), entry.sequence);
    }
    auto& kept = shared_->kept[entry.sequence - 1];
    shared_->replaced.push_back(kept);
    if (!kept.digest) kept.digest = chain.digest(kept.entry.line);
    kept.entry = entry;
  }
}

JournalHead MemoryJournal::commit() {
  check_writing();
  JournalHead now;
  {
    const std::lock_guard change(shared_->contents);
    shared_->size = shared_->kept.size();
    shared_->replaced.clear();
    now = shared_->committed();
  }
  is_writing_ = false;
  shared_->writing.unlock();
  return now;
}

void MemoryJournal::roll_back() noexcept {
  if (!is_writing_) return;
  {
    const std::lock_guard change(shared_->contents);
    for (; !shared_->replaced.empty(); shared_->replaced.pop_back()) {
      auto& before = shared_->replaced.back();
      shared_->kept[before.entry.sequence - 1] = std::move(before);
    }
    while (shared_->kept.size() > shared_->size) shared_->kept.pop_back();
  }
  is_writing_ = false;
  shared_->writing.unlock();
}

void MemoryJournal::close() {
  roll_back();
  shared_.reset();
}

}  // namespace salespipe
