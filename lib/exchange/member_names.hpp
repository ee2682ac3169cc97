#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace salespipe::exchange {

/// The names of members of a document, in a table that the compiler can lay down.
struct MemberNames {
  std::string_view names[12];

  constexpr const std::string_view* begin() const noexcept { return std::begin(names); }
  constexpr const std::string_view* end() const noexcept {
    return std::find(std::begin(names), std::end(names), std::string_view());
  }
};

}  // namespace salespipe::exchange
