#include "salespipe/base/text.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace salespipe {
namespace {

using namespace std::string_view_literals;

TEST(IsPlainAscii, LooksAtEveryByteOfEveryLength) {
  for (std::size_t size = 0; size <= 20; ++size) {
    EXPECT_TRUE(is_plain_ascii(std::string(size, '~'))) << size;
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, ' ');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(is_plain_ascii(text), byte >= 0x20 && byte < 0x7F)
            << size << " " << at << " " << byte;
        ASSERT_EQ(is_utf8(text), byte < 0x80) << size << " " << at << " " << byte;
      }
    }
  }
}

TEST(Text, NamesOfPeopleInAnyScriptAreUtf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("\xC3\x85sa \xE6\x9D\x8E \xF0\x9F\x98\x80"));
}

TEST(Text, BrokenSequencesAreNotUtf8) {
  EXPECT_FALSE(is_utf8("\x80")) << "continuation alone";
  EXPECT_FALSE(is_utf8("\xC3")) << "cut off";
  EXPECT_FALSE(is_utf8("\xE6\x9D")) << "cut off";
  EXPECT_FALSE(is_utf8("\xC0\xAF")) << "overlong slash";
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF")) << "overlong slash";
  EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF")) << "overlong slash";
  EXPECT_FALSE(is_utf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_FALSE(is_utf8("\xFF")) << "never a lead byte";
  EXPECT_FALSE(
      is_utf8("\xC5"
              "sa"))
      << "Latin-1";
}

TEST(Text, LimitsOfUtf8AreIn) {
  EXPECT_TRUE(is_utf8("\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"));
  EXPECT_TRUE(is_utf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(Text, ControlCharactersAreThoseOfBothAsciiAndLatin1) {
  EXPECT_TRUE(has_control_characters("a\nb"));
  EXPECT_TRUE(has_control_characters("a\0b"sv));
  EXPECT_TRUE(has_control_characters("\x7F"));
  EXPECT_TRUE(has_control_characters("\xC2\x85"));
  EXPECT_FALSE(has_control_characters("caf\xC3\xA9\xC2\xA0"));
}

TEST(Text, QuotedTextShowsWhatCannotBeSeen) {
  EXPECT_EQ(salespipe::quoted("Lead"), "\"Lead\"");
  EXPECT_EQ(salespipe::quoted("a\nb"), "\"a\\x0Ab\"");
  EXPECT_EQ(salespipe::quoted("\xC5"
                              "sa"),
            "\"\\xC5sa\"");
  EXPECT_EQ(salespipe::quoted("\xC2\x85"), "\"\\xC2\\x85\"");
}

TEST(Text, QuotedTextIsCutBetweenCharacters) {
  std::string long_name;
  for (int i = 0; i < 79; ++i) long_name += 'a';
  long_name += "\xC3\x85\xC3\x85";
  EXPECT_EQ(salespipe::quoted(long_name), "\"" + long_name.substr(0, 81) + "...\"");
}

RC_GTEST_PROP(Text, AnyBytesQuotedFitIntoAMessage, (const std::string& bytes)) {
  const std::string message = salespipe::quoted(bytes);
  RC_ASSERT(is_utf8(message));
  RC_ASSERT(!has_control_characters(message));
  RC_ASSERT(message.size() <= 4 * 84 + 5);
}

}  // namespace
}  // namespace salespipe
