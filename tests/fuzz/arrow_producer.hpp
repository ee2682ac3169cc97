#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "arrow_columns.hpp"

// A producer of Arrow tables whose contents an input decides, and whose lies it decides too.
//
// A consumer of the C data interface sees counts, lengths, offsets and addresses; it does not see
// how large a buffer is. So these lies it can find, and the producer tells them:
//   formats that are missing, unknown or of no table; names that are missing, no text or there
//   twice; children, dictionaries and buffers that are missing, or of another number than the
//   format or the schema has; lengths and offsets below zero, beyond all memory, or beyond those of
//   the array; null counts that cannot be; nulls without a bitmap; offsets of texts that fall;
//   views that point outside of buffers whose size is told; codes outside of their dictionary; text
//   that is not UTF-8; callbacks that are missing, and calls that fail.
// These it cannot find, and the producer does not tell them: a buffer that is smaller than the
// lengths, offsets and sizes beside it say; an address that is none; more children or buffers in a
// count than there are; a text without a zero byte; a release that does not release.
// Every buffer is an allocation of its own of exactly the size that it must have, and goes away
// with its batch: a read outside of it, or afterwards, is found.
namespace salespipe::fuzz {

enum class TableKind : std::uint8_t { opportunities, history, interactions, quotas, rates, state };

class ArrowProducer {
 public:
  /// Reads the table out of the input now. `any` are texts that any column may hold, of which the
  /// last is the document of a state.
  ArrowProducer(Bytes& in, TableKind kind, const std::vector<std::string>& any);
  ArrowProducer(const ArrowProducer&) = delete;
  ArrowProducer& operator=(const ArrowProducer&) = delete;
  ~ArrowProducer();

  ArrowArrayStream* stream() { return &stream_; }
  /// Broken unless everything that was given was released.
  void require_released() const;

 private:
  struct Schema;
  struct Batch;

  void add_batch(Bytes& in, const std::vector<std::string>& any);
  void lie(Bytes& in);
  void lie_of_schema(unsigned which, std::size_t column);
  void lie_of_batch(unsigned which, std::size_t column, std::int64_t value);
  int give_schema(ArrowSchema* out);
  int give_batch(ArrowArray* out);

  std::vector<ColumnType> columns_;
  std::unique_ptr<Schema> schema_;
  std::deque<std::unique_ptr<Batch>> batches_;
  std::size_t batch_that_fails_;
  bool schema_fails_ = false;
  std::size_t given_ = 0;
  int living_ = 0;  ///< Schemas and batches that were given and not released.
  ArrowArrayStream stream_{};
};

}  // namespace salespipe::fuzz
