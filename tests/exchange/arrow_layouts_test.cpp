#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/hand_built.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/int128.hpp"

namespace salespipe::exchange {
namespace {

using test::bytes;
using test::HandArray;
using test::HandTable;
using test::one_column;
using ::testing::ElementsAre;

constexpr std::int32_t kNone = 0;

std::string short_view(const std::string& text) {
  std::string out = bytes<std::int32_t>({static_cast<std::int32_t>(text.size())}) + text;
  out.resize(16, '\0');
  return out;
}

std::string long_view(std::int32_t size, std::int32_t buffer, std::int32_t offset) {
  return bytes<std::int32_t>({size, kNone, buffer, offset});
}

TEST(ArrowLayouts, AStringViewIsReadFromTheViewItselfOrFromOneOfItsBuffers) {
  auto table = one_column("vu", {4,
                                 {bytes<std::uint8_t>({0b1011}),
                                  short_view("ann") + long_view(14, 1, 2) + long_view(99, 9, 9) +
                                      short_view("twelve bytes"),
                                  "unused", "..Grace B. Hopper", bytes<std::int64_t>({6, 17})},
                                 1});
  const auto taken = table.taken();
  EXPECT_THAT(taken.text("x").values, ElementsAre("ann", "Grace B. Hoppe", "twelve bytes"));
  EXPECT_THAT(taken.text("x").codes, ElementsAre(0, 1, -1, 2));
}

TEST(ArrowLayouts, OffsetsOfABatchAndOfItsColumnsAddUp) {
  // Column rows: a b c d e f; the column starts at 1, the batch at 2 of it, and has 2 rows.
  HandTable table({{"x", "u", ""}},
                  {{2,
                    {HandArray{5,
                               {bytes<std::uint8_t>({0b110111}),
                                bytes<std::int32_t>({0, 1, 2, 3, 4, 5, 6}), "abcdef"},
                               1,
                               1}},
                    2}});
  EXPECT_THAT(table.taken().text("x").codes, ElementsAre(-1, 0));
}

TEST(ArrowLayouts, LargeTextAndNoBitmapAreRead) {
  auto table = one_column("U", {2, {std::nullopt, bytes<std::int64_t>({0, 0, 3}), "bob"}, -1});
  EXPECT_THAT(table.taken().texts("x"), ElementsAre("", "bob"));
}

TEST(ArrowLayouts, ChunksWithDictionariesOfTheirOwnShareOneListOfValues) {
  const auto chunk = [](std::initializer_list<std::uint16_t> codes, const std::string& letters) {
    auto values = std::make_shared<HandArray>(
        HandArray{static_cast<std::int64_t>(letters.size()),
                  {std::nullopt, bytes<std::int64_t>({0, 1, 2}), letters}});
    return HandArray{static_cast<std::int64_t>(codes.size()),
                     {std::nullopt, bytes<std::uint16_t>(codes)},
                     0,
                     0,
                     values};
  };
  HandTable table({{"x", "S", "U"}}, {{3, {chunk({0, 1, 0}, "ab")}}, {2, {chunk({0, 1}, "ba")}}});
  const auto read = table.taken().text("x");
  EXPECT_THAT(read.values, ElementsAre("a", "b"));
  EXPECT_THAT(read.codes, ElementsAre(0, 1, 0, 1, 0));
}

TEST(ArrowLayouts, ADictionaryOfStringViewsWithANullEntryIsRead) {
  auto values = std::make_shared<HandArray>(HandArray{
      2,
      {bytes<std::uint8_t>({0b01}), short_view("ann") + short_view("no"), bytes<std::int64_t>({})},
      1});
  auto table =
      one_column("C", {3, {std::nullopt, bytes<std::uint8_t>({0, 1, 0})}, 0, 0, values}, "vu");
  EXPECT_THAT(table.taken().texts("x"), ElementsAre("ann", "", "ann"));
}

TEST(ArrowLayouts, BooleansAreTheTextsTrueAndFalse) {
  auto table =
      one_column("b", {3, {bytes<std::uint8_t>({0b01110}), bytes<std::uint8_t>({0b00100})}, 0, 1});
  const auto taken = table.taken();
  EXPECT_TRUE(taken.is_text("x"));
  EXPECT_THAT(taken.texts("x"), ElementsAre("false", "true", "false"));
}

TEST(ArrowLayouts, ADate64IsADay) {
  auto table = one_column("tdm", {1, {std::nullopt, bytes<std::int64_t>({86'400'000LL * 20'000})}});
  const auto taken = table.taken();
  EXPECT_TRUE(taken.is_date("x"));
  EXPECT_THAT(taken.times("x", TimeZone::utc()).days, ElementsAre(Day{20'000}));
  EXPECT_EQ(taken.instants("x", TimeZone::find("America/New_York"), 3600)[0],
            TimeZone::find("America/New_York").at(Day{20'000}, 3600));
}

TEST(ArrowLayouts, EveryUnitOfATimestampIsRead) {
  const Day day = parse_day("2025-04-01");
  const std::int64_t seconds = day.number * 86'400LL + 3'000;
  std::int64_t scale = 1;
  for (const char* unit : {"s", "m", "u", "n"}) {
    for (const char* zone : {"", "UTC", "+05:30"}) {
      auto table = one_column(std::string("ts") + unit + ':' + zone,
                              {1, {std::nullopt, bytes<std::int64_t>({seconds * scale})}});
      const auto taken = table.taken();
      const auto west = TimeZone::find("America/New_York");
      const bool zoned = *zone != '\0';
      EXPECT_EQ(taken.times("x", west).days[0], zoned ? day + -1 : day) << unit << zone;
      EXPECT_EQ(taken.instants("x", TimeZone::utc(), 0)[0].micros, seconds * 1'000'000);
    }
    scale *= 1000;
  }
}

TEST(ArrowLayouts, DecimalsOfEveryWidthAreMoney) {
  auto narrow = one_column("d:9,2,32", {2, {std::nullopt, bytes<std::int32_t>({1250, -7})}});
  EXPECT_THAT(narrow.taken().money("x", 2), ElementsAre(1250, -7));
  auto middle = one_column("d:18,1,64", {2, {std::nullopt, bytes<std::int64_t>({125, -7})}});
  EXPECT_THAT(middle.taken().money("x", 2), ElementsAre(1250, -70));
  auto wide = one_column("d:38,3,128", {1, {std::nullopt, bytes<Int128>({Int128{-1250}})}});
  EXPECT_THAT(wide.taken().money("x", 2), ElementsAre(-125));
}

TEST(ArrowLayouts, ADecimalOf256BitsIsReadThoughItsDigitsNeedMoreThan128) {
  // 7.50 and -7.50 with 60 decimals: 75 * 10^59.
  std::uint64_t limbs[4] = {75, 0, 0, 0};
  for (int i = 0; i < 59; ++i) {
    Int128 carry = 0;
    for (auto& limb : limbs) {
      carry += static_cast<Int128>(limb) * 10;
      limb = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
  }
  std::string raw = bytes<std::uint64_t>({limbs[0], limbs[1], limbs[2], limbs[3]});
  bool carry = true;
  for (auto& limb : limbs) {
    limb = ~limb + (carry ? 1 : 0);
    carry = carry && limb == 0;
  }
  raw += bytes<std::uint64_t>({limbs[0], limbs[1], limbs[2], limbs[3]});
  auto table = one_column("d:76,60,256", {2, {std::nullopt, raw}});
  const auto taken = table.taken();
  EXPECT_THAT(taken.money("x", 2), ElementsAre(750, -750));
  EXPECT_THAT(taken.money("x", 1), ElementsAre(75, -75));
  EXPECT_THROW(static_cast<void>(taken.money("x", 0)), Error);
}

TEST(ArrowLayouts, AnUnsignedAmountIsReadWhileItFits) {
  auto table = one_column("L", {1, {std::nullopt, bytes<std::uint64_t>({90'000})}});
  EXPECT_THAT(table.taken().money("x", 2), ElementsAre(9'000'000));
  auto huge = one_column(
      "L", {1, {std::nullopt, bytes<std::uint64_t>({std::numeric_limits<std::uint64_t>::max()})}});
  EXPECT_THROW(static_cast<void>(huge.taken().money("x", 0)), Error);
}

TEST(ArrowLayouts, AColumnOfAnUnknownLayoutIsNoHindranceUntilItIsRead) {
  HandTable table(
      {{"id", "u", ""}, {"tags", "+l", ""}},
      {{1, {HandArray{1, {std::nullopt, bytes<std::int32_t>({0, 1}), "a"}}, HandArray{1, {}}}}});
  const auto taken = table.taken();
  EXPECT_THAT(taken.texts("id"), ElementsAre("a"));
  EXPECT_FALSE(taken.is_text("tags"));
  EXPECT_THROW(static_cast<void>(taken.money("tags", 2)), Error);
  EXPECT_THROW(static_cast<void>(taken.integers("tags")), Error);
  EXPECT_THROW(static_cast<void>(taken.times("tags", TimeZone::utc())), Error);
}

}  // namespace
}  // namespace salespipe::exchange
