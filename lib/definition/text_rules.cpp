#include "definition/text_rules.hpp"

#include <cstdint>

#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

void check_characters(std::string_view text, std::size_t most, const std::string& what,
                      const std::string& field) {
  if (text.size() > most) {
    refuse(ErrorCode::invalid_argument,
           what + " has " + std::to_string(text.size()) + " bytes; at most " +
               std::to_string(most) + " are allowed, so shorten it",
           field);
  }
  if (!is_utf8(text)) {
    refuse(ErrorCode::invalid_argument,
           what + " " + salespipe::quoted(text) + " is not UTF-8; convert it", field);
  }
  if (has_control_characters(text)) {
    refuse(ErrorCode::invalid_argument,
           what + " " + salespipe::quoted(text) +
               " holds a control character (such as a line break); remove it",
           field);
  }
}

/// Lower case of a letter with two bytes in UTF-8; other code points as they are.
std::uint32_t lower_two_bytes(std::uint32_t c) noexcept {
  const auto in = [c](std::uint32_t low, std::uint32_t high) { return c >= low && c <= high; };
  if (in(0xC0, 0xDE) && c != 0xD7) return c + 0x20;  // Latin-1
  // Latin Extended-A: upper and lower case alternate, but not evenly throughout.
  const bool upper_is_even = in(0x100, 0x12F) || in(0x132, 0x137) || in(0x14A, 0x177);
  const bool upper_is_odd = in(0x139, 0x148) || in(0x179, 0x17E);
  if (upper_is_even && c % 2 == 0) return c + 1;
  if (upper_is_odd && c % 2 == 1) return c + 1;
  if (in(0x391, 0x3A9) && c != 0x3A2) return c + 0x20;  // Greek
  if (in(0x400, 0x40F)) return c + 0x50;                // Cyrillic
  if (in(0x410, 0x42F)) return c + 0x20;
  return c;
}

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

void refuse(ErrorCode code, const std::string& message, const std::string& field) {
  ErrorPlace place;
  place.field = field;
  throw Error(code, message, place);
}

void check_name(std::string_view text, const std::string& what, const std::string& field) {
  if (trimmed(text).empty()) {
    refuse(ErrorCode::invalid_argument, what + " is empty; give it a name", field);
  }
  check_characters(text, kMaxNameBytes, what, field);
}

void check_text(std::string_view text, const std::string& what, const std::string& field) {
  check_characters(text, kMaxTextBytes, what, field);
}

void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const std::string& what,
                 const std::string& field) {
  if (value >= low && value <= high) return;
  refuse(ErrorCode::invalid_argument,
         what + " is " + std::to_string(value) + "; it must be from " + std::to_string(low) +
             " to " + std::to_string(high),
         field);
}

std::string json_pointer(const std::string& pointer, std::string_view field) {
  std::string result = pointer + "/";
  for (const char c : field) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kSpaces = " \t\r\n";
  const auto first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

std::string folded(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte >= 'A' && byte <= 'Z') {
      out += static_cast<char>(byte + ('a' - 'A'));
    } else if (byte >= 0xC2 && byte <= 0xDF && i + 1 < utf8.size()) {
      const auto next = static_cast<unsigned char>(utf8[++i]);
      const auto code = (static_cast<std::uint32_t>(byte & 0x1FU) << 6U) | (next & 0x3FU);
      const auto lower = lower_two_bytes(code);
      out += static_cast<char>(0xC0U | (lower >> 6U));
      out += static_cast<char>(0x80U | (lower & 0x3FU));
    } else {
      out += utf8[i];
    }
  }
  return out;
}

std::string slug(std::string_view name, char separator) {
  constexpr std::size_t kMost = 150;  // room for a number behind it
  std::string out;
  bool gap = false;
  for (const char c : folded(name)) {
    if (!is_letter_or_digit(c)) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += separator;
    gap = false;
    out += c;
  }
  if (out.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    while (!out.empty() && out.back() == separator) out.pop_back();
  }
  return out;
}

std::string derive_id(std::string_view name, char separator, const std::string& fallback,
                      std::set<std::string, std::less<>>& taken) {
  std::string base = slug(name, separator);
  if (base.empty()) base = fallback;
  std::string id = base;
  for (int number = 2; !taken.insert(id).second; ++number) {
    id = base + separator + std::to_string(number);
  }
  return id;
}

}  // namespace salespipe
