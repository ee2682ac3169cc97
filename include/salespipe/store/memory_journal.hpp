#pragma once

#include <memory>
#include <string>

#include "salespipe/book/journal_store.hpp"

namespace salespipe {

/// A journal in memory, which several stores, and so several books, may share: for tests of hosts,
/// and as the simplest thing that a JournalStore can be. Kept as long as a store of it is there;
/// nothing is flushed anywhere.
class MemoryJournal final : public JournalStore {
 public:
  struct Shared;

  /// A journal of its own.
  MemoryJournal();
  /// Another store of the same journal; its lock is waited for without end.
  explicit MemoryJournal(const MemoryJournal& other);
  ~MemoryJournal() override;
  MemoryJournal& operator=(const MemoryJournal&) = delete;
  MemoryJournal(MemoryJournal&&) = delete;
  MemoryJournal& operator=(MemoryJournal&&) = delete;

  std::string name() const override { return "a journal in memory"; }
  JournalHead head() override;
  JournalHead read(const JournalHead& after, const Take& take) override;
  JournalHead begin_write() override;
  void append(std::span<const JournalEntry> entries) override;
  void replace(std::span<const JournalEntry> entries) override;
  JournalHead commit() override;
  void roll_back() noexcept override;
  void close() override;

 private:
  void check_open() const;
  void check_writing() const;

  std::shared_ptr<Shared> shared_;
  bool is_writing_ = false;
};

}  // namespace salespipe
