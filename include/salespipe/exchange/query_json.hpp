#pragma once

#include <string>
#include <string_view>

#include "salespipe/metrics/query.hpp"

namespace salespipe::exchange {

/// Reads a query document (docs/schemas/query.schema.json), the one form in which faces ask for
/// figures:
///   {"period": "2017-Q3", "compare": "previous", "by": ["owner"], "metrics": ["won_revenue"]}
/// `period` is a text as Period::parse() reads it, {"from": "...", "to": "..."} with `to` the first
/// day after, or a list of both. Only it is required. `today` is what relative periods are seen
/// from; kNoDay refuses them. Error(parse_error) for text that is not JSON,
/// Error(schema_violation) with the field's JSON pointer for unknown, missing or mistyped fields,
/// Error(invalid_argument) for values out of range.
metrics::Query query_from_json(std::string_view text, Day today = kNoDay);

/// The same document with every option in force, canonical. query_from_json() of it is the query.
std::string to_json(const metrics::Query& query);

}  // namespace salespipe::exchange
