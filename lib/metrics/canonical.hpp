#pragma once

#include <string>
#include <string_view>

namespace salespipe::metrics {

/// A text inside a canonical one: its length first, so that no two lists of texts look alike.
inline std::string canonical(std::string_view text) {
  return std::to_string(text.size()) + ':' + std::string(text);
}

}  // namespace salespipe::metrics
