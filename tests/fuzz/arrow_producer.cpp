#include "arrow_producer.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

#include "arrow_lies.hpp"
#include "calls.hpp"

namespace salespipe::fuzz {
namespace {

struct NamedColumn {
  const char* name;
  const char* format;
};

constexpr NamedColumn kOpportunities[] = {{"id", "u"},         {"stage", "u"},
                                          {"created", "tdD"},  {"closed", "tdD"},
                                          {"value", "d:18,2"}, {"currency", "u"},
                                          {"owner", "u"},      {"expected_close", "tdD"},
                                          {"account", "u"},    {"source", "u"},
                                          {"pipeline", "u"},   {"annual_value", "d:18,2"},
                                          {"name", "u"},       {"recorded_at", "tsu:UTC"},
                                          {"region", "u"}};
constexpr NamedColumn kHistory[] = {
    {"opportunity", "u"}, {"at", "tsu:UTC"},         {"stage", "u"},    {"value", "d:18,2"},
    {"owner", "u"},       {"expected_close", "tdD"}, {"pipeline", "u"}, {"recorded_at", "tsu:UTC"},
    {"currency", "u"}};
constexpr NamedColumn kInteractions[] = {
    {"at", "tsu:UTC"},         {"type", "u"},        {"owner", "u"},
    {"account", "u"},          {"opportunity", "u"}, {"external_id", "u"},
    {"recorded_at", "tsu:UTC"}};
constexpr NamedColumn kQuotas[] = {
    {"from", "tdD"}, {"to", "tdD"}, {"value", "d:18,2"}, {"owner", "u"}, {"currency", "u"}};
constexpr NamedColumn kRates[] = {{"day", "tdD"}, {"currency", "u"}, {"rate", "d:12,6"}};
constexpr NamedColumn kState[] = {{"slot", "u"},  {"period", "l"},    {"from", "tdD"},
                                  {"to", "tdD"},  {"owner", "u"},     {"bin", "l"},
                                  {"label", "u"}, {"value", "d:38,0"}};

std::span<const NamedColumn> columns_of(TableKind kind) {
  switch (kind) {
    case TableKind::opportunities:
      return kOpportunities;
    case TableKind::history:
      return kHistory;
    case TableKind::interactions:
      return kInteractions;
    case TableKind::quotas:
      return kQuotas;
    case TableKind::rates:
      return kRates;
    case TableKind::state:
      return kState;
  }
  return {};
}

constexpr std::array kFormats = {
    "u",    "U", "vu", "tdD",      "tdm",       "tss:",       "tsm:",    "tsu:UTC",  "tsn:",
    "l",    "L", "i",  "I",        "s",         "S",          "c",       "C",        "g",
    "f",    "b", "n",  "d:9,0,32", "d:18,2,64", "d:60,4,256", "d:38,-2", "d:38,999", "d:18",
    "tsx:", "e", "z",  "+l",       "xyz",       "d:38,60"};
constexpr std::array kCodes = {"c", "C", "s", "S", "i", "I", "l", "L"};
constexpr std::array kValues = {"u", "U", "vu", "l", "b"};

/// Texts that make sense in a column; `document` is the first of a state's labels.
std::vector<std::string> words_of(std::string_view column, const std::string& document) {
  if (column == "id" || column == "opportunity") return {"d1", "d2", "d3", "d4", "d5", "d6", "d7"};
  if (column == "stage") return {"Lead", "Won", "Lost", "Qualified", "Fridge", "Proposal made"};
  if (column == "owner") return {"ann", "bo", ""};
  if (column == "pipeline") return {"New business", "Renewals"};
  if (column == "currency") return {"EUR", "USD", "JPY", "KWD"};
  if (column == "type") return {"call", "email_in", "meeting", "email_out", "note"};
  if (column == "rate") return {"1.25", "0.9", "149.5"};
  if (column == "value" || column == "annual_value") return {"100.00", "-5", "12.5"};
  if (column == "slot")
    return {"#plan", "won_count", "won_value", "#data_through", "cycle_days", "customers"};
  if (column == "label") return {document, ""};
  return {"Acme", "Web", "x"};
}

ColumnType type_of(Bytes& in, const NamedColumn& column) {
  ColumnType out{column.name, column.format, {}};
  const std::uint8_t choice = in.byte();
  if (choice < 0xA0) return out;
  if (choice < 0xD0) {
    out.format = kFormats[in.below(kFormats.size())];
  } else {
    out.format = kCodes[in.below(kCodes.size())];
    out.values = kValues[in.below(kValues.size())];
  }
  return out;
}

}  // namespace

/// A schema with its memory.
struct ArrowProducer::Schema {
  ArrowSchema table{};
  std::deque<ArrowSchema> nodes;
  std::vector<ArrowSchema*> children;
  std::vector<ColumnType> columns;
  ArrowProducer* producer = nullptr;

