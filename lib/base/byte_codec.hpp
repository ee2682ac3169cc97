#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "salespipe/base/int128.hpp"

namespace salespipe {

__extension__ using Uint128 = unsigned __int128;

/// Error(corrupt): "not whole: it ends too early".
[[noreturn]] void corrupt(const std::string& what);

/// CRC-32C (Castagnoli), as iSCSI and most storage formats have it.
std::uint32_t crc32c(std::string_view bytes) noexcept;

/// Appends little-endian numbers, LEB128 varints and zigzag varints.
class ByteWriter {
 public:
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void fixed(std::uint64_t value, int bytes);
  void varint(Uint128 value);
  void zigzag(Int128 value);
  void text(std::string_view value);  ///< Its length as a varint, then its bytes.
  void raw(std::string_view bytes) { out_ += bytes; }
  const std::string& bytes() const noexcept { return out_; }

 private:
  std::string out_;
};

/// Reads them back. Error(corrupt) at the end of the bytes and for numbers that are too wide or not
/// in their shortest form.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t byte() {
    if (rest_.empty()) corrupt("it ends too early");
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t fixed(int bytes);
  Uint128 varint128();
  std::uint64_t varint() {
    if (rest_.empty() || (static_cast<std::uint8_t>(rest_.front()) & 0x80U) != 0) {
      return long_varint();
    }
    return byte();
  }
  Int128 zigzag128();
  std::int64_t zigzag();
  std::string_view text();
  /// A number of things of which each takes at least `least` bytes of what is left.
  std::uint64_t count(std::uint64_t least);
  std::size_t left() const noexcept { return rest_.size(); }
  /// Error(corrupt) unless everything was read.
  void end() const;

 private:
  std::uint64_t long_varint();

  std::string_view rest_;
};

}  // namespace salespipe
