#include "base/byte_codec.hpp"

#include <array>
#include <limits>

#include "salespipe/base/error.hpp"

namespace salespipe {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
    table[i] = crc;
  }
  return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  }
  return ~crc;
}

void corrupt(const std::string& what) { throw Error(ErrorCode::corrupt, "not whole: " + what); }

void ByteWriter::fixed(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) byte(static_cast<std::uint8_t>(value >> (8 * i)));
}

void ByteWriter::varint(Uint128 value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(0x80U | static_cast<std::uint8_t>(value & 0x7F)));
    value >>= 7;
  }
  byte(static_cast<std::uint8_t>(value));
}

void ByteWriter::zigzag(Int128 value) {
  const auto raw = static_cast<Uint128>(value) << 1;
  varint(value < 0 ? ~raw : raw);
}

void ByteWriter::text(std::string_view value) {
  varint(value.size());
  raw(value);
}

std::uint64_t ByteReader::fixed(int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value |= std::uint64_t{byte()} << (8 * i);
  return value;
}

Uint128 ByteReader::varint128() {
  Uint128 value = 0;
  for (int shift = 0; shift < 128; shift += 7) {
    const auto next = byte();
    const Uint128 part = next & 0x7FU;
    if (shift == 126 && part > 3) break;
    value |= part << shift;
    if ((next & 0x80U) == 0) {
      if (next == 0 && shift > 0) corrupt("a number is longer than it needs to be");
      return value;
    }
  }
  corrupt("a number is too wide");
}

std::uint64_t ByteReader::long_varint() {
  const auto value = varint128();
  if (value > std::numeric_limits<std::uint64_t>::max()) corrupt("a number is too wide");
  return static_cast<std::uint64_t>(value);
}

Int128 ByteReader::zigzag128() {
  const auto raw = varint128();
  const auto half = raw >> 1;
  return static_cast<Int128>((raw & 1) != 0 ? ~half : half);
}

std::int64_t ByteReader::zigzag() {
  const auto value = zigzag128();
  if (value > std::numeric_limits<std::int64_t>::max() ||
      value < std::numeric_limits<std::int64_t>::min()) {
    corrupt("a number is too wide");
  }
  return static_cast<std::int64_t>(value);
}

std::string_view ByteReader::text() {
  const auto size = count(1);
  const auto value = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(value.size());
  return value;
}

std::uint64_t ByteReader::count(std::uint64_t least) {
  const auto value = varint();
  if (value > rest_.size() / least) corrupt("it ends too early");
  return value;
}

void ByteReader::end() const {
  if (!rest_.empty()) corrupt("there are bytes behind its end");
}

}  // namespace salespipe
