#include "salespipe/exchange/arrow_table.hpp"

#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "arrow_check.hpp"
#include "arrow_chunk.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

/// Gives each distinct text a code, from 0.
class Interner {
 public:
  std::int32_t code(std::string_view text) {
    const auto found = codes_.find(text);
    if (found != codes_.end()) return found->second;
    const auto code = static_cast<std::int32_t>(values_.size());
    values_.emplace_back(text);
    codes_.emplace(std::string(text), code);
    return code;
  }
  std::vector<std::string> take() { return std::move(values_); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> codes_;
  std::vector<std::string> values_;
};

/// The codes that a chunk's dictionary entries have in the interner: each entry is looked at once.
std::vector<std::int32_t> remap_dictionary(const Chunk& chunk, std::string_view column,
                                           Interner& interner) {
  const Chunk entries{chunk.schema->dictionary, chunk.array->dictionary,
                      chunk.array->dictionary->offset, chunk.array->dictionary->length};
  std::vector<std::int32_t> map(static_cast<std::size_t>(entries.length), -1);
  for (std::int64_t i = 0; i < entries.length; ++i) {
    if (!entries.valid(i)) continue;
    const auto text = text_at(entries, i);
    if (!is_utf8(text)) fail(column, "a dictionary value is not UTF-8: " + quoted(text));
    map[static_cast<std::size_t>(i)] = interner.code(text);
  }
  return map;
}

}  // namespace

ArrowTable::ArrowTable(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ArrowTable::ArrowTable(ArrowTable&&) noexcept = default;
ArrowTable& ArrowTable::operator=(ArrowTable&&) noexcept = default;
ArrowTable::~ArrowTable() = default;

ArrowTable ArrowTable::consume(ArrowArrayStream* stream) {
  struct Guard {
    ArrowArrayStream* stream;
    ~Guard() {
      if (stream->release != nullptr) stream->release(stream);
    }
  } guard{stream};
  if (stream->release == nullptr) {
    throw Error(ErrorCode::invalid_argument, "the Arrow stream was released or consumed before");
  }
  if (stream->get_schema == nullptr || stream->get_next == nullptr) {
    throw Error(ErrorCode::invalid_argument, "the Arrow stream lacks get_schema or get_next");
  }
  const auto check = [stream](int status, const char* what) {
    if (status == 0) return;
    const char* detail =
        stream->get_last_error != nullptr ? stream->get_last_error(stream) : nullptr;
    const std::string reason = detail == nullptr ? "no reason given"
                               : is_utf8(detail) ? detail
                                                 : quoted(detail);
    throw Error(ErrorCode::io_error,
                std::string("the Arrow stream failed to give its ") + what + ": " + reason);
  };
  auto impl = std::make_unique<Impl>();
  check(stream->get_schema(stream, &impl->schema), "schema");
  check_schema(impl->schema);
  for (std::int64_t i = 0; i < impl->schema.n_children; ++i) {
    const char* name = impl->schema.children[i]->name;
    std::string text = name != nullptr ? name : "";
    if (impl->find(text)) fail(text, "the table has two columns of this name");
    impl->names.push_back(std::move(text));
  }
  while (true) {
    ArrowArray batch{};
    check(stream->get_next(stream, &batch), "next batch");
    if (batch.release == nullptr) break;
    impl->batches.push_back(batch);
    check_batch(impl->schema, batch);
    impl->rows += batch.length;
  }
  return ArrowTable(std::move(impl));
}

std::int64_t ArrowTable::rows() const noexcept { return impl_->rows; }

const std::vector<std::string>& ArrowTable::column_names() const noexcept { return impl_->names; }

bool ArrowTable::has(std::string_view column) const noexcept {
  return impl_->find(column).has_value();
}

bool ArrowTable::is_text(std::string_view column) const {
  const ArrowSchema* schema = impl_->schema.children[impl_->index(column)];
  if (schema->dictionary != nullptr) return is_plain_text(schema->dictionary->format);
  const std::string_view format = schema->format;
  return is_plain_text(format) || format == "b" || format == "n";
}

CodedText ArrowTable::text(std::string_view column) const {
  if (!is_text(column)) {
    fail(column, "text is expected, the Arrow format is " +
                     quoted(impl_->schema.children[impl_->index(column)]->format));
  }
  CodedText out;
  out.codes.assign(static_cast<std::size_t>(rows()), -1);
  Interner interner;
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    auto* codes = out.codes.data() + first;
    if (chunk.format() == "n") return;
    if (chunk.schema->dictionary == nullptr) {
      for (std::int64_t row = 0; row < chunk.length; ++row) {
        if (!chunk.valid(row)) continue;
        const auto text = text_at(chunk, row);
        if (!is_utf8(text)) fail_row(column, first + row, "not UTF-8: " + quoted(text));
        codes[row] = interner.code(text);
      }
      return;
    }
    const auto map = remap_dictionary(chunk, column, interner);
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      if (!chunk.valid(row)) continue;
      const auto key = integer_at(chunk, row);
      if (!key || *key < 0 || static_cast<std::size_t>(*key) >= map.size()) {
        fail_row(column, first + row, "the dictionary code is outside the dictionary");
      }
      codes[row] = map[static_cast<std::size_t>(*key)];
    }
  });
  out.values = interner.take();
  return out;
}