  ArrowSchema& add(const char* format) {
    auto& node = nodes.emplace_back();
    node.format = format;
    node.release = [](ArrowSchema* schema) { schema->release = nullptr; };
    return node;
  }
};

/// A batch with its memory.
struct ArrowProducer::Batch {
  ArrowArray table{};
  std::vector<std::unique_ptr<ArrayNode>> columns;
  std::vector<ArrowArray*> children;
  std::array<const void*, 1> no_buffer{};
  ArrowProducer* producer = nullptr;
};

ArrowProducer::ArrowProducer(Bytes& in, TableKind kind, const std::vector<std::string>& any)
    : batch_that_fails_(std::numeric_limits<std::size_t>::max()) {
  const auto named = columns_of(kind);
  // All the columns that there are, in order; at times the input leaves one out.
  const std::uint8_t missing = in.byte();
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (missing >= 0xC0 && missing % named.size() == i) continue;
    columns_.push_back(type_of(in, named[i]));
  }
  schema_ = std::make_unique<Schema>();
  schema_->producer = this;
  schema_->columns = columns_;
  for (const auto& column : schema_->columns) {
    auto& node = schema_->add(column.format.c_str());
    node.name = column.name.c_str();
    node.flags = ARROW_FLAG_NULLABLE;
    if (!column.values.empty()) node.dictionary = &schema_->add(column.values.c_str());
    schema_->children.push_back(&node);
  }
  schema_->table.format = "+s";
  schema_->table.n_children = static_cast<std::int64_t>(schema_->children.size());
  schema_->table.children = schema_->children.data();
  for (std::size_t left = in.below(4); left > 0; --left) add_batch(in, any);

  stream_.private_data = this;
  stream_.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    return static_cast<ArrowProducer*>(self->private_data)->give_schema(out);
  };
  stream_.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    return static_cast<ArrowProducer*>(self->private_data)->give_batch(out);
  };
  stream_.get_last_error = [](ArrowArrayStream*) { return "no more of it"; };
  stream_.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  // Most tables are true, or no reader would get further than its first look.
  const std::uint8_t lies = in.byte();
  for (std::uint8_t left = lies < 0xC0 ? 0 : lies % 4; left > 0; --left) lie(in);
}

ArrowProducer::~ArrowProducer() = default;

void ArrowProducer::require_released() const {
  require(living_ == 0, "of an Arrow stream something was not released");
  require(stream_.release == nullptr, "an Arrow stream was not released");
}

void ArrowProducer::add_batch(Bytes& in, const std::vector<std::string>& any) {
  auto batch = std::make_unique<Batch>();
  batch->producer = this;
  batch->table.length = static_cast<std::int64_t>(in.below(9));
  batch->table.offset = static_cast<std::int64_t>(in.below(4) / 3);
  for (const auto& column : columns_) {
    batch->columns.push_back(make_column(in, column, batch->table.length + batch->table.offset,
                                         {words_of(column.name, any.back()), &any}));
    batch->children.push_back(&batch->columns.back()->array);
  }
  batch->table.n_buffers = 1;
  batch->table.buffers = batch->no_buffer.data();
  batch->table.n_children = static_cast<std::int64_t>(batch->children.size());
  batch->table.children = batch->children.data();
  batches_.push_back(std::move(batch));
}

void ArrowProducer::lie(Bytes& in) {
  const std::uint8_t which = in.byte();
  const std::size_t column = columns_.empty() ? 0 : in.below(columns_.size());
  if (which < 0x10) {
    lie_of_stream(stream_, which);
    schema_fails_ = schema_fails_ || which == kSchemaFails;
    if (which == kBatchFails) batch_that_fails_ = in.below(3);
  } else if (which < 0x40) {
    lie_of_schema(which, column);
  } else {
    lie_of_batch(which, column, in.wide());
  }
}

void ArrowProducer::lie_of_schema(unsigned which, std::size_t column) {
  if (which < 0x20 || columns_.empty()) {
    fuzz::lie_of_schema(schema_->table, which);
  } else {
    lie_of_field(schema_->children[column], *schema_->children[0], which);
  }
}

void ArrowProducer::lie_of_batch(unsigned which, std::size_t column, std::int64_t value) {
  if (batches_.empty()) return;
  Batch& batch = *batches_[static_cast<std::size_t>(value & 1) % batches_.size()];
  if (which < 0x60 || columns_.empty()) {
    fuzz::lie_of_batch(batch.table, which, column, value);
  } else {
    ArrayNode& array = *batch.columns[column];
    const bool of_dictionary = array.dictionary && which % 2 == 0;
    lie_of_array(of_dictionary ? *array.dictionary : array, which / 2, value);
  }
}

int ArrowProducer::give_schema(ArrowSchema* out) {
  if (schema_fails_) return 5;
  *out = schema_->table;
  if (out->format == nullptr && out->children == nullptr) return 0;  // released already, it says
  out->private_data = schema_.release();
  out->release = [](ArrowSchema* schema) {
    const std::unique_ptr<Schema> owned(static_cast<Schema*>(schema->private_data));
    --owned->producer->living_;
    schema->release = nullptr;
  };
  ++living_;
  return 0;
}

int ArrowProducer::give_batch(ArrowArray* out) {
  *out = {};
  if (given_++ == batch_that_fails_) return 5;
  if (batches_.empty()) return 0;
  *out = batches_.front()->table;
  out->private_data = batches_.front().release();
  batches_.pop_front();
  out->release = [](ArrowArray* array) {
    const std::unique_ptr<Batch> owned(static_cast<Batch*>(array->private_data));
    --owned->producer->living_;
    array->release = nullptr;
  };
  ++living_;
  return 0;
}

}  // namespace salespipe::fuzz
