#pragma once

#include <cstddef>
#include <cstdint>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// A point to which a book can be taken back. The library's own.
struct ChangeMark {
  std::uint64_t sequence = 0;  ///< Events in the book then.
  std::size_t aside = 0;       ///< Things that had been put aside.
  std::size_t to_erase = 0;    ///< Persons to be erased.
  std::uint64_t outer = 0;     ///< The change that was under way.
};

/// Several commands as one: all of them are recorded or none. On a book with a store they are
/// written and flushed once, which is what makes many changes fast.
///
///   Transaction changes(book);
///   for (const auto& deal : stale) book.lose(deal, "No answer", context);
///   changes.commit();
///
/// Holds the store's write lock from its beginning to its end: keep it short, and let no person be
/// waited for. Until the commit, the book shows what the commands did. One within another is a part
/// of it: its commit() keeps its changes for the outer one, which decides. A command that throws
/// takes back what it did, and only that; rolling back needs no memory.
///
/// The book must outlive it, and must not be assigned to, while it lasts.
class Transaction {
 public:
  /// Takes the write lock and catches up with what others wrote. Errors as a command's.
  explicit Transaction(Book& book);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  /// Rolls back what is not committed.
  ~Transaction();

  /// Everything is durable when it returns. On an error nothing of it is in the book, and the
  /// transaction has ended.
  void commit();
  /// The book is as it was before. Does nothing after commit().
  void roll_back() noexcept;

 private:
  Book::State* state_;
  ChangeMark before_;
  std::size_t posted_before_ = 0;
  bool is_open_ = true;
};

}  // namespace salespipe
