#include "salespipe/base/money.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Currency euro() { return Currency("EUR"); }

/// Amounts of all sizes, the limits among them.
std::int64_t any_amount() {
  return *rc::gen::weightedOneOf<std::int64_t>(
      {{8, rc::gen::arbitrary<std::int64_t>()},
       {2, rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                        [](std::uint64_t bits) { return static_cast<std::int64_t>(bits); })},
       {1, rc::gen::element(kLeast, kLeast + 1, std::int64_t{-1}, kMost - 1, kMost)}});
}

TEST(Currency, MinorUnitsAreThoseOfIso4217) {
  for (const char* code : {"EUR", "USD", "SEK", "CHF", "MGA", "MRU", "ZWG", "XCG", "COP", "HUF"}) {
    EXPECT_EQ(Currency(code).minor_digits(), 2) << code;
  }
  for (const char* code : {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "BIF", "DJF", "GNF", "KMF",
                           "PYG", "RWF", "UYI", "VUV", "XAF", "XOF", "XPF"}) {
    EXPECT_EQ(Currency(code).minor_digits(), 0) << code;
  }
  for (const char* code : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}) {
    EXPECT_EQ(Currency(code).minor_digits(), 3) << code;
  }
  for (const char* code : {"CLF", "UYW"}) EXPECT_EQ(Currency(code).minor_digits(), 4) << code;
}

TEST(Currency, AllCurrenciesOfTheListAreKnown) {
  // ISO 4217 list one of 2026-01-01 has 178 codes, 13 of them without a minor unit; 15 codes
  // withdrawn since 2010 are kept.
  int known = 0;
  std::string code = "AAA";
  for (code[0] = 'A'; code[0] <= 'Z'; ++code[0]) {
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
        if (code_of([&] { Currency{code}; }) == ErrorCode::ok) ++known;
      }
    }
  }
  EXPECT_EQ(known, 178 - 13 + 15);
}

TEST(Currency, WithdrawnCurrenciesKeepOldDealsReadable) {
  EXPECT_EQ(Currency("HRK").minor_digits(), 2);
  EXPECT_EQ(Currency("BGN").minor_digits(), 2);
  EXPECT_EQ(Currency("BYR").minor_digits(), 0);
}

TEST(Currency, MetalsAndTestCodesAreNotMoney) {
  for (const char* code : {"XAU", "XDR", "XTS", "XXX"}) {
    EXPECT_EQ(code_of([&] { Currency{code}; }), ErrorCode::invalid_argument) << code;
  }
}

