#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <variant>

#include "handles.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/exchange/partial_state.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/funnel.hpp"
#include "salespipe/metrics/report.hpp"
#include "salespipe/metrics/series.hpp"

// What the handles stand for.
namespace salespipe::c {

struct BufferObject {
  static constexpr Kind kKind = Kind::buffer;
  BufferObject() = default;
  explicit BufferObject(std::string text) : bytes(std::move(text)) {}
  std::string bytes;
};

/// Columns do not change, so reading them needs no lock. Likewise answers.
struct DatasetObject {
  static constexpr Kind kKind = Kind::dataset;
  explicit DatasetObject(metrics::Dataset data) : columns(std::move(data)) {}
  metrics::Dataset columns;
};

struct ReportObject {
  static constexpr Kind kKind = Kind::report;
  template <class Answer>
  explicit ReportObject(Answer given) : answer(std::move(given)) {}
  std::variant<metrics::Report, metrics::FunnelResult, metrics::Series> answer;
};

struct StateObject {
  static constexpr Kind kKind = Kind::state;
  explicit StateObject(exchange::PartialState given) : state(std::move(given)) {}
  std::mutex mutex;
  exchange::PartialState state;
};

struct WatchObject;

struct BookObject {
  static constexpr Kind kKind = Kind::book;
  explicit BookObject(Book given) : book(std::move(given)) {}
  std::shared_mutex mutex;
  Book book;
  std::atomic<std::uint32_t> watches{0};  // how many are in the list
  std::mutex watches_mutex;               // of the list below; nothing else is locked while it is
  WatchObject* first_watch = nullptr;
};

/// A new buffer for `out`.
inline void give(sp_buffer* out, std::string text) {
  Made<BufferObject> made(std::move(text));
  *out = made.publish();
}

}  // namespace salespipe::c
