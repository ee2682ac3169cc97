#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace salespipe {

/// The names of an enumeration whose values are 0, 1, 2, ... in the order of the names.
template <class Enum, std::size_t Count>
struct EnumNames {
  std::array<std::string_view, Count> names;

  constexpr std::string_view name(Enum value) const noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < Count ? names[index] : std::string_view{};
  }
  constexpr std::optional<Enum> parse(std::string_view text) const noexcept {
    for (std::size_t index = 0; index < Count; ++index) {
      if (names[index] == text) return static_cast<Enum>(index);
    }
    return std::nullopt;
  }
};

/// True when the value is one of the first `count` enumerators: data from a host may hold others.
template <class Enum>
constexpr bool is_enumerator(Enum value, std::size_t count) noexcept {
  return static_cast<std::size_t>(value) < count;
}

}  // namespace salespipe