TEST(Currency, RefusalNamesTheTextAndTheLikelyMeaning) {
  EXPECT_EQ(message_of([] { Currency("eur"); }),
            "\"eur\" is not a currency of ISO 4217; write EUR");
  EXPECT_EQ(message_of([] { Currency("Euro"); }),
            "\"Euro\" is not a currency of ISO 4217; give a three-letter code such as EUR");
  EXPECT_EQ(code_of([] { Currency(""); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { Currency("\xE2\x82\xAC"); }), ErrorCode::invalid_argument);
}

TEST(Currency, ComparesByItsCode) {
  EXPECT_EQ(Currency("EUR"), euro());
  EXPECT_NE(Currency("SEK"), euro());
  EXPECT_LT(Currency("EUR"), Currency("SEK"));
  EXPECT_EQ(Currency("SEK").code(), "SEK");
}

TEST(Money, ReadsTheCurrencyOnEitherSide) {
  EXPECT_EQ(Money::parse("12000 EUR"), Money(1'200'000, euro()));
  EXPECT_EQ(Money::parse("EUR 12000.50"), Money(1'200'050, euro()));
  EXPECT_EQ(Money::parse("-3 JPY"), Money(-3, Currency("JPY")));
  EXPECT_EQ(Money::parse("1.234 KWD"), Money(1'234, Currency("KWD")));
}

TEST(Money, OtherFormsAreRefused) {
  for (const char* text :
       {"",           "12000",      "EUR",        "EUR ",           " EUR",    "12000EUR",
        "12000  EUR", "12000 EUR ", "12,000 EUR", "12000,50 EUR",   "EUR EUR", "1 2",
        "1e3 EUR",    ". EUR",      "5. EUR",     ".5 EUR",         "+-5 EUR", "1.5 JPY",
        "0.001 EUR",  "0x10 EUR",   "1'000 CHF",  "\xE2\x82\xAC 5", "NaN EUR"}) {
    EXPECT_EQ(code_of([&] { Money::parse(text); }), ErrorCode::parse_error) << text;
  }
}

TEST(Money, UnknownCurrencyIsNamed) {
  EXPECT_EQ(code_of([] { Money::parse("12000 XYZ"); }), ErrorCode::invalid_argument);
  EXPECT_NE(message_of([] { Money::parse("12000 XYZ"); }).find("XYZ"), std::string::npos);
}

TEST(Money, DecimalsBeyondTheMinorUnitAreTakenOnlyWhenTheyAreZero) {
  EXPECT_EQ(Money::parse("1.500000 EUR"), Money(150, euro()));
  EXPECT_EQ(Money::parse("5.00 JPY"), Money(5, Currency("JPY")));
  EXPECT_EQ(code_of([] { Money::parse("1.505 EUR"); }), ErrorCode::parse_error);
}

TEST(Money, WritesTheDecimalsOfItsCurrency) {
  EXPECT_EQ(Money(1'200'000, euro()).to_string(), "12000.00 EUR");
  EXPECT_EQ(Money(-5, euro()).to_string(), "-0.05 EUR");
  EXPECT_EQ(Money(500, Currency("JPY")).to_string(), "500 JPY");
  EXPECT_EQ(Money(1, Currency("CLF")).to_string(), "0.0001 CLF");
  EXPECT_EQ(Money(0, Currency("BHD")).to_string(), "0.000 BHD");
}

TEST(Money, LimitsOf64BitsAreReadAndOneBeyondIsAnOverflow) {
  EXPECT_EQ(parse_minor_units("92233720368547758.07", 2), kMost);
  EXPECT_EQ(parse_minor_units("-92233720368547758.08", 2), kLeast);
  EXPECT_EQ(code_of([] { parse_minor_units("92233720368547758.08", 2); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { parse_minor_units("-92233720368547758.09", 2); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { parse_minor_units("9223372036854775807", 1); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { parse_minor_units(std::string(500, '9'), 2); }), ErrorCode::overflow);
  EXPECT_EQ(parse_minor_units(std::string(500, '0') + "1", 2), 100);
}

TEST(Money, SumsBeyond64BitsAreAnOverflow) {
  EXPECT_EQ(code_of([] { Money(kMost, euro()) + Money(1, euro()); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { Money(kLeast, euro()) - Money(1, euro()); }), ErrorCode::overflow);
  EXPECT_EQ(code_of([] { -Money(kLeast, euro()); }), ErrorCode::overflow);
  EXPECT_EQ(-Money(kMost, euro()), Money(-kMost, euro()));
}

TEST(Money, DifferentCurrenciesDoNotAdd) {
  EXPECT_EQ(code_of([] { Money(1, euro()) + Money(1, Currency("SEK")); }),
            ErrorCode::currency_mismatch);
  EXPECT_EQ(message_of([] { Money(100, euro()) - Money(100, Currency("SEK")); }),
            "1.00 EUR and 1.00 SEK are of different currencies; convert one of them with a rate "
            "first");
  EXPECT_NE(Money(0, euro()), Money(0, Currency("SEK")));
}

TEST(Money, TotalsBeyond64BitsAreWritten) {
  EXPECT_EQ(format_minor_units(Int128{kMost} * 100, 2), "9223372036854775807.00");
  EXPECT_EQ(format_minor_units(298'225'500, 2), "2982255.00");
  EXPECT_EQ(format_minor_units(-1, 18), "-0.000000000000000001");
}

TEST(Money, MinorUnitHasZeroToEighteenDigits) {
  EXPECT_EQ(code_of([] { format_minor_units(1, -1); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { format_minor_units(1, 19); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { parse_minor_units("1", 19); }), ErrorCode::invalid_argument);
}

RC_GTEST_PROP(Money, SumAndDifferenceAreExactOrAnOverflow, ()) {
  const std::int64_t a = any_amount();
  const std::int64_t b = any_amount();
  const auto agrees = [](Int128 exact, auto&& compute) {
    if (exact < kLeast || exact > kMost) return code_of(compute) == ErrorCode::overflow;
    return compute() == Money(static_cast<std::int64_t>(exact), euro());
  };
  RC_ASSERT(agrees(Int128{a} + b, [&] { return Money(a, euro()) + Money(b, euro()); }));
  RC_ASSERT(agrees(Int128{a} - b, [&] { return Money(a, euro()) - Money(b, euro()); }));
  RC_ASSERT(agrees(-Int128{a}, [&] { return -Money(a, euro()); }));
}

RC_GTEST_PROP(Money, TextOfAnAmountReadsBackAsThatAmount, ()) {
  const std::int64_t amount = any_amount();
  const int digits = *rc::gen::inRange(0, 19);
  RC_ASSERT(parse_minor_units(format_minor_units(amount, digits), digits) == amount);
}

RC_GTEST_PROP(Money, TextOfMoneyReadsBackAsThatMoney, ()) {
  const auto code = *rc::gen::element<std::string>("EUR", "JPY", "KWD", "CLF", "SEK", "HRK");
  const Money money(any_amount(), Currency(code));
  RC_ASSERT(Money::parse(money.to_string()) == money);
}

}  // namespace
}  // namespace salespipe
