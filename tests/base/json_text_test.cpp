// JSON written straight into a text is what a library for JSON writes, byte for byte.
#include "base/json_text.hpp"

#include <optional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "salespipe/base/error.hpp"

namespace salespipe::test {
namespace {

using Json = nlohmann::ordered_json;

/// Nothing where it is refused.
std::optional<std::string> by_library(const std::string& text) {
  try {
    return Json(text).dump();
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::optional<std::string> by_us(const std::string& text) {
  std::string out;
  try {
    JsonText(out).text(text);
  } catch (const Error& error) {
    RC_ASSERT(error.code() == ErrorCode::invalid_argument);
    return std::nullopt;
  }
  return out;
}

RC_GTEST_PROP(JsonText, WritesTextsAsTheLibraryDoes, ()) {
  const auto texts = rc::gen::oneOf(
      rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)),
      rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
      rc::gen::element<std::string>("\x7f", "Åsa", "東京", "\xf0\x9f\x98\x80", "\xed\xa0\x80",
                                    "\xc0\x80", "\xf4\x90\x80\x80", "\xff", "a\xc3", ""));
  const std::string text = *texts + *texts;
  RC_ASSERT(by_us(text) == by_library(text));
}

TEST(JsonText, PutsCommasBetweenValuesAndNowhereElse) {
  std::string out;
  JsonText json(out);
  json.begin_object();
  json.key("none");
  json.begin_array();
  json.end_array();
  json.key("some");
  json.begin_array();
  json.number(1);
  json.boolean(false);
  json.begin_object();
  json.end_object();
  json.begin_object();
  json.name("a \"name\"");
  json.plain("text");
  json.key("more");
  json.json("null");
  json.end_object();
  json.end_array();
  json.key("last");
  json.text("a\nb");
  json.end_object();
  EXPECT_EQ(out,
            R"({"none":[],"some":[1,false,{},{"a \"name\"":"text","more":null}],"last":"a\nb"})");
  EXPECT_EQ(Json::parse(out).dump(), out);
}

}  // namespace
}  // namespace salespipe::test
