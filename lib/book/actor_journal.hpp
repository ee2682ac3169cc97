#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "book/sight.hpp"
#include "salespipe/base/id_generator.hpp"
#include "salespipe/book/journal_store.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe {

/// Ids of what an actor makes: "opportunity-ann-1". They do not tell how much there is that he does
/// not see.
class ActorIds final : public IdGenerator {
 public:
  ActorIds(const Book& book, ActorId actor) : book_(&book), actor_(std::move(actor)) {}
  std::string next(std::string_view kind) override;
  /// The book is gone: from here on ids are only new among those that were given.
  void let_go() noexcept { book_ = nullptr; }

 private:
  bool is_taken(std::string_view kind, const std::string& id) const;
  const Book* book_;
  ActorId actor_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

/// The journal of a book as an actor has it: reading gives the events that he may read, numbered
/// anew, and writing checks what he may and appends to the book.
class ActorJournal final : public JournalStore {
 public:
  ActorJournal(Book& book, ActorId actor, std::shared_ptr<ActorIds> ids);
  ActorJournal(const ActorJournal&) = delete;
  ActorJournal& operator=(const ActorJournal&) = delete;
  ActorJournal(ActorJournal&&) = delete;
  ActorJournal& operator=(ActorJournal&&) = delete;
  ~ActorJournal() override;

  std::string name() const override;
  JournalHead head() override;
  JournalHead read(const JournalHead& after, const Take& take) override;
  std::optional<JournalHead> read_events(const JournalHead& after, const TakeEvent& take) override;
  bool continues(const JournalHead& head) override;
  bool wait(const JournalHead& head, std::chrono::milliseconds timeout) override;
  JournalHead begin_write() override;
  void append(std::span<const JournalEntry> entries) override;
  JournalHead commit() override;
  void roll_back() noexcept override;
  void close() override;

 private:
  JournalHead head_now() const;
  Event for_the_book(const JournalEntry& entry) const;
  void check(const Event& event);
  void check_deal(const Event& event, const OpportunityId& id);
  [[noreturn]] void refuse(const Event& event, AccessVerb verb, const OpportunityId& deal,
                           const std::string& what);
  void require_open() const;

  Book& book_;
  ActorId actor_;
  std::shared_ptr<ActorIds> ids_;
  Sight sight_;
  std::unique_ptr<Transaction> write_;
  std::set<OpportunityId> cleared_;  // deals that this write may change
  std::optional<OpportunityId> first_;
  bool is_skewed_ = false;  // by the write under way: what his book holds is not what is shown
  std::uint64_t skewed_ = 0;
  bool is_open_ = true;
};

}  // namespace salespipe
