#include "definition/json_document.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "definition/text_rules.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

using Json = nlohmann::json;

/// Builds the document from the parser's events; unlike the library's own builder it refuses depth
/// over the limit and a field given twice, of which the last would win unnoticed.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  Json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }  // not in JSON text
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (open_.back()->contains(name)) {
      ErrorPlace place;
      place.field = json_pointer(pointer(), name);
      throw Error(ErrorCode::parse_error, "the field is given twice; keep one of them",
                  std::move(place));
    }
    key_ = name;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const Json::exception& cause) override {
    const auto read = text_.substr(0, std::min(position, text_.size()));
    const auto line_start = read.rfind('\n') == std::string_view::npos ? 0 : read.rfind('\n') + 1;
    ErrorPlace place;
    place.line = 1 + std::count(read.begin(), read.end(), '\n');
    throw Error(ErrorCode::parse_error, explain(read, line_start, cause), std::move(place));
  }

 private:
  std::string explain(std::string_view read, std::size_t line_start,
                      const Json::exception& cause) const {
    constexpr int kNumberOutOfRange = 406;
    if (cause.id == kNumberOutOfRange) return "a number is too large; write a smaller one";
    const auto column = std::max<std::size_t>(1, read.size() - line_start);
    std::string message =
        "not valid JSON at column " + std::to_string(column) + " of the line, after " +
        salespipe::quoted(
            read.substr(std::max(line_start, read.size() < 20 ? 0 : read.size() - 20)));
    const std::string what = cause.what();
    // What was read last comes behind it at times, and may end in the middle of a character.
    const auto at = what.rfind("; expected ");
    const auto expected = at == std::string::npos
                              ? std::string()
                              : what.substr(at, what.find("; last read: ", at) - at);
    if (!expected.empty() && is_utf8(expected)) {
      message += expected;
    } else {
      message += "; correct the text there";
    }
    return message;
  }

  template <class Value>
  bool put(Value&& value) {
    place(Json(std::forward<Value>(value)));
    return true;
  }

  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    Json& slot = parent[key_];
    slot = std::move(value);
    return &slot;
  }

  bool open(Json container) {
    if (open_.size() >= depth_) {
      ErrorPlace place;
      place.field = pointer();
      throw Error(
          ErrorCode::parse_error,
          "the document is nested deeper than " + std::to_string(depth_) + " levels; flatten it",
          std::move(place));
    }
    keys_.push_back(key_);
    // A parent's address stays: while a child is open, nothing is added to the parent.
    open_.push_back(place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  /// Where the innermost open container lies.
  std::string pointer() const {
    std::string result;
    for (std::size_t i = 1; i < open_.size(); ++i) {
      const Json& parent = *open_[i - 1];
      result =
          json_pointer(result, parent.is_array() ? std::to_string(parent.size() - 1) : keys_[i]);
    }
    return result;
  }

  std::string_view text_;
  std::size_t depth_;
  Json root_;
  std::vector<Json*> open_;
  std::vector<std::string> keys_;  // the key under which each open container lies
  std::string key_;
};

}  // namespace

nlohmann::json parse_json_document(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(ErrorCode::parse_error, "the document has " + std::to_string(text.size()) +
                                            " bytes; at most " + std::to_string(limits.bytes) +
                                            " are read");
  }
  Builder builder(text, limits.depth);
  if (!Json::sax_parse(text, &builder)) {
    throw Error(ErrorCode::internal, "the JSON reader stopped without saying why");
  }
  return builder.take();
}

}  // namespace salespipe
