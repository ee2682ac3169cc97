#pragma once

#include <string_view>

#include "salespipe/exchange/arrow_writer.hpp"

namespace salespipe::exchange {

/// A table that is given as a document (docs/schemas/table.schema.json), for hosts that have no
/// Arrow library and not too many rows:
///   {"columns": [{"name": "id", "values": ["a", "b"]},
///                {"name": "created", "type": "date", "values": ["2026-01-05", null]}]}
/// Types are "text" (without one), "date" ("2026-01-05"), "time" (RFC 3339 with an offset),
/// "integer". Money is text: "12000.50". All columns have the same number of values; null is no
/// value. Error(parse_error); Error(schema_violation) with the JSON pointer of the value. At most
/// 64 MiB of text. Cost: linear.
ArrowWriter table_from_json(std::string_view document);

}  // namespace salespipe::exchange
