#include "salespipe/exchange/table_json.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe::exchange {
namespace {

using documents::json;

constexpr JsonLimits kTableLimits{64U << 20U, 8};

enum class ColumnType : std::uint8_t { text, date, time, integer };

std::optional<ColumnType> parse_column_type(std::string_view text) {
  if (text == "text") return ColumnType::text;
  if (text == "date") return ColumnType::date;
  if (text == "time") return ColumnType::time;
  if (text == "integer") return ColumnType::integer;
  return std::nullopt;
}

/// The values of a column, each read where it is not null.
template <class Value, class Read>
std::vector<Value> values_of(const json& values, const std::string& pointer, Value null,
                             const Read& read) {
  std::vector<Value> out(values.size(), null);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_null()) out[i] = read(values[i], pointer + "/" + std::to_string(i));
  }
  return out;
}

std::vector<bool> given(const json& values) {
  std::vector<bool> out;
  for (const auto& value : values) out.push_back(!value.is_null());
  return out;
}

void add_integers(ArrowWriter& out, std::string name, const json& values,
                  const std::string& pointer) {
  auto numbers = values_of<std::int64_t>(
      values, pointer, 0, [](const json& value, const std::string& at) -> std::int64_t {
        if (!value.is_number_integer() ||
            (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) {
          violates_schema(at, "expected a whole number, found " +
                                  (value.is_number() ? value.dump() : json_type(value)));
        }
        return value.get<std::int64_t>();
      });
  out.int64(std::move(name), std::move(numbers), given(values));
}

void add_column(ArrowWriter& out, const JsonFields& column) {
  auto name = column.text("name");
  const auto& values = column.require("values");
  const auto pointer = column.at("values");
  switch (
      column.word_or("type", ColumnType::text, parse_column_type, "text, date, time or integer")) {
    case ColumnType::text:
      return out.text(std::move(name), values_of<std::string>(values, pointer, "", require_string),
                      given(values));
    case ColumnType::date:
      return out.dates(std::move(name), values_of<Day>(values, pointer, kNoDay, day_at));
    case ColumnType::time:
      return out.instants(std::move(name),
                          values_of<Instant>(values, pointer, kNoInstant,
                                             [](const json& value, const std::string& at) {
                                               const auto& text = require_string(value, at);
                                               return at_field(
                                                   at, [&] { return Instant::parse(text); });
                                             }));
    case ColumnType::integer:
      return add_integers(out, std::move(name), values, pointer);
  }
}

}  // namespace

ArrowWriter table_from_json(std::string_view document) {
  const json parsed = parse_json_document(document, kTableLimits);
  const JsonFields fields(parsed, "", {"columns"});
  const auto& columns = fields.require("columns");
  require_array(columns, "/columns");
  ArrowWriter out;
  std::optional<std::size_t> rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const JsonFields column(columns[i], "/columns/" + std::to_string(i),
                            {"name", "type", "values"});
    const auto& values = column.require("values");
    require_array(values, column.at("values"));
    if (rows && *rows != values.size()) {
      violates_schema(column.at("values"), "has " + std::to_string(values.size()) +
                                               " values, the columns before it have " +
                                               std::to_string(*rows));
    }
    rows = values.size();
    add_column(out, column);
  }
  return out;
}

}  // namespace salespipe::exchange
