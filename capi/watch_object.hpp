#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "objects.hpp"
#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/exchange/live_book.hpp"
#include "salespipe/metrics/query.hpp"

namespace salespipe::c {

/// A query about a book whose answer is kept current. Keeps the book. Stands in the book's list
/// from enlist() on, until it is destroyed; so whoever holds a watch can go on to the next one.
struct WatchObject {
  static constexpr Kind kKind = Kind::watch;

  WatchObject() = default;
  WatchObject(const WatchObject&) = delete;
  WatchObject& operator=(const WatchObject&) = delete;
  ~WatchObject();

  void enlist(sp_watch as) noexcept;
  /// The figures of now. A failure in the middle of catching up costs reading the book again.
  metrics::Report report();

  Held<BookObject> book;
  std::mutex mutex;  // of the figures; the book's is taken inside it
  std::optional<exchange::ArrowTable> quotas;
  exchange::BookDatasetOptions options;
  metrics::Query query;
  std::optional<exchange::LiveBook> live;
  metrics::WatchId number;

  sp_watch_callback callback = nullptr;
  sp_watch_release release = nullptr;
  void* user_data = nullptr;

  sp_watch handle = 0;
  bool enlisted = false;
  WatchObject* next = nullptr;  // in the book's list, under its watches_mutex

 private:
  void start();
};

}  // namespace salespipe::c
