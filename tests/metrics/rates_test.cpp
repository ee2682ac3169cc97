// Amounts of several currencies: exact rates, each amount with the rate of its own day.
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::converted;
using metrics::ExactRate;
using metrics::ExchangeRates;
using metrics::parse_rate;
using testing::HasSubstr;

metrics::DatasetOptions options(const std::string& currency, const ExchangeRates& rates) {
  metrics::DatasetOptions result;
  result.currency = currency;
  result.rates = rates;
  return result;
}

ExchangeRates dollars() {
  ExchangeRates rates;
  rates.add(day("2025-01-01"), "USD", parse_rate("0.90"));
  rates.add(day("2025-03-01"), "USD", parse_rate("0.95"));
  return rates;
}

metrics::OpportunityRow in(std::string_view id, std::string_view currency, std::int64_t value) {
  auto deal = row(id, "Won", "2025-02-01", "2025-03-05", value);
  deal.currency = currency;
  return deal;
}

TEST(Rates, AreExactDecimals) {
  EXPECT_EQ(parse_rate("0.0912"), (ExactRate{912, 4}));
  EXPECT_EQ(parse_rate("11.500"), (ExactRate{115, 1}));
  EXPECT_EQ(parse_rate("7"), (ExactRate{7, 0}));
  for (const char* text : {"", "0", "0.00", "-1", "1.", ".5", "1e3", "1,5", "1 ", "+1",
                           "1.2345678901234567891", "0.0000000000000000001"}) {
    EXPECT_EQ(refusal([&] { parse_rate(text); }), ErrorCode::parse_error) << text;
  }
}

TEST(Rates, ConvertWithOneRoundingHalfToEven) {
  EXPECT_EQ(converted(20'005, 2, parse_rate("0.9"), 2), 18'004);  // 180.045
  EXPECT_EQ(converted(20'015, 2, parse_rate("0.9"), 2), 18'014);  // 180.135
  EXPECT_EQ(converted(-20'005, 2, parse_rate("0.9"), 2), -18'004);
  EXPECT_EQ(converted(1000, 0, parse_rate("0.0061"), 2), 610);  // JPY to EUR
  EXPECT_EQ(converted(610, 2, parse_rate("163.93"), 0), 1000);  // 999.973
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(converted(kMost, 0, parse_rate("1"), 0), kMost);
  EXPECT_EQ(refusal([] { converted(kMost, 0, parse_rate("1.1"), 0); }), ErrorCode::overflow);
  EXPECT_EQ(refusal([] { converted(kMost, 0, parse_rate("999999999999999999"), 4); }),
            ErrorCode::overflow);
}

TEST(Rates, HoldFromTheirDayUntilTheNextOne) {
  const ExchangeRates rates = dollars();
  EXPECT_FALSE(rates.on("USD", day("2024-12-31")));
  EXPECT_EQ(rates.on("USD", day("2025-01-01")), parse_rate("0.9"));
  EXPECT_EQ(rates.on("USD", day("2025-02-28")), parse_rate("0.9"));
  EXPECT_EQ(rates.on("USD", day("2025-03-01")), parse_rate("0.95"));
  EXPECT_FALSE(rates.on("SEK", day("2025-03-01")));
  ExchangeRates more = rates;
  more.add(day("2025-03-01"), "USD", parse_rate("0.950"));
  EXPECT_EQ(refusal([&] { more.add(day("2025-03-01"), "USD", parse_rate("0.96")); }),
            ErrorCode::already_exists);
  EXPECT_EQ(refusal([&] { more.add(day("2025-03-01"), "XYZ", parse_rate("1")); }),
            ErrorCode::invalid_argument);
}

TEST(Rates, DealsOfSeveralCurrenciesAddUp) {
  DatasetBuilder b(model(), options("EUR", dollars()));
  b.add(in("a", "EUR", 100'00));
  b.add(in("b", "USD", 200'00));
  b.add(in("c", "", 5'00));  // of the report's currency
  EXPECT_EQ(whole(b.build(), "won_revenue", "2025"), 285'00);
}

TEST(Rates, AChangeIsConvertedWithTheRateOfItsOwnDayAndTheFirstValueWithThatOfTheCreation) {
  DatasetBuilder b(model(), options("EUR", dollars()));
  b.add(in("a", "USD", 100'00));
  metrics::HistoryRow change;
  change.opportunity = "a";
  change.at = day("2025-03-02");
  change.value = 100'00;
  b.add(change);
  const metrics::Dataset data = b.build();
  EXPECT_EQ(whole(data, "created_value", "2025-02"), 90'00);
  EXPECT_EQ(whole(data, "won_revenue", "2025-03"), 95'00);
  for (const Diagnostic& found : data.diagnostics) {
    EXPECT_NE(found.code, "value_differs_from_history");
  }
}

TEST(Rates, WhatIsMissingIsListedForAllAmountsAtOnce) {
  DatasetBuilder b(model(), options("EUR", dollars()));
  for (const char* id : {"a", "b"}) {
    auto deal = in(id, "SEK", 1'00);
    deal.created = day(*id == 'a' ? "2025-02-03" : "2025-01-07");
    b.add(deal);
  }
  b.add(in("c", "NOK", 0));  // zero is zero in any currency
  auto early = in("d", "USD", 1'00);
  early.created = day("2024-05-06");
  b.add(early);
  const std::string said = refusal_text([&] { b.build(); });
  EXPECT_THAT(said, HasSubstr("SEK from 2025-01-07 to 2025-02-03 (2 amounts)"));
  EXPECT_THAT(said, HasSubstr("USD from 2024-05-06 to 2024-05-06 (1 amount)"));
  EXPECT_THAT(said, testing::Not(HasSubstr("NOK")));
}

TEST(Rates, TheReportsCurrencyMustBeNamedWhenThereAreSeveral) {
  DatasetBuilder b(model(), options("", dollars()));
  b.add(in("a", "EUR", 1));
  b.add(in("b", "USD", 1));
  EXPECT_THAT(refusal_text([&] { b.build(); }), HasSubstr("name the currency of the report"));
}

TEST(Rates, AQuotaIsConvertedWithTheRateOfItsFirstDay) {
  DatasetBuilder b(model(), options("EUR", dollars()));
  b.add(in("a", "EUR", 1));
  b.add(metrics::QuotaRow{"ann", day("2025-03-01"), day("2025-04-01"), 1000'00, "USD"});
  EXPECT_EQ(whole(b.build(), "quota", "2025-03"), 950'00);
}

}  // namespace
}  // namespace salespipe::test
