#include "salespipe/exchange/arrow_writer.hpp"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

/// Owns what one ArrowArray points at. Buffers are byte vectors or moved-in typed vectors.
struct Buffers {
  std::vector<std::int32_t> offsets;
  std::string bytes;
  std::vector<std::int32_t> int32s;
  std::vector<std::int64_t> int64s;
  std::vector<double> doubles;
  std::vector<Int128> decimals;
  std::vector<std::uint8_t> validity;
};

struct Column {
  std::string name;
  std::string format;
  Buffers buffers;
  std::int64_t rows = 0;
  std::int64_t nulls = 0;
  std::unique_ptr<Column> dictionary;

  std::vector<const void*> pointers() const {
    const void* valid = buffers.validity.empty() ? nullptr : buffers.validity.data();
    if (format == "u") return {valid, buffers.offsets.data(), buffers.bytes.data()};
    if (format == "i" || format == "tdD") return {valid, buffers.int32s.data()};
    if (format == "g") return {valid, buffers.doubles.data()};
    if (format.starts_with("d:")) return {valid, buffers.decimals.data()};
    return {valid, buffers.int64s.data()};
  }
};

/// Lets a null be recorded the first time one comes; until then there is no bitmap.
void mark_null(Column& column, std::size_t row) {
  auto& bitmap = column.buffers.validity;
  const auto size = (static_cast<std::size_t>(column.rows) + 7) / 8;
  if (bitmap.empty()) bitmap.assign(size, 0xFF);
  bitmap[row / 8] = static_cast<std::uint8_t>(bitmap[row / 8] & ~(1U << (row % 8)));
  ++column.nulls;
}

void mark_nulls(Column& column, const std::vector<bool>& valid) {
  for (std::size_t row = 0; row < valid.size(); ++row) {
    if (!valid[row]) mark_null(column, row);
  }
}

void fill_text(Column& column, const std::vector<std::string>& values) {
  column.format = "u";
  column.rows = static_cast<std::int64_t>(values.size());
  column.buffers.offsets.reserve(values.size() + 1);
  column.buffers.offsets.push_back(0);
  std::size_t total = 0;
  for (const auto& value : values) {
    total += value.size();
    if (total > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw Error(ErrorCode::overflow, "column " + quoted(column.name) +
                                           ": more than 2 GiB of text; write fewer rows at a time");
    }
    column.buffers.offsets.push_back(static_cast<std::int32_t>(total));
  }
  column.buffers.bytes.reserve(total);
  for (const auto& value : values) column.buffers.bytes += value;
}

struct Batch {
  std::vector<Column> columns;
  std::int64_t rows = 0;
};

// ---- schema -------------------------------------------------------------------------------------

/// A consumer may have moved a child away; what it left has no release.
template <class Owner>
void release_parts(Owner& owner) {
  for (auto& child : owner.children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (owner.dictionary.release != nullptr) owner.dictionary.release(&owner.dictionary);
}

struct SchemaOwner {
  std::string format;
  std::string name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
  ArrowSchema dictionary{};

  SchemaOwner() = default;
  SchemaOwner(const SchemaOwner&) = delete;
  SchemaOwner& operator=(const SchemaOwner&) = delete;
  ~SchemaOwner() { release_parts(*this); }
};

void release_schema(ArrowSchema* schema) {
  delete static_cast<SchemaOwner*>(
      schema->private_data);  // NOLINT(cppcoreguidelines-owning-memory)
  schema->release = nullptr;
}

void export_schema(std::unique_ptr<SchemaOwner> owner, std::int64_t flags, ArrowSchema* out) {
  for (auto& child : owner->children) owner->child_pointers.push_back(&child);
  *out = {};
  out->format = owner->format.c_str();
  out->name = owner->name.c_str();
  out->flags = flags;
  out->n_children = static_cast<std::int64_t>(owner->children.size());
  out->children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out->dictionary = owner->dictionary.release != nullptr ? &owner->dictionary : nullptr;
  out->release = release_schema;
  out->private_data = owner.release();
}

void column_schema(const Column& column, ArrowSchema* out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = column.format;
  owner->name = column.name;
  if (column.dictionary) column_schema(*column.dictionary, &owner->dictionary);
  export_schema(std::move(owner), ARROW_FLAG_NULLABLE, out);
}

void batch_schema(const Batch& batch, ArrowSchema* out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = "+s";
  owner->children.resize(batch.columns.size());
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    column_schema(batch.columns[i], &owner->children[i]);
  }
  export_schema(std::move(owner), 0, out);
}

