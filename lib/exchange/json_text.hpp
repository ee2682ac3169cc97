#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// JSON written into room that is there already. An answer about a change that was made must not
// fail for want of memory, so it cannot be built from a tree of values.
namespace salespipe::exchange {

/// Appends `text`, which is UTF-8, in quotes.
void append_text(std::string& out, std::string_view text);

/// Appends a whole number.
void append_number(std::string& out, std::uint64_t number);

}  // namespace salespipe::exchange
