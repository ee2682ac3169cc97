#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.hpp"

namespace salespipe {

struct JsonLimits {
  std::size_t bytes;
  std::size_t depth;
};

/// Reads untrusted JSON text. Error(parse_error), with the line, for text over a limit, text that
/// is not JSON or not UTF-8, numbers out of range, and an object that has a field twice.
documents::json parse_json_document(std::string_view text, const JsonLimits& limits);

}  // namespace salespipe
