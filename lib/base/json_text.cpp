#include "base/json_text.hpp"

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

bool needs_escape(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\';
}

void append_escaped(std::string& out, char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(byte) >> 4U];
      out += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
}

}  // namespace

void JsonText::text(std::string_view text) {
  unsigned char all = 0;
  bool is_plain = true;
  for (const char byte : text) {
    all |= static_cast<unsigned char>(byte);
    is_plain &= !needs_escape(byte);
  }
  if (all >= 0x80 && !is_utf8(text)) {
    throw Error(ErrorCode::invalid_argument,
                quoted(text) + " cannot be written as JSON: it is not UTF-8");
  }
  if (is_plain) return plain(text);
  separate();
  out_ += '"';
  for (const char byte : text) {
    if (needs_escape(byte)) {
      append_escaped(out_, byte);
    } else {
      out_ += byte;
    }
  }
  out_ += '"';
}

}  // namespace salespipe
