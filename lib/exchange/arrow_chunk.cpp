#include "arrow_chunk.hpp"

#include <limits>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {

void fail(std::string_view column, const std::string& what) {
  throw Error(ErrorCode::schema_violation, "column " + quoted(column) + ": " + what,
              ErrorPlace{{}, 0, std::string(column), {}});
}

void fail_row(std::string_view column, std::int64_t row, const std::string& what) {
  fail(column, "row " + std::to_string(row) + ": " + what);
}

bool is_plain_text(std::string_view format) {
  return format == "u" || format == "U" || format == "vu";
}

bool is_integer(std::string_view format) {
  constexpr std::string_view kIntegers = "cCsSiIlL";
  return format.size() == 1 && kIntegers.find(format[0]) != std::string_view::npos;
}

std::string_view text_at(const Chunk& chunk, std::int64_t row) {
  const auto format = chunk.format();
  if (format == "b") {
    const auto bit = static_cast<std::uint64_t>(chunk.offset + row);
    const auto* bits = static_cast<const std::uint8_t*>(chunk.array->buffers[1]);
    return ((bits[bit / 8] >> (bit % 8)) & 1U) != 0 ? "true" : "false";
  }
  if (format == "vu") {
    const auto view = chunk.value<TextView>(row);
    const auto size = static_cast<std::size_t>(view.length);
    if (view.length <= TextView::kInline) {
      const auto* views = static_cast<const char*>(chunk.array->buffers[1]);
      return {
          views + static_cast<std::size_t>(chunk.offset + row) * sizeof view + sizeof view.length,
          size};
    }
    return {static_cast<const char*>(chunk.array->buffers[2 + view.buffer]) + view.offset, size};
  }
  const auto* bytes = static_cast<const char*>(chunk.array->buffers[2]);
  if (format == "u") {
    const auto begin = chunk.value<std::int32_t>(row);
    const auto end = chunk.value<std::int32_t>(row + 1);
    return {bytes + begin, static_cast<std::size_t>(end - begin)};
  }
  const auto begin = chunk.value<std::int64_t>(row);
  const auto end = chunk.value<std::int64_t>(row + 1);
  return {bytes + begin, static_cast<std::size_t>(end - begin)};
}

std::optional<std::int64_t> integer_at(const Chunk& chunk, std::int64_t row) {
  switch (chunk.format().size() == 1 ? chunk.format()[0] : '\0') {
    case 'c':
      return chunk.value<std::int8_t>(row);
    case 'C':
      return chunk.value<std::uint8_t>(row);
    case 's':
      return chunk.value<std::int16_t>(row);
    case 'S':
      return chunk.value<std::uint16_t>(row);
    case 'i':
      return chunk.value<std::int32_t>(row);
    case 'I':
      return chunk.value<std::uint32_t>(row);
    case 'l':
      return chunk.value<std::int64_t>(row);
    case 'L': {
      const auto wide = chunk.value<std::uint64_t>(row);
      if (wide > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
      return static_cast<std::int64_t>(wide);
    }
    default:
      return {};
  }
}

ArrowTable::Impl::~Impl() {
  for (auto& batch : batches) {
    if (batch.release != nullptr) batch.release(&batch);
  }
  if (schema.release != nullptr) schema.release(&schema);
}

std::optional<std::size_t> ArrowTable::Impl::find(std::string_view column) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == column) return i;
  }
  return {};
}

std::size_t ArrowTable::Impl::index(std::string_view column) const {
  if (const auto found = find(column)) return *found;
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
  fail(column, "the table has no such column; it has " + (list.empty() ? "none" : list));
}

}  // namespace salespipe::exchange
