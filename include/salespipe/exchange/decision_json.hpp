#pragma once

#include <string>

#include "salespipe/book/decision.hpp"
#include "salespipe/book/undoing.hpp"

namespace salespipe::exchange {

/// {"allowed": false, "transition": "lose", "reasons": [{"severity": "refuse", "code":
/// "lost_reason_missing", "message": "...", "missing": ["lost_reason"]}]}; `missing` where it
/// names something.
std::string to_json(const Decision& decision);

/// The same, behind what is in `out` already. Takes no memory while it fits out.capacity().
void append_json(std::string& out, const Decision& decision);

/// {"allowed": true, "reasons": [...], "recorded": [12]}, likewise.
void append_json(std::string& out, const Undoing& undoing);

}  // namespace salespipe::exchange
