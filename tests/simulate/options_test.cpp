#include <cstddef>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/simulate/generate.hpp"
#include "salespipe/simulate/rates.hpp"

namespace salespipe::simulate {
namespace {

std::string refusal(const Options& options) {
  try {
    check(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "";
}

TEST(SimulationOptions, AnOptionOutOfItsRangeIsRefusedByName) {
  Options options;
  EXPECT_EQ(refusal(options), "");
  options.months = 0;
  EXPECT_THAT(refusal(options), testing::HasSubstr("months is 0; give 1 to 240"));
  options = {};
  options.opportunities = 1'000'000'001;
  EXPECT_THAT(refusal(options), testing::HasSubstr("opportunities is 1000000001"));
  options = {};
  options.team_size = -1;
  EXPECT_THAT(refusal(options), testing::HasSubstr("team_size is -1"));
  options = {};
  options.threads = 0;
  EXPECT_THAT(refusal(options), testing::HasSubstr("threads is 0"));
  options = {};
  options.start = kNoDay;
  EXPECT_THAT(refusal(options), testing::HasSubstr("start is no day"));
  options.start = Date(2199, 6, 1).day();
  EXPECT_THAT(refusal(options), testing::HasSubstr("2199-12-31"));
}

TEST(SimulationOptions, ARangeBeyondTheTeamIsRefused) {
  Options options;
  options.opportunities = 10;
  EXPECT_THROW(generate(options, 5, 6), Error);
  EXPECT_THROW(generate(options, 11, 0), Error);
  EXPECT_THROW(generate(options, 1, ~std::uint64_t{0}), Error);
  EXPECT_EQ(generate(options, 10, 0).opportunities.size(), 0u);
}

TEST(SimulationOptions, ATeamWithoutDealsIsEmpty) {
  Options options;
  options.opportunities = 0;
  EXPECT_EQ(generate(options, 0, 0), Batch());
}

TEST(SimulationOptions, TheTeamGrowsWithTheDealsUnlessItsSizeIsGiven) {
  Options options;
  options.opportunities = 2000;
  EXPECT_EQ(team_size(options), 14);
  options.opportunities = 10'000'000;
  EXPECT_EQ(team_size(options), 217);
  options.team_size = 5;
  EXPECT_EQ(team_size(options), 5);
}

TEST(SimulationOptions, AYenHasNoCentsAndADinarThousand) {
  Options options;
  const auto first_value = [&options](const char* currency) {
    options.currency = Currency(currency);
    return generate(options, 0, 100).opportunities.value;
  };
  const auto euro = first_value("EUR");
  const auto yen = first_value("JPY");
  const auto dinar = first_value("KWD");
  for (std::size_t deal = 0; deal < euro.size(); ++deal) {
    if (euro[deal] == kNoValue) continue;
    EXPECT_NEAR(static_cast<double>(euro[deal]) / 100.0, static_cast<double>(yen[deal]), 4.0);
    EXPECT_NEAR(static_cast<double>(euro[deal]), static_cast<double>(dinar[deal]) / 10.0, 4.0);
  }
}

TEST(SimulatedNames, TwoHundredThousandAccountsHaveDistinctNames) {
  Options options;
  options.opportunities = 1'000'000;
  const World world = make_world(options);
  const auto& accounts = world.names().accounts;
  EXPECT_EQ(accounts.size(), kMostAccounts);
  EXPECT_EQ(std::set<std::string>(accounts.begin(), accounts.end()).size(), accounts.size());
}

TEST(SimulatedNames, TheOwnersOfTheBiggestTeamHaveDistinctNames) {
  Options options;
  options.team_size = 10'000;
  options.months = 240;
  const World world = make_world(options);
  const auto& owners = world.names().owners;
  EXPECT_GT(owners.size(), 10'000u);
  EXPECT_EQ(std::set<std::string>(owners.begin(), owners.end()).size(), owners.size());
}

TEST(SimulatedNames, IdsAreNumbersFromOneWithSevenDigits) {
  EXPECT_EQ(opportunity_id(0), "D0000001");
  EXPECT_EQ(opportunity_id(9'999'998), "D9999999");
  EXPECT_EQ(opportunity_id(9'999'999), "D10000000");
}

TEST(SimulatedNames, TextColumnsHoldTheSameIdsAndNamesEndToEnd) {
  Options options;
  options.opportunities = 50;
  const World world = make_world(options);
  const Batch batch = generate(world, 20, 30);
  const TextColumn ids = opportunity_ids(batch.opportunities.index);
  const TextColumn names = opportunity_names(world, batch.opportunities);
  ASSERT_EQ(ids.offsets.size(), 31u);
  ASSERT_EQ(names.offsets.size(), 31u);
  const auto text = [](const TextColumn& column, std::size_t row) {
    const auto from = static_cast<std::size_t>(column.offsets[row]);
    const auto to = static_cast<std::size_t>(column.offsets[row + 1]);
    return column.bytes.substr(from, to - from);
  };
  for (std::size_t row = 0; row < 30; ++row) {
    EXPECT_EQ(text(ids, row), opportunity_id(20 + row));
    EXPECT_EQ(text(names, row), opportunity_name(world, batch.opportunities.account[row],
                                                 batch.opportunities.product[row]));
  }
}

}  // namespace
}  // namespace salespipe::simulate
