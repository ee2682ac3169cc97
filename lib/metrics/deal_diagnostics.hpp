#pragma once

#include <cstdint>
#include <string_view>

#include "salespipe/base/diagnostic.hpp"

namespace salespipe::metrics {

/// Adds the finding of that code about `rows` deals; nothing for no rows. The codes and what they
/// say are one table: the builder and the reports speak alike. Error(internal) for another code.
void note(Diagnostics& diagnostics, std::string_view code, std::int64_t rows);

}  // namespace salespipe::metrics
