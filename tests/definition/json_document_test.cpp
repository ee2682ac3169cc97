#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "definition_support.hpp"
#include "random_pipeline.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

using testing::any_in;
using testing::any_pipeline;
using testing::code_and_field;
using testing::error_of;
using ::testing::HasSubstr;
using testing::standard;

std::optional<Error> read_error(std::string_view text) {
  return error_of([&] { pipeline_from_json(text); });
}

TEST(JsonDocument, BrokenTextIsAParseErrorThatNamesTheLine) {
  const auto error = read_error("{\n  \"salespipe\": \"pipeline\",\n  \"version\": ,\n}");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::parse_error);
  EXPECT_EQ(error->place().line, 3);
  EXPECT_THAT(error->message(), HasSubstr("not valid JSON at column 14 of the line"));
}

TEST(JsonDocument, WhatIsSaidOfBrokenTextIsTextWhereverItBreaks) {
  // The parser stops within a character, and tells what it read so far.
  for (const std::string_view text : {"-\xD1\x90", "1.\xD1\x90", "t\xD1\x90", "[1,\xF0\x9F\x98\x80",
                                      "{\"a\"\xC3\xA5", "; expected \xD1\x90", "\"\\u\xD1\x90"}) {
    const auto error = read_error(text);
    ASSERT_TRUE(error) << text;
    EXPECT_TRUE(is_utf8(error->message())) << error->message();
  }
  EXPECT_THAT(read_error("-\xD1\x90")->message(), HasSubstr("; expected digit after '-'"));
}

TEST(JsonDocument, TextThatIsNotJsonAtAllIsAParseError) {
  for (const std::string_view text :
       {"", " ", "{", "[1", "nul", "{} {}", R"({"a":1,})", "'a'", "\xFF\xFE", "{\"a\":\"\xC3\"}",
        R"("\ud800")", "[1e999]", "{\"a\":\"\x01\"}"}) {
    const auto error = read_error(text);
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->code(), ErrorCode::parse_error) << text;
    EXPECT_EQ(error->place().line, 1) << text;
  }
}

TEST(JsonDocument, AnyOtherDocumentIsASchemaViolation) {
  for (const std::string_view text : {"null", "[]", "7", "\"pipeline\"", "true", "{}"}) {
    const auto error = read_error(text);
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->code(), ErrorCode::schema_violation) << text;
  }
}

TEST(JsonDocument, AFieldGivenTwiceIsRefusedWithItsPlace) {
  EXPECT_EQ(code_and_field([] { pipeline_from_json(R"({"a": [1, {"b": 1, "b": 2}]})"); }),
            "parse_error at /a/1/b");
}

TEST(JsonDocument, NestingEndsAtSixtyFourLevels) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(read_error(nested(64))->code(), ErrorCode::schema_violation);
  EXPECT_EQ(read_error(nested(65))->code(), ErrorCode::parse_error);
  EXPECT_EQ(read_error(std::string(4'000'000, '['))->code(), ErrorCode::parse_error);
}

TEST(JsonDocument, TextOverFourMebibytesIsNotRead) {
  auto text = to_json(standard());
  text.append(kMaxPipelineJsonBytes - text.size(), ' ');
  EXPECT_EQ(pipeline_from_json(text), standard());
  const auto error = read_error(text + " ");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::parse_error);
  EXPECT_THAT(error->message(), HasSubstr("4194305 bytes; at most 4194304"));
}

RC_GTEST_PROP(PipelineJsonProperty, AnyPipelineComesBackEqualAndAsTheSameBytes, ()) {
  const auto pipeline = any_pipeline();
  const auto text = to_json(pipeline);
  const auto again = pipeline_from_json(text);
  RC_ASSERT(again == pipeline);
  RC_ASSERT(to_json(again) == text);
  RC_ASSERT(pipeline_from_json(to_json(pipeline, JsonLayout::pretty)) == pipeline);
}

RC_GTEST_PROP(PipelineJsonProperty, EveryProbabilityComesBackExactly, ()) {
  auto definition = standard().definition();
  definition.stages[0].probability_ppm = any_in(0, kCertain + 1);
  const Pipeline pipeline(definition);
  RC_ASSERT(pipeline_from_json(to_json(pipeline)) == pipeline);
}

RC_GTEST_PROP(PipelineJsonProperty, RandomBytesAreReadOrRefusedButNothingElse, ()) {
  const auto text = *rc::gen::arbitrary<std::string>();
  const auto error = read_error(text);
  RC_ASSERT(error.has_value());
}

RC_GTEST_PROP(PipelineJsonProperty, ADamagedDocumentIsReadOrRefusedButNothingElse, ()) {
  static const std::string whole = to_json(standard(Fridge::with));
  auto text = whole;
  const int damages = any_in(1, 4);
  for (int i = 0; i < damages; ++i) {
    const auto at = any_in(std::size_t{0}, text.size());
    switch (any_in(0, 3)) {
      case 0:
        text[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        text.erase(at, any_in(std::size_t{1}, std::size_t{40}));
        break;
      default:
        text.insert(at, text.substr(at / 2, 20));
    }
    if (text.empty()) break;
  }
  if (const auto error = read_error(text)) {
    RC_ASSERT(!error->message().empty());
  } else {
    RC_ASSERT(pipeline_from_json(to_json(pipeline_from_json(text))) == pipeline_from_json(text));
  }
}

}  // namespace
}  // namespace salespipe
