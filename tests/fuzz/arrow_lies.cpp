#include "arrow_lies.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace salespipe::fuzz {
namespace {

/// More rows than a reader believes in. Lengths below it can only be held against others.
constexpr std::int64_t kMostRows = std::int64_t{1} << 40;

bool cannot_be(std::int64_t number) { return number < 0 || number > kMostRows; }

std::int64_t that_cannot_be(std::int64_t value) {
  constexpr std::array<std::int64_t, 4> kNumbers = {-1, std::numeric_limits<std::int64_t>::min(),
                                                    std::numeric_limits<std::int64_t>::max(),
                                                    kMostRows + 1};
  return cannot_be(value) ? value : kNumbers[static_cast<std::size_t>(value % 4)];
}

template <class T>
void put(char* buffer, std::size_t at, T value) {
  std::memcpy(buffer + at * sizeof value, &value, sizeof value);
}

std::size_t rows_of(const ArrayNode& array) {
  return static_cast<std::size_t>(array.array.offset + array.array.length);
}

/// Offsets that fall, or begin below zero.
template <class Offset>
void let_offsets_fall(ArrayNode& array, std::int64_t value) {
  const auto row = static_cast<std::size_t>(value & 7) % (rows_of(array) + 1);
  put<Offset>(array.buffer(1), row, -1);
}

void let_a_view_point_outside(ArrayNode& array, std::int64_t value) {
  if (rows_of(array) == 0) return;
  const std::size_t row = static_cast<std::size_t>(value & 7) % rows_of(array);
  constexpr std::array<std::array<std::int32_t, 4>, 6> kViews = {{{-1, 0, 0, 0},
                                                                  {13, 0, 0, 1 << 30},
                                                                  {13, 0, -1, 0},
                                                                  {13, 0, 1000, 0},
                                                                  {0x7FFFFFFF, 0, 0, 0},
                                                                  {13, 0, 0, -1}}};
  const auto& view = kViews[static_cast<std::size_t>((value >> 3) & 0xFF) % kViews.size()];
  std::memcpy(array.buffer(1) + row * sizeof view, view.data(), sizeof view);
}

void lie_of_contents(ArrayNode& array, std::int64_t value) {
  if (array.array.buffers == nullptr || cannot_be(array.array.offset) ||
      cannot_be(array.array.length) || array.buffers.size() < 2 || array.buffers[1] == nullptr) {
    return;
  }
  if (array.layout == Layout::text) let_offsets_fall<std::int32_t>(array, value);
  if (array.layout == Layout::large_text) let_offsets_fall<std::int64_t>(array, value);
  if (array.layout == Layout::views) let_a_view_point_outside(array, value);
}

}  // namespace

void lie_of_stream(ArrowArrayStream& stream, unsigned which) {
  switch (which) {
    case 0:
      stream.get_schema = nullptr;
      break;
    case 1:
      stream.get_next = nullptr;
      break;
    case 2:
      stream.get_last_error = nullptr;
      break;
    case 3:
      stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
      break;
    case 6:
      stream.release = nullptr;
      break;
    case 7:
      stream.get_last_error = [](ArrowArrayStream*) { return "\xFF\xFE no text"; };
      break;
    default:  // kSchemaFails and kBatchFails are its producer's
      break;
  }
}

void lie_of_schema(ArrowSchema& table, unsigned which) {
  constexpr std::array<const char*, 5> kFormats = {nullptr, "", "+l", "u", "\xFF"};
  switch (which % 4) {
    case 0:
      table.format = kFormats[which / 4 % kFormats.size()];
      break;
    case 1:
      table.n_children = -static_cast<std::int64_t>(which);
      break;
    case 2:
      table.children = nullptr;
      break;
    default:
      table.n_children /= 2;
      break;
  }
}

void lie_of_field(ArrowSchema*& field, const ArrowSchema& first, unsigned which) {
  if (field == nullptr) return;
  switch (which % 8) {
    case 0:
      field->format = nullptr;
      break;
    case 1: {
      constexpr std::array<const char*, 6> kUnread = {"+r", "", "z", "+s", "\xFF", "+ud:0"};
      field->format = kUnread[which / 8 % kUnread.size()];
      break;
    }
    case 2:
      field->name = nullptr;
      break;
    case 3:
      field->name = "\xC3( no text";
      break;
    case 4:
      field->name = first.name;
      break;
    case 5:
      field->dictionary = nullptr;
      break;
    case 6:
      if (field->dictionary != nullptr) field->dictionary->format = which < 0x30 ? nullptr : "z";
      break;
    default:
      field = nullptr;
      break;
  }
}

void lie_of_batch(ArrowArray& table, unsigned which, std::size_t column, std::int64_t value) {
  switch (which % 8) {
    case 0:
      table.length = that_cannot_be(value);
      break;
    case 1:
      table.length += 1 + (value & 0xFF);
      break;
    case 2:
      table.offset = that_cannot_be(value);
      break;
    case 3:
      table.offset += 1 + (value & 0xFF);
      break;
    case 4:
      table.null_count = value;
      break;
    case 5:
      if (value != table.n_children) table.n_children = value;
      break;
    case 6:
      table.children = nullptr;
      break;
    default:
      if (table.children != nullptr && table.n_children > static_cast<std::int64_t>(column)) {
        table.children[column] = nullptr;
      }
      break;
  }
}

void lie_of_array(ArrayNode& array, unsigned which, std::int64_t value) {
  ArrowArray& out = array.array;
  switch (which % 8) {
    case 0:
      // A length that was told before is no measure.
      out.length = value < out.length && !cannot_be(out.length) ? value : that_cannot_be(value);
      break;
    case 1:
      out.offset = that_cannot_be(value);
      break;
    case 2:
      if (value < -1 || value > out.length || array.buffers.empty() ||
          array.buffers[0] == nullptr) {
        out.null_count = value;
      }
      break;
    case 3:
      // More buffers than there are can be seen where their number is known.
      if (array.layout == Layout::views ? value < out.n_buffers && value < 3
                                        : value != out.n_buffers) {
        out.n_buffers = value;
      }
      break;
    case 4:
      out.buffers = nullptr;
      break;
    case 5:
      if (!array.buffers.empty()) {
        array.buffers[static_cast<std::size_t>(value & 3) % array.buffers.size()] = nullptr;
      }
      break;
    case 6:
      out.dictionary = out.dictionary == nullptr ? &out : nullptr;
      break;
    default:
      lie_of_contents(array, value);
      break;
  }
}

}  // namespace salespipe::fuzz
