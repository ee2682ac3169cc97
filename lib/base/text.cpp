#include "salespipe/base/text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace salespipe {
namespace {

constexpr std::size_t kLongestQuote = 80;

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

/// Length of the well-formed UTF-8 sequence at `i`, 0 when there is none (Unicode, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const std::uint8_t lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;   // overlong
    if (lead == 0xED) high = 0x9F;  // surrogates
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;   // overlong
    if (lead == 0xF4) high = 0x8F;  // above U+10FFFF
  }
  if (length == 0 || text.size() - i < length) return 0;
  if (byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if ((byte_at(text, i + k) & 0xC0) != 0x80) return 0;
  }
  return length;
}

bool is_control(std::string_view text, std::size_t i) {
  const std::uint8_t lead = byte_at(text, i);
  if (lead < 0x20 || lead == 0x7F) return true;
  return lead == 0xC2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xA0;  // U+0080..U+009F
}

void append_hex(std::string& out, std::uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 0x0F];
}

constexpr std::uint64_t kEachByte = 0x0101'0101'0101'0101U;
constexpr std::uint64_t kHighBits = 0x80 * kEachByte;

/// Whether a test holds for all bytes, eight at a time: most texts are short and ASCII.
template <class Test>
bool all_words(std::string_view text, const Test& test) noexcept {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::uint64_t word = ' ' * kEachByte;
  if (text.size() < kWord) {
    if (!text.empty()) std::memcpy(&word, text.data(), text.size());
    return test(word);
  }
  const std::size_t last = text.size() - kWord;  // the last word may cover a part of the one before
  for (std::size_t i = 0; i < last; i += kWord) {
    std::memcpy(&word, text.data() + i, kWord);
    if (!test(word)) return false;
  }
  std::memcpy(&word, text.data() + last, kWord);
  return test(word);
}

}  // namespace

bool is_plain_ascii(std::string_view text) noexcept {
  return all_words(text, [](std::uint64_t eight) {
    // In a byte below 0x80, adding 0x60 sets the high bit from 0x20 on, adding 1 at 0x7F only.
    return (eight & kHighBits) == 0 && ((eight + 0x60 * kEachByte) & kHighBits) == kHighBits &&
           ((eight + kEachByte) & kHighBits) == 0;
  });
}

bool is_utf8(std::string_view text) noexcept {
  if (all_words(text, [](std::uint64_t eight) { return (eight & kHighBits) == 0; })) return true;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

bool has_control_characters(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control(text, i)) return true;
  }
  return false;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  std::size_t i = 0;
  while (i < text.size() && i < kLongestQuote) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) {
      append_hex(out, byte_at(text, i));
      ++i;
    } else if (is_control(text, i)) {
      for (std::size_t k = 0; k < length; ++k) append_hex(out, byte_at(text, i + k));
      i += length;
    } else {
      out.append(text.substr(i, length));
      i += length;
    }
  }
  if (i < text.size()) out += "...";
  out += '"';
  return out;
}

}  // namespace salespipe
