#include "salespipe/base/int128.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;

constexpr std::int64_t kLeast64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost64 = std::numeric_limits<std::int64_t>::max();

Int128 most() {
  const Int128 half = Int128{1} << 126;
  return half - 1 + half;
}

Int128 least() { return -most() - 1; }

/// Numbers of all sizes: 128 random bits, shifted down by up to 127.
Int128 any_number() {
  const auto high = *rc::gen::arbitrary<std::uint64_t>();
  const auto low = *rc::gen::arbitrary<std::uint64_t>();
  const int shift = *rc::gen::inRange(0, 128);
  __extension__ using Bits = unsigned __int128;
  const Bits bits = (Bits{high} << 64) | low;
  return static_cast<Int128>(bits) >> shift;
}

TEST(Int128, ZeroAndSmallNumbersAreWrittenPlainly) {
  EXPECT_EQ(to_string(Int128{0}), "0");
  EXPECT_EQ(to_string(Int128{-7}), "-7");
  EXPECT_EQ(to_string(Int128{kMost64} + 1), "9223372036854775808");
}

TEST(Int128, ExtremesAreWrittenInFull) {
  EXPECT_EQ(to_string(most()), "170141183460469231731687303715884105727");
  EXPECT_EQ(to_string(least()), "-170141183460469231731687303715884105728");
}

TEST(Int128, ReadsThirtyEightDigitsWithEitherSign) {
  const std::string nines(38, '9');
  EXPECT_EQ(to_string(parse_int128(nines)), nines);
  EXPECT_EQ(to_string(parse_int128("-" + nines)), "-" + nines);
  EXPECT_EQ(parse_int128("+12"), 12);
  EXPECT_EQ(parse_int128("-0"), 0);
  EXPECT_EQ(parse_int128("007"), 7);
}

TEST(Int128, RefusesWhatIsNotAWholeNumber) {
  for (const char* text : {"", "-", "+", "--1", "1.0", " 1", "1 ", "1e3", "0x10", "\xD9\xA1"}) {
    EXPECT_EQ(code_of([&] { parse_int128(text); }), ErrorCode::parse_error) << text;
  }
  EXPECT_EQ(code_of([] { parse_int128(std::string(39, '0')); }), ErrorCode::parse_error);
}

TEST(Int128, NarrowsUpToTheLimitsOf64Bits) {
  EXPECT_EQ(narrow_int64(Int128{kMost64}), kMost64);
  EXPECT_EQ(narrow_int64(Int128{kLeast64}), kLeast64);
  EXPECT_EQ(code_of([] { narrow_int64(Int128{kMost64} + 1); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { narrow_int64(Int128{kLeast64} - 1); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { narrow_int64(most()); }), ErrorCode::overflow);
}

TEST(Int128, HalvesRoundToTheEvenNeighbour) {
  EXPECT_EQ(divide_half_even(1, 2), 0);
  EXPECT_EQ(divide_half_even(3, 2), 2);
  EXPECT_EQ(divide_half_even(5, 2), 2);
  EXPECT_EQ(divide_half_even(-1, 2), 0);
  EXPECT_EQ(divide_half_even(-3, 2), -2);
  EXPECT_EQ(divide_half_even(-5, 2), -2);
  EXPECT_EQ(divide_half_even(5, -2), -2);
  EXPECT_EQ(divide_half_even(-7, -2), 4);
}

TEST(Int128, EverythingButHalvesRoundsToTheNearest) {
  EXPECT_EQ(divide_half_even(4, 3), 1);
  EXPECT_EQ(divide_half_even(5, 3), 2);
  EXPECT_EQ(divide_half_even(-4, 3), -1);
  EXPECT_EQ(divide_half_even(-5, 3), -2);
  EXPECT_EQ(divide_half_even(6, 3), 2);
}

TEST(Int128, DividesItsExtremesExactly) {
  EXPECT_EQ(divide_half_even(least(), 1), least());
  EXPECT_EQ(divide_half_even(most(), -1), -most());
  EXPECT_EQ(divide_half_even(least(), least()), 1);
  EXPECT_EQ(divide_half_even(most(), least()), -1) << "just under one";
  EXPECT_EQ(divide_half_even(most(), most()), 1);
  EXPECT_EQ(divide_half_even(Int128{1} << 126, least()), 0) << "exactly half";
  EXPECT_EQ(divide_half_even((Int128{1} << 126) + 1, least()), -1) << "just over half";
  EXPECT_EQ(divide_half_even(least(), 2), -(Int128{1} << 126));
  EXPECT_EQ(divide_half_even(most(), 2), Int128{1} << 126) << "half, and the even one is above";
}

TEST(Int128, QuotientThatDoesNotFitIsAnOverflow) {
  EXPECT_EQ(code_of([] { divide_half_even(least(), -1); }), ErrorCode::overflow);
}

TEST(Int128, DivisionByZeroHasNoValue) {
  EXPECT_EQ(code_of([] { divide_half_even(1, 0); }), ErrorCode::invalid_argument);
}

RC_GTEST_PROP(Int128, TextOfANumberReadsBackAsThatNumber, ()) {
  // 10^38 - 1 is the most that parse_int128() takes.
  const Int128 number = any_number() / 2;
  RC_ASSERT(parse_int128(to_string(number)) == number);
}

RC_GTEST_PROP(Int128, QuotientIsTheNearestAndEvenWhenTwoAreNearest, ()) {
  // The definition itself, on numbers so small that nothing in it can overflow: of all candidates
  // around the truncated quotient, the one with the least distance, the even one on a tie.
  const Int128 a = any_number() >> 8;
  const Int128 b = any_number() >> 8;
  RC_PRE(b != 0);
  const auto distance = [&](Int128 q) {
    const Int128 rest = a - q * b;
    return rest < 0 ? -rest : rest;
  };
  const Int128 truncated = a / b;
  Int128 best = truncated;
  for (const Int128 candidate : {truncated - 1, truncated + 1}) {
    const bool nearer = distance(candidate) < distance(best);
    const bool tie_and_even = distance(candidate) == distance(best) && candidate % 2 == 0;
    if (nearer || tie_and_even) best = candidate;
  }
  RC_ASSERT(divide_half_even(a, b) == best);
}

RC_GTEST_PROP(Int128, QuotientOfHalvesIsFoundAsOften, (std::int64_t whole, std::uint32_t half)) {
  // Random dividends hardly ever lie in the middle; these always do.
  RC_PRE(half != 0U);
  const Int128 divisor = Int128{half} * 2;
  const Int128 even = whole % 2 == 0 ? Int128{whole} : Int128{whole} + 1;
  RC_ASSERT(divide_half_even(Int128{whole} * divisor + half, divisor) == even);
  RC_ASSERT(divide_half_even(-(Int128{whole} * divisor + half), divisor) == -even);
}

}  // namespace
}  // namespace salespipe
