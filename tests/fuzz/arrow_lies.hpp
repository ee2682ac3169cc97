#pragma once

#include <cstddef>
#include <cstdint>

#include "arrow_columns.hpp"

// What a producer can say that is not so, where a consumer can see it; arrow_producer.hpp tells
// which lies there are. `which` is any number.
namespace salespipe::fuzz {

/// Lies of a stream that its producer must know of.
inline constexpr unsigned kSchemaFails = 4;
inline constexpr unsigned kBatchFails = 5;

void lie_of_stream(ArrowArrayStream& stream, unsigned which);
void lie_of_schema(ArrowSchema& table, unsigned which);
/// `field` is the place of a column among the children, `first` the first of them.
void lie_of_field(ArrowSchema*& field, const ArrowSchema& first, unsigned which);
void lie_of_batch(ArrowArray& table, unsigned which, std::size_t column, std::int64_t value);
void lie_of_array(ArrayNode& array, unsigned which, std::int64_t value);

}  // namespace salespipe::fuzz
