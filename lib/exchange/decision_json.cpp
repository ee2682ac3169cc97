#include "salespipe/exchange/decision_json.hpp"

#include <array>
#include <charconv>

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

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

namespace {

void append_reasons(std::string& out, const std::vector<Reason>& reasons) {
  out += R"(,"reasons":[)";
  for (const auto& reason : reasons) {
    if (&reason != &reasons.front()) out += ',';
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
  out += ']';
}

void append_allowed(std::string& out, bool allowed) {
  out += allowed ? R"({"allowed":true)" : R"({"allowed":false)";
}

}  // namespace

void append_json(std::string& out, const Decision& decision) {
  append_allowed(out, decision.allowed);
  out += R"(,"transition":)";
  append_text(out, to_string(decision.transition));
  append_reasons(out, decision.reasons);
  out += '}';
}

void append_json(std::string& out, const Undoing& undoing) {
  append_allowed(out, undoing.allowed);
  append_reasons(out, undoing.reasons);
  out += R"(,"recorded":[)";
  for (const auto& sequence : undoing.recorded) {
    if (&sequence != &undoing.recorded.front()) out += ',';
    append_number(out, sequence);
  }
  out += "]}";
}

std::string to_json(const Decision& decision) {
  std::string out;
  append_json(out, decision);
  return out;
}

}  // namespace salespipe::exchange