std::vector<std::string_view> ArrowTable::text_views(std::string_view column) const {
  if (!is_text(column)) {
    fail(column, "text is expected, the Arrow format is " +
                     quoted(impl_->schema.children[impl_->index(column)]->format));
  }
  std::vector<std::string_view> out(static_cast<std::size_t>(rows()));
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    if (chunk.format() == "n") return;
    auto* views = out.data() + first;
    const bool coded = chunk.schema->dictionary != nullptr;
    const Chunk texts =
        coded ? Chunk{chunk.schema->dictionary, chunk.array->dictionary,
                      chunk.array->dictionary->offset, chunk.array->dictionary->length}
              : chunk;
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      if (!chunk.valid(row)) continue;
      std::int64_t at = row;
      if (coded) {
        const auto key = integer_at(chunk, row);
        if (!key || *key < 0 || *key >= texts.length) {
          fail_row(column, first + row, "the dictionary code is outside the dictionary");
        }
        at = *key;
        if (!texts.valid(at)) continue;
      }
      const auto text = text_at(texts, at);
      if (!is_utf8(text)) fail_row(column, first + row, "not UTF-8: " + quoted(text));
      views[row] = text.data() == nullptr ? std::string_view("") : text;
    }
  });
  return out;
}

namespace {

/// No ASCII space or control character, and no first byte of a space beyond ASCII.
bool is_plain_end(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0xC2 && byte != 0xE1 && byte != 0xE2 && byte != 0xE3;
}

bool is_tidy_text(std::string_view text) {
  if (text.empty() || !is_plain_end(text.front())) return false;
  const auto last = static_cast<unsigned char>(text.back());
  if (last < 0x80) return last > 0x20;
  // Where a character beyond ASCII ends the text, its first byte is one of the last four.
  for (std::size_t i = 1; i <= 4 && i <= text.size(); ++i) {
    const char c = text[text.size() - i];
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) return is_plain_end(c);
  }
  return false;
}

}  // namespace

bool ArrowTable::is_tidy(std::string_view column) const {
  if (!is_text(column)) return false;
  bool tidy = true;
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t) {
    if (!tidy || chunk.format() == "n" || chunk.format() == "b") return;
    const bool coded = chunk.schema->dictionary != nullptr;
    const Chunk texts =
        coded ? Chunk{chunk.schema->dictionary, chunk.array->dictionary,
                      chunk.array->dictionary->offset, chunk.array->dictionary->length}
              : chunk;
    for (std::int64_t row = 0; tidy && row < texts.length; ++row) {
      tidy = !texts.valid(row) ? !coded : is_tidy_text(text_at(texts, row));
    }
  });
  return tidy;
}

std::vector<std::string> ArrowTable::texts(std::string_view column) const {
  std::vector<std::string> out;
  const auto coded = text(column);
  out.reserve(coded.codes.size());
  for (const auto code : coded.codes) {
    out.push_back(code < 0 ? std::string() : coded.values[static_cast<std::size_t>(code)]);
  }
  return out;
}

std::vector<std::int64_t> ArrowTable::integers(std::string_view column) const {
  std::vector<std::int64_t> out(static_cast<std::size_t>(rows()));
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    const bool whole = is_integer(chunk.format()) && chunk.schema->dictionary == nullptr;
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      const auto value = whole && chunk.valid(row) ? integer_at(chunk, row) : std::nullopt;
      if (!value) fail_row(column, first + row, "a 64-bit integer is expected");
      out[static_cast<std::size_t>(first + row)] = *value;
    }
  });
  return out;
}

}  // namespace salespipe::exchange
