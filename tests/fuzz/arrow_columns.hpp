#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_bytes.hpp"
#include "salespipe.h"

// Columns of Arrow, laid out from an input, each buffer exactly as large as it must be.
namespace salespipe::fuzz {

enum class Layout : std::uint8_t { none, bits, fixed, text, large_text, views, unread };

struct ColumnType {
  std::string name;
  std::string format;
  std::string values;  ///< Format of the dictionary's values, when it is one.
};

/// What columns of text hold: mostly what makes sense in the column, at times anything.
struct Texts {
  std::vector<std::string> own;
  const std::vector<std::string>* any = nullptr;
  const std::string& draw(Bytes& in) const;
};

Layout layout_of(std::string_view format);

/// An array with its memory, which the C struct looks into. Not moved once it is made.
struct ArrayNode {
  ArrowArray array{};
  Layout layout = Layout::unread;
  std::vector<std::unique_ptr<char[]>> memory;
  std::vector<const void*> buffers;
  std::unique_ptr<ArrayNode> dictionary;

  /// A buffer of so many bytes.
  char* add_buffer(std::size_t size);
  void add_no_buffer();
  /// The memory of a buffer, to be changed.
  char* buffer(std::size_t i) { return memory[i].get(); }
};

/// An array of `length` rows behind its own offset, which the input chooses.
std::unique_ptr<ArrayNode> make_column(Bytes& in, const ColumnType& type, std::int64_t length,
                                       const Texts& texts);

}  // namespace salespipe::fuzz
