#pragma once

#include <string>

#include "salespipe/book/decision.hpp"

namespace salespipe::exchange {

/// {"allowed": false, "transition": "lose", "reasons": [{"severity": "refuse", "code":
/// "lost_reason_missing", "message": "...", "missing": ["lost_reason"]}]}; `missing` where it
/// names something.
std::string to_json(const Decision& decision);

/// The same, behind what is in `out` already. Takes no memory while it fits out.capacity().
void append_json(std::string& out, const Decision& decision);

}  // namespace salespipe::exchange
