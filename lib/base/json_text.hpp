#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace salespipe {

/// Writes JSON straight into a text, without a tree in between: for what is written a million
/// times. Gives the bytes that nlohmann::ordered_json::dump() gives; a test holds both equal.
class JsonText {
 public:
  explicit JsonText(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  /// A member's name: no character of it needs escaping.
  void key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    is_first_ = true;  // the value follows without a comma
  }

  /// The same of any characters.
  void name(std::string_view name) {
    text(name);
    out_ += ':';
    is_first_ = true;
  }

  /// Error(invalid_argument) unless it is UTF-8.
  void text(std::string_view text);
  /// A text without quotes, backslashes and control characters, in UTF-8.
  void plain(std::string_view text) {
    separate();
    out_ += '"';
    out_ += text;
    out_ += '"';
  }
  void boolean(bool value) { json(value ? "true" : "false"); }
  template <std::integral Number>
  void number(Number value) {
    json(std::to_string(value));
  }
  /// A value that is JSON already.
  void json(std::string_view value) {
    separate();
    out_ += value;
  }

 private:
  void separate() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }
  void open(char bracket) {
    separate();
    out_ += bracket;
    is_first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    is_first_ = false;
  }

  std::string& out_;
  bool is_first_ = true;
};

}  // namespace salespipe
