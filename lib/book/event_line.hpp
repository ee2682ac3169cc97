#pragma once

#include <string>

#include "salespipe/book/event.hpp"

namespace salespipe {

/// Appends event_to_json_line(): whoever writes many keeps the memory of the text.
void append_event_line(std::string& out, const Event& event);

}  // namespace salespipe
