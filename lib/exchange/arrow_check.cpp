#include "arrow_check.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "arrow_chunk.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

/// More rows than any machine holds: a length beyond it is a lie.
constexpr std::int64_t kMostRows = std::int64_t{1} << 40;

[[noreturn]] void fail_table(const std::string& what) {
  throw Error(ErrorCode::schema_violation, "a malformed Arrow stream: " + what);
}

std::string_view name_of(const ArrowSchema& schema) {
  return schema.name != nullptr ? schema.name : "";
}

/// Buffers of a layout that is read; nothing for others. String views have at least these.
std::optional<std::int64_t> buffers_of(std::string_view format) {
  if (format == "n") return 0;
  if (format == "u" || format == "U" || format == "vu") return 3;
  constexpr std::string_view kFixed = "bcCsSiIlLefg";
  if (format.size() == 1 && kFixed.find(format[0]) != std::string_view::npos) return 2;
  if (format.starts_with("d:") || format == "tdD" || format == "tdm" || format.starts_with("ts")) {
    return 2;
  }
  return {};
}

template <class Offset>
void check_offsets(std::string_view column, const Chunk& chunk) {
  // One pass without a branch in it: the compiler makes it wide.
  bool falls = false;
  Offset before = chunk.value<Offset>(0);
  const Offset first = before;
  for (std::int64_t row = 1; row <= chunk.length; ++row) {
    const auto at = chunk.value<Offset>(row);
    falls = falls | (at < before);
    before = at;
  }
  if (falls || first < 0)
    fail(column, "malformed Arrow array: the offsets of its text do not rise");
  if (before > first && chunk.array->buffers[2] == nullptr) {
    fail(column, "malformed Arrow array: the buffer of its text is missing");
  }
}

void check_views(std::string_view column, const Chunk& chunk) {
  const ArrowArray& array = *chunk.array;
  const std::int64_t data_buffers = array.n_buffers - 3;
  const auto* sizes = static_cast<const char*>(array.buffers[array.n_buffers - 1]);
  if (data_buffers > 0 && sizes == nullptr) {
    fail(column, "malformed Arrow array: the sizes of its text buffers are missing");
  }
  for (std::int64_t row = 0; row < chunk.length; ++row) {
    if (!chunk.valid(row)) continue;
    const auto view = chunk.value<TextView>(row);
    if (view.length >= 0 && view.length <= TextView::kInline) continue;
    std::int64_t size = -1;
    if (view.length > 0 && view.buffer >= 0 && view.buffer < data_buffers && view.offset >= 0 &&
        array.buffers[2 + view.buffer] != nullptr) {
      std::memcpy(&size, sizes + static_cast<std::size_t>(view.buffer) * sizeof size, sizeof size);
    }
    if (size < 0 || std::int64_t{view.offset} + view.length > size) {
      fail_row(column, row, "malformed Arrow array: the text lies outside its buffers");
    }
  }
}

void check_array(std::string_view column, const ArrowSchema& schema, const ArrowArray& array,
                 std::int64_t offset, std::int64_t length) {
  const std::string malformed = "malformed Arrow array: ";
  if (array.length < 0 || array.offset < 0 || array.length > kMostRows ||
      array.offset > kMostRows) {
    fail(column, malformed + "length " + std::to_string(array.length) + ", offset " +
                     std::to_string(array.offset));
  }
  if (offset + length > array.length) {
    fail(column, malformed + "it has " + std::to_string(array.length) + " rows where " +
                     std::to_string(offset + length) + " are needed");
  }
  if (array.null_count < -1 || array.null_count > array.length) {
    fail(column, malformed + std::to_string(array.null_count) + " nulls in " +
                     std::to_string(array.length) + " rows");
  }
  if ((schema.dictionary == nullptr) != (array.dictionary == nullptr)) {
    fail(column, malformed + "only one of its schema and its data has a dictionary");
  }
  const std::string_view format = schema.format;
  const auto buffers = buffers_of(format);
  if (!buffers) return;  // of a layout that nobody reads
  const bool views = format == "vu";
  if (views ? array.n_buffers < *buffers : array.n_buffers != *buffers) {
    fail(column, malformed + std::to_string(array.n_buffers) + " buffers where format " +
                     quoted(format) + " has " + std::to_string(*buffers));
  }
  if (*buffers == 0) return;
  if (array.buffers == nullptr) fail(column, malformed + "it has no buffers");
  if (array.null_count > 0 && array.buffers[0] == nullptr) {
    fail(column, malformed + "it has nulls and does not say where");
  }
  if (array.dictionary != nullptr) {
    check_array(column, *schema.dictionary, *array.dictionary, 0, array.dictionary->length);
  }
  if (length == 0) return;
  if (array.buffers[1] == nullptr) fail(column, malformed + "the buffer of its values is missing");
  const Chunk chunk{&schema, &array, array.offset + offset, length};
  if (format == "u") check_offsets<std::int32_t>(column, chunk);
  if (format == "U") check_offsets<std::int64_t>(column, chunk);
  if (views) check_views(column, chunk);
}

}  // namespace

void check_schema(const ArrowSchema& schema) {
  if (schema.format == nullptr) fail_table("its schema has no format");
  if (std::string_view(schema.format) != "+s") {
    throw Error(ErrorCode::schema_violation,
                "an Arrow stream of tables is expected (format '+s'), this one has format " +
                    quoted(schema.format));
  }
  if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr)) {
    fail_table("its schema has no children");
  }
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema* child = schema.children[i];
    if (child == nullptr || child->format == nullptr) {
      fail_table("column " + std::to_string(i) + " has no format");
    }
    if (!is_utf8(name_of(*child))) {
      fail_table("the name of column " + std::to_string(i) +
                 " is not UTF-8: " + quoted(name_of(*child)));
    }
    if (std::string_view(child->format) == "+r") {
      fail(
          name_of(*child),
          "run-end encoded columns are not read; decode it first (pyarrow.compute.run_end_decode)");
    }
    if (child->dictionary == nullptr) continue;
    if (child->dictionary->format == nullptr) {
      fail(name_of(*child), "malformed Arrow schema: its dictionary has no format");
    }
    if (!is_integer(child->format) || child->dictionary->dictionary != nullptr) {
      fail(name_of(*child),
           "malformed Arrow schema: the codes of a dictionary are integers, these " +
               std::string("have format ") + quoted(child->format));
    }
  }
}

void check_batch(const ArrowSchema& schema, const ArrowArray& batch) {
  if (batch.n_children != schema.n_children) {
    throw Error(ErrorCode::schema_violation,
                "an Arrow batch has " + std::to_string(batch.n_children) +
                    " columns where its schema has " + std::to_string(schema.n_children));
  }
  if (batch.length < 0 || batch.offset < 0 || batch.length > kMostRows ||
      batch.offset > kMostRows) {
    fail_table("a batch of length " + std::to_string(batch.length) + ", offset " +
               std::to_string(batch.offset));
  }
  if (batch.null_count > 0) fail_table("rows of a table that are null as a whole");
  if (batch.n_children > 0 && batch.children == nullptr) fail_table("a batch without its columns");
  for (std::int64_t i = 0; i < batch.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    if (batch.children[i] == nullptr) fail(name_of(child), "malformed Arrow array: it is missing");
    check_array(name_of(child), child, *batch.children[i], batch.offset, batch.length);
  }
}

}  // namespace salespipe::exchange
