#include "salespipe/exchange/arrow_table.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/exchange/arrow_writer.hpp"

namespace salespipe::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ArrowTable taken(ArrowWriter writer) {
  ArrowArrayStream stream;
  writer.finish(&stream);
  return ArrowTable::consume(&stream);
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ArrowTable, TextBecomesCodesAndNullHasNone) {
  ArrowWriter writer;
  writer.text("owner", {"ann", "", "bob", "ann"});
  writer.dictionary("source", {1, -1, 0, 1}, {"Web", "Fair"});
  const auto table = taken(std::move(writer));
  const auto owner = table.text("owner");
  EXPECT_THAT(owner.values, ElementsAre("ann", "", "bob"));
  EXPECT_THAT(owner.codes, ElementsAre(0, 1, 2, 0));
  EXPECT_THAT(table.text("source").codes, ElementsAre(1, -1, 0, 1));
  EXPECT_THAT(table.texts("source"), ElementsAre("Fair", "", "Web", "Fair"));
}

TEST(ArrowTable, AnInstantFallsOnTheDayOfTheAskedZone) {
  ArrowWriter writer;
  writer.instants("at", {Instant::parse("2025-03-31T23:30:00-04:00"), kNoInstant});
  const auto table = taken(std::move(writer));
  EXPECT_EQ(table.times("at", TimeZone::find("America/New_York")).days[0], parse_day("2025-03-31"));
  EXPECT_EQ(table.times("at", TimeZone::utc()).days[0], parse_day("2025-04-01"));
  EXPECT_EQ(table.times("at", TimeZone::utc()).days[1], kNoDay);
}

TEST(ArrowTable, ADateIsItsOwnDayInEveryZone) {
  ArrowWriter writer;
  writer.dates("closed", {parse_day("1969-12-31"), kNoDay});
  const auto table = taken(std::move(writer));
  EXPECT_EQ(table.times("closed", TimeZone::find("Pacific/Apia")).days[0], parse_day("1969-12-31"));
  EXPECT_EQ(table.times("closed", TimeZone::utc()).days[1], kNoDay);
}

TEST(ArrowTable, MoneyIsReadExactlyFromDecimalsIntegersTextAndCleanFloats) {
  ArrowWriter writer;
  writer.decimals("decimal", {1'234'567, -5}, 3, {true, true});
  writer.int64("integer", {12, -7});
  writer.text("text", {"12.5", "0.01"});
  writer.float64("float", {0.07, std::nan("")});
  const auto table = taken(std::move(writer));
  EXPECT_THAT(table.money("decimal", 3), ElementsAre(1'234'567, -5));
  EXPECT_THAT(table.money("decimal", 4), ElementsAre(12'345'670, -50));
  EXPECT_THAT(table.money("integer", 2), ElementsAre(1200, -700));
  EXPECT_THAT(table.money("text", 2), ElementsAre(1250, 1));
  EXPECT_THAT(table.money("float", 2), ElementsAre(7, kNoValue));
}

TEST(ArrowTable, MoneyThatIsNotExactIsRefusedWithColumnAndRow) {
  ArrowWriter writer;
  writer.decimals("value", {1000, 1005}, 3);
  writer.float64("rate", {1.0, 0.333});
  writer.int64("huge", {1, std::numeric_limits<std::int64_t>::max()});
  const auto table = taken(std::move(writer));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.money("value", 2)); }),
              HasSubstr("column \"value\": row 1: the amount has more than 2 decimals"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.money("rate", 2)); }),
              HasSubstr("row 1: the floating-point amount is not exact"));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.money("huge", 2)); }),
              HasSubstr("row 1: the amount does not fit"));
}

TEST(ArrowTable, AMissingColumnIsNamedTogetherWithThoseThereAre) {
  ArrowWriter writer;
  writer.int64("amount", {1});
  const auto table = taken(std::move(writer));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.text("owner")); }),
              HasSubstr("column \"owner\": the table has no such column; it has \"amount\""));
  EXPECT_THAT(message_of([&] { static_cast<void>(table.text("amount")); }),
              HasSubstr("text is expected"));
}

TEST(ArrowTable, AConsumedStreamIsRefused) {
  ArrowWriter writer;
  writer.int64("amount", {1});
  ArrowArrayStream stream;
  writer.finish(&stream);
  static_cast<void>(ArrowTable::consume(&stream));
  EXPECT_THROW(static_cast<void>(ArrowTable::consume(&stream)), Error);
}

TEST(ArrowWriter, ColumnsOfDifferentLengthAreRefused) {
  ArrowWriter writer;
  writer.int64("a", {1, 2});
  EXPECT_THROW(writer.int64("b", {1}), Error);
}

RC_GTEST_PROP(ArrowTable, WhatIsWrittenIsReadBack, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(0, 50);
  const auto texts = *rc::gen::container<std::vector<std::string>>(
      rows, rc::gen::string<std::string>().as("text"));
  std::vector<std::string> ascii = texts;
  for (auto& text : ascii) {
    for (auto& c : text) c = static_cast<char>(c & 0x7F);
  }
  const auto amounts = *rc::gen::container<std::vector<std::int64_t>>(
      rows, rc::gen::inRange<std::int64_t>(-(1LL << 61), 1LL << 61));
  std::vector<Day> days;
  for (std::size_t i = 0; i < rows; ++i) {
    days.push_back(*rc::gen::element(true, false) ? Day{*rc::gen::inRange(-208'188, 2'932'897)}
                                                  : kNoDay);
  }
  ArrowWriter writer;
  writer.text("text", ascii);
  writer.decimals("money", {amounts.begin(), amounts.end()}, 2);
  writer.dates("day", days);
  const auto table = taken(std::move(writer));
  RC_ASSERT(table.rows() == static_cast<std::int64_t>(rows));
  RC_ASSERT(table.texts("text") == ascii);
  RC_ASSERT(table.money("money", 2) == amounts);
  RC_ASSERT(table.times("day", TimeZone::utc()).days == days);
}

}  // namespace
}  // namespace salespipe::exchange
