#pragma once

#include <cstdint>
#include <string_view>

namespace salespipe::metrics {

/// FNV-1a, 64 bits: the same on every machine and in every release.
constexpr std::uint64_t spec_hash(std::string_view text) noexcept {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : text) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 1099511628211ULL;
  }
  return hash;
}

}  // namespace salespipe::metrics
