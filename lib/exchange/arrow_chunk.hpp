#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/exchange/arrow_table.hpp"

namespace salespipe::exchange {

/// One chunk of one column: the array, its schema, and the offset that its parent adds.
struct Chunk {
  const ArrowSchema* schema = nullptr;
  const ArrowArray* array = nullptr;
  std::int64_t offset = 0;
  std::int64_t length = 0;

  std::string_view format() const { return schema->format; }

  bool valid(std::int64_t row) const {
    const auto* bitmap = static_cast<const std::uint8_t*>(array->buffers[0]);
    if (bitmap == nullptr || array->null_count == 0) return true;
    const auto bit = static_cast<std::uint64_t>(offset + row);
    return ((bitmap[bit / 8] >> (bit % 8)) & 1U) != 0;
  }

  template <class T>
  T value(std::int64_t row, int buffer = 1) const {
    T out;
    const auto* bytes = static_cast<const char*>(array->buffers[buffer]);
    std::memcpy(&out, bytes + static_cast<std::size_t>(offset + row) * sizeof(T), sizeof(T));
    return out;
  }
};

/// Error(schema_violation) that names the column, and the row where one is to blame.
[[noreturn]] void fail(std::string_view column, const std::string& what);
[[noreturn]] void fail_row(std::string_view column, std::int64_t row, const std::string& what);

/// One entry of a string view column, as it lies in memory; short texts lie in the entry itself.
struct TextView {
  static constexpr std::int32_t kInline = 12;
  std::int32_t length = 0;
  std::int32_t prefix = 0;
  std::int32_t buffer = 0;
  std::int32_t offset = 0;
};
static_assert(sizeof(TextView) == 16);

/// utf8, large_utf8 or string view.
bool is_plain_text(std::string_view format);
/// Any width, signed or not.
bool is_integer(std::string_view format);
/// The text of a row of such a chunk; "true" or "false" of a chunk of booleans.
std::string_view text_at(const Chunk& chunk, std::int64_t row);
/// Any integer layout as int64; nothing for another format or a value that does not fit.
std::optional<std::int64_t> integer_at(const Chunk& chunk, std::int64_t row);

struct ArrowTable::Impl {
  ArrowSchema schema{};
  std::vector<ArrowArray> batches;
  std::vector<std::string> names;
  std::int64_t rows = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  std::optional<std::size_t> find(std::string_view column) const;
  /// Error(schema_violation) that lists the columns when there is none of the name.
  std::size_t index(std::string_view column) const;

  /// Amounts as minor units; defined and used in arrow_money.cpp.
  template <class DigitsOf>
  std::vector<std::int64_t> money(std::string_view column, DigitsOf&& digits_of) const;

  /// Calls work(chunk, first_row) for each chunk of a column.
  template <class Work>
  void each_chunk(std::string_view column, Work&& work) const {
    const auto i = index(column);
    std::int64_t first = 0;
    for (const auto& batch : batches) {
      const ArrowArray* child = batch.children[i];
      // The batch's own offset applies to its children on top of theirs.
      work(Chunk{schema.children[i], child, child->offset + batch.offset, batch.length}, first);
      first += batch.length;
    }
  }
};

}  // namespace salespipe::exchange
