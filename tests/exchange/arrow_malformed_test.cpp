#include <functional>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/hand_built.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::exchange {
namespace {

using test::bytes;
using test::HandArray;
using test::HandBatch;
using test::HandTable;
using test::one_column;
using ::testing::HasSubstr;

/// The message with which a table is refused; everything that it gave is released.
std::string refusal(HandTable table) {
  std::string message = "not refused";
  try {
    static_cast<void>(table.taken());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::schema_violation);
    message = error.what();
  }
  EXPECT_EQ(table.living, 0);
  return message;
}

TEST(MalformedArrow, MissingBuffersAreRefused) {
  EXPECT_THAT(
      refusal(one_column("i", {2, {std::nullopt, std::nullopt}})),
      HasSubstr("column \"x\": malformed Arrow array: the buffer of its values is missing"));
  EXPECT_THAT(
      refusal(one_column("u", {1, {std::nullopt, bytes<std::int32_t>({0, 3}), std::nullopt}})),
      HasSubstr("the buffer of its text is missing"));
  EXPECT_THAT(refusal(one_column("i", {1, {std::nullopt, bytes<std::int32_t>({1})}, 1})),
              HasSubstr("it has nulls and does not say where"));
  EXPECT_THAT(refusal(one_column("u", {1, {std::nullopt, bytes<std::int32_t>({0, 0})}})),
              HasSubstr("2 buffers where format \"u\" has 3"));
  EXPECT_THAT(refusal(one_column("vu", {1, {std::nullopt, std::string(16, '\0')}})),
              HasSubstr("2 buffers"));
  EXPECT_THAT(refusal(one_column("i", {1, {}})), HasSubstr("0 buffers"));
}

TEST(MalformedArrow, AnEmptyColumnNeedsNoBuffers) {
  auto table = one_column("u", {0, {std::nullopt, std::nullopt, std::nullopt}});
  EXPECT_EQ(table.taken().text("x").values.size(), 0U);
}

TEST(MalformedArrow, TextOffsetsThatFallAreRefused) {
  const auto with = [](std::initializer_list<std::int32_t> offsets) {
    return one_column("u", {2, {std::nullopt, bytes<std::int32_t>(offsets), "abc"}});
  };
  EXPECT_THAT(refusal(with({0, 2, 1})), HasSubstr("do not rise"));
  EXPECT_THAT(refusal(with({-1, 0, 1})), HasSubstr("do not rise"));
  EXPECT_THAT(refusal(one_column("U", {1, {std::nullopt, bytes<std::int64_t>({3, 0}), "abc"}})),
              HasSubstr("do not rise"));
}

TEST(MalformedArrow, ViewsThatPointOutsideTheirBuffersAreRefused) {
  const auto view = [](std::int32_t size, std::int32_t buffer, std::int32_t offset) {
    return one_column("vu", {1,
                             {std::nullopt, bytes<std::int32_t>({size, 0, buffer, offset}),
                              "twenty bytes of text", bytes<std::int64_t>({20})}});
  };
  EXPECT_EQ(refusal(view(20, 0, 0)), "not refused");
  for (auto& table : {view(21, 0, 0), view(20, 0, 1), view(20, 1, 0), view(20, -1, 0),
                      view(20, 0, -1), view(-1, 0, 0), view(20, 0, 0x7FFFFFFF)}) {
    EXPECT_THAT(refusal(table), HasSubstr("row 0: malformed Arrow array: the text lies outside"));
  }
  EXPECT_THAT(refusal(one_column("vu", {1,
                                        {std::nullopt, bytes<std::int32_t>({20, 0, 0, 0}),
                                         "twenty bytes of text", std::nullopt}})),
              HasSubstr("sizes of its text buffers are missing"));
}

TEST(MalformedArrow, LengthsThatCannotBeAreRefused) {
  const auto numbers = bytes<std::int32_t>({1, 2});
  EXPECT_THAT(refusal(HandTable({{"x", "i", ""}}, {{3, {HandArray{2, {std::nullopt, numbers}}}}})),
              HasSubstr("it has 2 rows where 3 are needed"));
  EXPECT_THAT(
      refusal(HandTable({{"x", "i", ""}}, {{2, {HandArray{2, {std::nullopt, numbers}}}, 1}})),
      HasSubstr("it has 2 rows where 3 are needed"));
  EXPECT_THAT(refusal(one_column("i", {2, {std::nullopt, numbers}, 0, -1})),
              HasSubstr("offset -1"));
  EXPECT_THAT(refusal(one_column("i", {2, {std::nullopt, numbers}, 3})),
              HasSubstr("3 nulls in 2 rows"));
  EXPECT_THAT(refusal(HandTable({{"x", "i", ""}}, {{-1, {HandArray{}}}})),
              HasSubstr("a batch of length -1"));
  EXPECT_THAT(refusal(one_column("n", {std::int64_t{1} << 60, {}})), HasSubstr("length"));
}

TEST(MalformedArrow, ABatchWithAnotherNumberOfColumnsIsRefused) {
  EXPECT_THAT(refusal(HandTable({{"x", "i", ""}}, {{0, {}}})),
              HasSubstr("0 columns where its schema has 1"));
}

TEST(MalformedArrow, DictionariesThatAreNotThereOrCodesThatPointNowhereAreRefused) {
  const auto values =
      std::make_shared<HandArray>(HandArray{1, {std::nullopt, bytes<std::int32_t>({0, 1}), "a"}});
  EXPECT_THAT(refusal(one_column("i", {1, {std::nullopt, bytes<std::int32_t>({0})}}, "u")),
              HasSubstr("only one of its schema and its data has a dictionary"));
  EXPECT_THAT(refusal(one_column("g", {1, {std::nullopt, bytes<double>({0})}, 0, 0, values}, "u")),
              HasSubstr("the codes of a dictionary are integers"));
  for (const std::int32_t code : {1, -1, 1'000'000}) {
    auto table =
        one_column("i", {1, {std::nullopt, bytes<std::int32_t>({code})}, 0, 0, values}, "u");
    const auto taken = table.taken();
    EXPECT_THROW(static_cast<void>(taken.text("x")), Error) << code;
  }
}

TEST(MalformedArrow, ARunEndEncodedColumnIsRefusedWithAWayOut) {
  EXPECT_THAT(refusal(one_column("+r", {1, {}})),
              HasSubstr("column \"x\": run-end encoded columns are not read; decode it first"));
}

TEST(MalformedArrow, ANameThatIsNoTextIsRefused) {
  EXPECT_THAT(refusal(HandTable({{"\xC3(", "i", ""}}, {})),
              HasSubstr("the name of column 0 is not UTF-8: \"\\xC3(\""));
}

TEST(MalformedArrow, TheReasonOfAStreamThatFailsIsToldAsText) {
  ArrowArrayStream stream{};
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema*) { return 5; };
  stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return 5; };
  stream.get_last_error = [](ArrowArrayStream*) { return "disk \xFF"; };
  stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  try {
    static_cast<void>(ArrowTable::consume(&stream));
    ADD_FAILURE() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io_error);
    EXPECT_THAT(error.what(), HasSubstr("its schema: \"disk \\xFF\""));
  }
}

TEST(MalformedArrow, TheLowestDecimalIsANumberLikeAnyOther) {
  std::string lowest(16, '\0');
  lowest.back() = '\x80';
  auto table = one_column("d:38,2", {1, {std::nullopt, lowest}});
  EXPECT_EQ(table.taken().exact_numbers("x").at(0), "-1701411834604692317316873037158841057.28");
}

}  // namespace
}  // namespace salespipe::exchange
