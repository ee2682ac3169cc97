#pragma once

#include <cstddef>
#include <vector>

#include "salespipe/base/instant.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::hygiene {

/// When each deal of a book was last worked on, up to a moment. Made once, for many questions: one
/// pass over deals, tasks and interactions.
///
/// Activity of a deal is its creation, its last change of stage, an interaction about it, an
/// interaction with its account that names no deal, and a task of it that was completed. Edits of
/// its fields are bookkeeping. What happens after the moment is not looked at.
class Activity {
 public:
  /// Takes what it needs from the book, which it does not keep.
  Activity(const Book& book, Instant at);

  /// Of the deal at that place in Book::opportunities(); kNoInstant when nothing is known.
  Instant of(std::size_t deal) const { return deals_[deal]; }

 private:
  std::vector<Instant> deals_;
};

}  // namespace salespipe::hygiene
