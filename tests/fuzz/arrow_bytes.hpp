#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace salespipe::fuzz {

/// Numbers out of the bytes of an input; zeros behind its end.
class Bytes {
 public:
  explicit Bytes(std::string_view input) : rest_(input) {}
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto out = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return out;
  }
  /// 0 to `end - 1`.
  std::size_t below(std::size_t end) { return byte() % end; }
  std::int64_t wide() {
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) out = (out << 8U) | byte();
    std::int64_t number = 0;
    std::memcpy(&number, &out, sizeof number);
    return number;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace salespipe::fuzz
