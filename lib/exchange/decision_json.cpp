#include "salespipe/exchange/decision_json.hpp"

#include "exchange/json_text.hpp"

namespace salespipe::exchange {

void append_text(std::string& out, std::string_view text) {
  constexpr const char* kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const Decision& decision) {
  out +=
      decision.allowed ? R"({"allowed":true,"transition":)" : R"({"allowed":false,"transition":)";
  append_text(out, to_string(decision.transition));
  out += R"(,"reasons":[)";
  for (const auto& reason : decision.reasons) {
    if (&reason != &decision.reasons.front()) out += ',';
    out += R"({"severity":)";
    append_text(out, to_string(reason.severity));
    out += R"(,"code":)";
    append_text(out, reason.code);
    out += R"(,"message":)";
    append_text(out, reason.message);
    if (!reason.missing.empty()) {
      out += R"(,"missing":[)";
      for (const auto& missing : reason.missing) {
        if (&missing != &reason.missing.front()) out += ',';
        append_text(out, missing);
      }
      out += ']';
    }
    out += '}';
  }
  out += "]}";
}

std::string to_json(const Decision& decision) {
  std::string out;
  append_json(out, decision);
  return out;
}

}  // namespace salespipe::exchange
