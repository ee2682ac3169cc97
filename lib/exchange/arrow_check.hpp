#pragma once

#include <string_view>

#include "salespipe/exchange/arrow_abi.hpp"

namespace salespipe::exchange {

/// Error(schema_violation) for a schema of a table that cannot be one: missing formats or children,
/// a dictionary whose codes are no integers, run-end encoded columns.
void check_schema(const ArrowSchema& schema);

/// What a batch says of itself, as far as the C interface lets one see it: the number of children
/// and buffers, lengths, offsets that do not rise, views that point outside their buffers, buffers
/// that are missing. After it the columns of known layouts can be read without looking again;
/// dictionary codes are checked as they are read. Error(schema_violation) names the column.
/// Cost: one pass over the offsets of text.
void check_batch(const ArrowSchema& schema, const ArrowArray& batch);

}  // namespace salespipe::exchange
