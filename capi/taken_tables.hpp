#pragma once

#include <cstddef>
#include <optional>

#include "handles.hpp"
#include "salespipe/exchange/arrow_table.hpp"

namespace salespipe::c {

/// A stream that a caller gave away: released in any case.
class TakenStream {
 public:
  explicit TakenStream(ArrowArrayStream* stream) noexcept : stream_(stream) {}
  TakenStream(const TakenStream&) = delete;
  TakenStream& operator=(const TakenStream&) = delete;
  ~TakenStream() {
    if (stream_ != nullptr && stream_->release != nullptr) stream_->release(stream_);
  }
  /// The table behind it; nothing where there is no stream.
  std::optional<exchange::ArrowTable> read() {
    if (stream_ == nullptr) return std::nullopt;
    return exchange::ArrowTable::consume(stream_);
  }
  bool given() const noexcept { return stream_ != nullptr; }

 private:
  ArrowArrayStream* stream_;
};

/// The streams of sp_tables. One whose struct_size cannot be is not looked into.
class TakenTables {
 public:
  explicit TakenTables(const sp_tables* given) noexcept;
  /// Throws unless the struct is one.
  void check() const;

 private:
  bool readable_;
  sp_status status_;
  sp_tables tables_;

 public:
  TakenStream opportunities;
  TakenStream history;
  TakenStream interactions;
  TakenStream quotas;
  TakenStream rates;
};

}  // namespace salespipe::c
