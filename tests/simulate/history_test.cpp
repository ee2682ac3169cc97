#include <algorithm>
#include <cstddef>

#include <gtest/gtest.h>

#include "salespipe/base/time_zone.hpp"
#include "salespipe/simulate/rates.hpp"
#include "simulate/big_team.hpp"

namespace salespipe::simulate {
namespace {

// Every row of one deal's history, folded.
struct Fold {
  Code stage = kNoCode;
  Code owner = kNoCode;
  std::int64_t value = kNoValue;
  Day expected_close = kNoDay;
  Instant entered = kNoInstant;
};

Fold fold(const HistoryColumns& history, std::size_t first, std::size_t last) {
  Fold state;
  for (std::size_t row = first; row < last; ++row) {
    if (history.stage[row] != kNoCode) {
      state.stage = history.stage[row];
      state.entered = history.at[row];
    }
    if (history.owner[row] != kNoCode) state.owner = history.owner[row];
    if (history.value[row] != kNoValue) state.value = history.value[row];
    if (is_known(history.expected_close[row])) state.expected_close = history.expected_close[row];
  }
  return state;
}

TEST(SimulatedHistory, IsInTimeOrderAndBeginsWithTheCreationAsALead) {
  const Batch& batch = big_team().batch;
  std::size_t deals = 0;
  for_each_history(batch.history, [&](std::size_t deal, std::size_t first, std::size_t last) {
    ASSERT_EQ(deal, deals++);
    ASSERT_EQ(batch.history.at[first], batch.opportunities.created[deal]);
    ASSERT_EQ(batch.history.stage[first], kLead);
    ASSERT_NE(batch.history.owner[first], kNoCode);
    const auto at = batch.history.at.begin();
    ASSERT_TRUE(std::is_sorted(at + static_cast<std::ptrdiff_t>(first),
                               at + static_cast<std::ptrdiff_t>(last)));
  });
  EXPECT_EQ(deals, kBigTeam);
}

TEST(SimulatedHistory, EndsWhereTheDealStandsNow) {
  const Batch& batch = big_team().batch;
  const OpportunityColumns& deals = batch.opportunities;
  for_each_history(batch.history, [&](std::size_t deal, std::size_t first, std::size_t last) {
    const Fold state = fold(batch.history, first, last);
    ASSERT_EQ(deals.stage[deal], state.stage);
    ASSERT_EQ(deals.owner[deal], state.owner);
    ASSERT_EQ(deals.value[deal], state.value);
    ASSERT_EQ(deals.expected_close[deal], state.expected_close);
    const bool closed = state.stage == kWon || state.stage == kLost;
    ASSERT_EQ(deals.closed[deal], closed ? state.entered : kNoInstant);
    ASSERT_EQ(is_known(deals.wake_up[deal]), state.stage == kFridge);
    ASSERT_EQ(deals.lost_reason[deal] != kNoCode, state.stage == kLost);
  });
}

TEST(SimulatedHistory, HasNothingBeforeTheCreationOrAfterTheSpan) {
  const auto& [world, batch] = big_team();
  const TimeZone zone = TimeZone::find("Europe/Stockholm");
  const Instant start = zone.start_of(world.options().start);
  const Instant end = zone.start_of(end_of_span(world.options()));
  const auto& created = batch.opportunities.created;
  for (const Instant at : created) {
    ASSERT_GE(at, start);
    ASSERT_LT(at, end);
  }
  for (const Instant at : batch.history.at) ASSERT_LT(at, end);
  for (std::size_t row = 0; row < batch.interactions.size(); ++row) {
    ASSERT_GE(batch.interactions.at[row], created[batch.interactions.opportunity[row]]);
    ASSERT_LT(batch.interactions.at[row], end);
  }
  for (std::size_t row = 0; row < batch.tasks.size(); ++row) {
    ASSERT_GE(batch.tasks.created[row], created[batch.tasks.opportunity[row]]);
    ASSERT_LT(batch.tasks.created[row], end);
    if (!is_known(batch.tasks.done_at[row])) continue;
    ASSERT_GE(batch.tasks.done_at[row], batch.tasks.created[row]);
    ASSERT_LT(batch.tasks.done_at[row], end);
  }
}

TEST(SimulatedHistory, EveryRowChangesSomethingAndNoStageIsEnteredTwiceInARow) {
  const HistoryColumns& history = big_team().batch.history;
  for_each_history(history, [&](std::size_t, std::size_t first, std::size_t last) {
    Code stage = kNoCode;
    for (std::size_t row = first; row < last; ++row) {
      ASSERT_TRUE(history.stage[row] != kNoCode || history.owner[row] != kNoCode ||
                  history.value[row] != kNoValue || is_known(history.expected_close[row]));
      if (history.stage[row] == kNoCode) continue;
      ASSERT_NE(history.stage[row], stage);
      stage = history.stage[row];
    }
  });
}

TEST(SimulatedHistory, ADealIsOwnedByItsOwnersOneAfterTheOther) {
  const HistoryColumns& history = big_team().batch.history;
  std::size_t handed_over = 0;
  for_each_history(history, [&](std::size_t, std::size_t first, std::size_t last) {
    Code owner = history.owner[first];
    for (std::size_t row = first + 1; row < last; ++row) {
      if (history.owner[row] == kNoCode) continue;
      ASSERT_NE(history.owner[row], owner);
      owner = history.owner[row];
      ++handed_over;
    }
  });
  EXPECT_GT(handed_over, 500u);
}

TEST(SimulatedHistory, EveryWonDealHasAPositiveValue) {
  const OpportunityColumns& deals = big_team().batch.opportunities;
  std::int64_t sum = 0;
  std::size_t cents = 0;
  for (std::size_t deal = 0; deal < deals.size(); ++deal) {
    if (deals.value[deal] != kNoValue) {
      ASSERT_GT(deals.value[deal], 0);
    }
    if (deals.stage[deal] != kWon) continue;
    ASSERT_NE(deals.value[deal], kNoValue);
    sum += deals.value[deal];
    cents += deals.value[deal] % 100 != 0 ? 1u : 0u;
  }
  EXPECT_GT(sum, 0);
  EXPECT_GT(cents, 1000u);  // discounts go down to the cent
}

TEST(SimulatedHistory, DealsAreOnlyWonFromQualifiedOn) {
  const HistoryColumns& history = big_team().batch.history;
  for_each_history(history, [&](std::size_t, std::size_t first, std::size_t last) {
    Code stage = kNoCode;
    for (std::size_t row = first; row < last; ++row) {
      if (history.stage[row] == kNoCode) continue;
      if (history.stage[row] == kWon) {
        ASSERT_TRUE(stage == kProposal || stage == kQualified);
      }
      stage = history.stage[row];
    }
  });
}

TEST(SimulatedHistory, StaysInASpanOfOneMonthAndOfTwentyYears) {
  for (const int months : {1, 240}) {
    Options options;
    options.opportunities = 2000;
    options.months = months;
    const Batch batch = generate(options, 0, 2000);
    const TimeZone zone = TimeZone::find("Europe/Stockholm");
    EXPECT_EQ(batch.opportunities.size(), 2000u);
    EXPECT_LT(*std::max_element(batch.history.at.begin(), batch.history.at.end()),
              zone.start_of(end_of_span(options)));
  }
}

}  // namespace
}  // namespace salespipe::simulate
