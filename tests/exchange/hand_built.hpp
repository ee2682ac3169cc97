#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/exchange/arrow_table.hpp"

// Arrow tables written byte by byte, as other producers lay them out and as broken ones do.
namespace salespipe::exchange::test {

/// A buffer; nothing is a null pointer.
using Bytes = std::optional<std::string>;

template <class T>
std::string bytes(std::initializer_list<T> values) {
  std::string out;
  for (const T& value : values) {
    char raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof value);
    out.append(raw, sizeof value);
  }
  return out;
}

struct HandArray {
  std::int64_t length = 0;
  std::vector<Bytes> buffers{};
  std::int64_t nulls = 0;
  std::int64_t offset = 0;
  std::shared_ptr<HandArray> dictionary{};
};

struct HandBatch {
  std::int64_t length = 0;
  std::vector<HandArray> columns;
  std::int64_t offset = 0;
};

struct HandField {
  std::string name;
  std::string format;
  std::string values;  ///< Format of the dictionary's values, when it is one.
};

/// Gives its batches away; must outlive the tables that are made of it.
class HandTable {
 public:
  HandTable(std::vector<HandField> fields, std::vector<HandBatch> batches)
      : fields_(std::move(fields)), batches_(std::move(batches)) {}

  int living = 0;  ///< Schemas and batches that were given and not released.

  ArrowTable taken() {
    ArrowArrayStream stream{};
    stream.private_data = this;
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      static_cast<HandTable*>(self->private_data)->give_schema(out);
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      static_cast<HandTable*>(self->private_data)->give_batch(out);
      return 0;
    };
    stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    return ArrowTable::consume(&stream);
  }

 private:
  template <class Owned>
  static void let_go(Owned* owned) {
    if (owned->private_data != nullptr) --static_cast<HandTable*>(owned->private_data)->living;
    owned->release = nullptr;
  }

  void give_schema(ArrowSchema* out) {
    std::vector<ArrowSchema*> children;
    for (const auto& field : fields_) {
      auto& child = schemas_.emplace_back();
      child.format = field.format.c_str();
      child.name = field.name.c_str();
      child.release = let_go<ArrowSchema>;
      if (!field.values.empty()) {
        auto& dictionary = schemas_.emplace_back();
        dictionary.format = field.values.c_str();
        dictionary.release = let_go<ArrowSchema>;
        child.dictionary = &dictionary;
      }
      children.push_back(&child);
    }
    auto& kept = schema_children_.emplace_back(std::move(children));
    *out = {};
    out->format = "+s";
    out->n_children = static_cast<std::int64_t>(kept.size());
    out->children = kept.data();
    out->release = let_go<ArrowSchema>;
    out->private_data = this;
    ++living;
  }

  ArrowArray* array(const HandArray& from) {
    auto& pointers = pointers_.emplace_back();
    for (const auto& buffer : from.buffers) pointers.push_back(buffer ? buffer->data() : nullptr);
    auto& out = arrays_.emplace_back();
    out.length = from.length;
    out.null_count = from.nulls;
    out.offset = from.offset;
    out.n_buffers = static_cast<std::int64_t>(pointers.size());
    out.buffers = pointers.empty() ? nullptr : pointers.data();
    out.release = let_go<ArrowArray>;
    if (from.dictionary) out.dictionary = array(*from.dictionary);
    return &out;
  }

  void give_batch(ArrowArray* out) {
    *out = {};
    if (next_ == batches_.size()) return;
    const auto& batch = batches_[next_++];
    std::vector<ArrowArray*> children;
    for (const auto& column : batch.columns) children.push_back(array(column));
    auto& kept = array_children_.emplace_back(std::move(children));
    static const void* no_buffer[] = {nullptr};
    out->length = batch.length;
    out->offset = batch.offset;
    out->n_buffers = 1;
    out->buffers = no_buffer;
    out->n_children = static_cast<std::int64_t>(kept.size());
    out->children = kept.data();
    out->release = let_go<ArrowArray>;
    out->private_data = this;
    ++living;
  }

  std::vector<HandField> fields_;
  std::vector<HandBatch> batches_;
  std::size_t next_ = 0;
  std::deque<ArrowSchema> schemas_;
  std::deque<ArrowArray> arrays_;
  std::deque<std::vector<const void*>> pointers_;
  std::deque<std::vector<ArrowSchema*>> schema_children_;
  std::deque<std::vector<ArrowArray*>> array_children_;
};

/// A table of one column named "x" with one batch.
inline HandTable one_column(const std::string& format, HandArray array,
                            const std::string& values = {}) {
  const std::int64_t rows = array.length;
  return HandTable({{"x", format, values}}, {{rows, {std::move(array)}}});
}

}  // namespace salespipe::exchange::test
