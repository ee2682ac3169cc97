#pragma once

#include "base/json.hpp"
#include "salespipe/base/diagnostic.hpp"

namespace salespipe::exchange {

/// [{"severity", "code", "message", "rows", "where"}, ...]; the last two where they hold something.
documents::ordered_json diagnostics_json(const Diagnostics& diagnostics);

}  // namespace salespipe::exchange