// ---- data ---------------------------------------------------------------------------------------

struct ArrayOwner {
  std::shared_ptr<const Batch> batch;  // keeps the buffers alive
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary{};

  ArrayOwner() = default;
  ArrayOwner(const ArrayOwner&) = delete;
  ArrayOwner& operator=(const ArrayOwner&) = delete;
  ~ArrayOwner() { release_parts(*this); }
};

void release_array(ArrowArray* array) {
  delete static_cast<ArrayOwner*>(array->private_data);  // NOLINT(cppcoreguidelines-owning-memory)
  array->release = nullptr;
}

void export_array(std::unique_ptr<ArrayOwner> owner, std::int64_t rows, std::int64_t nulls,
                  ArrowArray* out) {
  for (auto& child : owner->children) owner->child_pointers.push_back(&child);
  *out = {};
  out->length = rows;
  out->null_count = nulls;
  out->n_buffers = static_cast<std::int64_t>(owner->buffers.size());
  out->buffers = owner->buffers.data();
  out->n_children = static_cast<std::int64_t>(owner->children.size());
  out->children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out->dictionary = owner->dictionary.release != nullptr ? &owner->dictionary : nullptr;
  out->release = release_array;
  out->private_data = owner.release();
}

void column_array(const std::shared_ptr<const Batch>& batch, const Column& column,
                  ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->batch = batch;
  owner->buffers = column.pointers();
  if (column.dictionary) column_array(batch, *column.dictionary, &owner->dictionary);
  export_array(std::move(owner), column.rows, column.nulls, out);
}

void batch_array(const std::shared_ptr<const Batch>& batch, ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->batch = batch;
  owner->buffers = {nullptr};
  owner->children.resize(batch->columns.size());
  for (std::size_t i = 0; i < batch->columns.size(); ++i) {
    column_array(batch, batch->columns[i], &owner->children[i]);
  }
  export_array(std::move(owner), batch->rows, 0, out);
}

// ---- stream -------------------------------------------------------------------------------------

struct StreamOwner {
  std::shared_ptr<const Batch> batch;
  bool delivered = false;
};

// Nothing but memory can run out in these; the ABI wants an errno for that.
template <class Work>
int guarded(Work&& work) noexcept {
  try {
    work();
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return guarded(
      [&] { batch_schema(*static_cast<StreamOwner*>(stream->private_data)->batch, out); });
}

int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* owner = static_cast<StreamOwner*>(stream->private_data);
  if (owner->delivered) {
    *out = {};  // release == nullptr: the end
    return 0;
  }
  return guarded([&] {
    batch_array(owner->batch, out);
    owner->delivered = true;
  });
}

const char* stream_error(ArrowArrayStream*) { return "out of memory"; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamOwner*>(
      stream->private_data);  // NOLINT(cppcoreguidelines-owning-memory)
  stream->release = nullptr;
}

}  // namespace

struct ArrowWriter::Impl {
  Batch batch;

  Column& add(std::string name, std::size_t rows) {
    const auto count = static_cast<std::int64_t>(rows);
    if (!batch.columns.empty() && count != batch.rows) {
      throw Error(ErrorCode::invalid_argument,
                  "column " + quoted(name) + " has " + std::to_string(count) +
                      " rows where the table has " + std::to_string(batch.rows));
    }
    batch.rows = count;
    auto& column = batch.columns.emplace_back();
    column.name = std::move(name);
    column.rows = count;
    return column;
  }
};

