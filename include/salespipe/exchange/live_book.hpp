#pragma once

#include <cstdint>
#include <memory>

#include "salespipe/book/book.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/metrics/live.hpp"

namespace salespipe::exchange {

/// A book that is watched: what its commands record reaches the figures event by event, instead of
/// the whole book being read again. A report is what evaluate() says over dataset_from_book(), to
/// the bit, with one exception: a custom field that no deal has any more stays a dimension.
///
/// An event that is the latest of its deal costs microseconds; one that comes late, a new deal or a
/// change of pipeline within the deal, reads that deal again; a changed pipeline definition, a new
/// pipeline, an undoing or a custom field that is new to the book reads the whole book again, once.
class LiveBook {
 public:
  /// `book` and the table of quotas must outlive it; one thread at a time, like the book.
  /// Error(unsupported) for options with rates or known_at.
  explicit LiveBook(const Book& book, BookDatasetOptions options = {});
  LiveBook(LiveBook&&) noexcept;
  LiveBook& operator=(LiveBook&&) noexcept;
  ~LiveBook();

  /// Keeps the answer to a query current. Errors as compile().
  metrics::WatchId watch(const metrics::Query& query);
  void unwatch(metrics::WatchId id);

  /// Takes in what the book has recorded since. report() does it by itself; call it after each
  /// command to have the cost then. Error as watch() when the book no longer has what a query asks.
  void catch_up();
  /// The figures of the book as it stands now.
  metrics::Report report(metrics::WatchId id);
  /// The last event of the book that is taken in.
  std::uint64_t sequence() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace salespipe::exchange