ArrowWriter::ArrowWriter() : impl_(std::make_unique<Impl>()) {}
ArrowWriter::ArrowWriter(ArrowWriter&&) noexcept = default;
ArrowWriter& ArrowWriter::operator=(ArrowWriter&&) noexcept = default;
ArrowWriter::~ArrowWriter() = default;

void ArrowWriter::text(std::string name, const std::vector<std::string>& values,
                       const std::vector<bool>& valid) {
  auto& column = impl_->add(std::move(name), values.size());
  fill_text(column, values);
  mark_nulls(column, valid);
}

void ArrowWriter::text(std::string name, std::vector<std::int32_t> offsets, std::string bytes) {
  if (offsets.empty() || offsets.front() != 0 ||
      offsets.back() != static_cast<std::int64_t>(bytes.size())) {
    throw Error(ErrorCode::invalid_argument,
                "column " + quoted(name) + ": the offsets do not span the text");
  }
  auto& column = impl_->add(std::move(name), offsets.size() - 1);
  column.format = "u";
  column.buffers.offsets = std::move(offsets);
  column.buffers.bytes = std::move(bytes);
}

void ArrowWriter::dictionary(std::string name, std::vector<std::int32_t> codes,
                             const std::vector<std::string>& values) {
  auto& column = impl_->add(std::move(name), codes.size());
  column.format = "i";
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] >= 0) continue;
    mark_null(column, row);
    codes[row] = 0;
  }
  column.buffers.int32s = std::move(codes);
  column.dictionary = std::make_unique<Column>();
  fill_text(*column.dictionary, values);
}

void ArrowWriter::int64(std::string name, std::vector<std::int64_t> values,
                        const std::vector<bool>& valid) {
  auto& column = impl_->add(std::move(name), values.size());
  column.format = "l";
  mark_nulls(column, valid);
  column.buffers.int64s = std::move(values);
}

void ArrowWriter::float64(std::string name, std::vector<double> values) {
  auto& column = impl_->add(std::move(name), values.size());
  column.format = "g";
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row])) mark_null(column, row);
  }
  column.buffers.doubles = std::move(values);
}

void ArrowWriter::dates(std::string name, const std::vector<Day>& days) {
  auto& column = impl_->add(std::move(name), days.size());
  column.format = "tdD";
  column.buffers.int32s.resize(days.size());
  for (std::size_t row = 0; row < days.size(); ++row) {
    if (is_known(days[row])) {
      column.buffers.int32s[row] = days[row].number;
    } else {
      mark_null(column, row);
    }
  }
}

void ArrowWriter::instants(std::string name, const std::vector<Instant>& instants) {
  auto& column = impl_->add(std::move(name), instants.size());
  column.format = "tsu:UTC";
  column.buffers.int64s.resize(instants.size());
  for (std::size_t row = 0; row < instants.size(); ++row) {
    if (is_known(instants[row])) {
      column.buffers.int64s[row] = instants[row].micros;
    } else {
      mark_null(column, row);
    }
  }
}

void ArrowWriter::decimals(std::string name, std::vector<Int128> minor_units, int digits,
                           const std::vector<bool>& valid) {
  auto& column = impl_->add(std::move(name), minor_units.size());
  column.format = "d:38," + std::to_string(digits);
  mark_nulls(column, valid);
  column.buffers.decimals = std::move(minor_units);
}

void ArrowWriter::finish(ArrowArrayStream* out) {
  auto owner = std::make_unique<StreamOwner>();
  owner->batch = std::make_shared<const Batch>(std::move(impl_->batch));
  impl_->batch = {};
  *out = {};
  out->get_schema = stream_schema;
  out->get_next = stream_next;
  out->get_last_error = stream_error;
  out->release = release_stream;
  out->private_data = owner.release();
}

}  // namespace salespipe::exchange
