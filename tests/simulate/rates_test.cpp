#include "salespipe/simulate/rates.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/time_zone.hpp"
#include "simulate/big_team.hpp"

// The realised rates of 50,000 deals against rates.hpp. Deals of the first half of the team only:
// the end of the span does not cut their lives short. Tolerances allow for what a rate is the
// middle of (rep, source, product): good deals get further, so later stages convert a little more.
namespace salespipe::simulate {
namespace {

struct Moves {
  std::array<std::array<double, 7>, 7> count{};  // from, to
  std::array<double, 7> stayed{};                // at the end of the span

  double out_of(Code from) const {
    const auto& row = count[static_cast<std::size_t>(from)];
    return std::accumulate(row.begin(), row.end(), stayed[static_cast<std::size_t>(from)]);
  }
  double share(Code from, std::initializer_list<Code> to) const {
    double sum = 0.0;
    for (const Code stage : to) {
      sum += count[static_cast<std::size_t>(from)][static_cast<std::size_t>(stage)];
    }
    return sum / out_of(from);
  }
};

const Moves& moves() {
  static const Moves all = [] {
    Moves found;
    const HistoryColumns& history = big_team().batch.history;
    for_each_history(history, [&](std::size_t deal, std::size_t first, std::size_t last) {
      if (deal >= kBigTeam / 2) return;
      // A span of the deal's rows: GCC 12 takes the plain loop over indices for an endless one.
      const std::span<const Code> rows(history.stage.data() + first, last - first);
      auto stage = static_cast<std::size_t>(rows.front());
      for (const Code code : rows.subspan(1)) {
        if (code == kNoCode) continue;
        const auto next = static_cast<std::size_t>(code);
        found.count[stage][next] += 1.0;
        stage = next;
      }
      found.stayed[stage] += 1.0;
    });
    return found;
  }();
  return all;
}

Date local_date(Instant at) {
  static const TimeZone zone = TimeZone::find("Europe/Stockholm");
  return Date(zone.day_of(at));
}

TEST(SimulatedRates, StagesConvertAsStated) {
  const auto& rates = kStageRates;
  EXPECT_NEAR(moves().share(kLead, {kContacted, kQualified}), rates[0].forward, 0.03);
  EXPECT_NEAR(moves().share(kContacted, {kQualified, kProposal}), rates[1].forward, 0.05);
  EXPECT_NEAR(moves().share(kQualified, {kProposal, kWon}), rates[2].forward, 0.05);
  EXPECT_NEAR(moves().share(kProposal, {kWon}), rates[3].forward, 0.06);
  for (Code stage = kLead; stage <= kProposal; ++stage) {
    const auto& stated = rates[static_cast<std::size_t>(stage)];
    EXPECT_NEAR(moves().share(stage, {kLost}), stated.lose, 0.04) << "stage " << stage;
    EXPECT_NEAR(moves().share(stage, {kFridge}), stated.park, 0.02) << "stage " << stage;
  }
}

TEST(SimulatedRates, ConversionNarrowsUpToQualifiedAndHardlyAfter) {
  EXPECT_LT(moves().share(kLead, {kContacted, kQualified}), 0.65);
  EXPECT_LT(moves().share(kContacted, {kQualified, kProposal}), 0.60);
  EXPECT_GT(moves().share(kQualified, {kProposal, kWon}), 0.75);
  EXPECT_GT(moves().share(kProposal, {kWon}), 0.65);
}

TEST(SimulatedRates, OneForwardMoveInTenSkipsAStage) {
  const auto& count = moves().count;
  const double skips =
      count[kLead][kQualified] + count[kContacted][kProposal] + count[kQualified][kWon];
  const double steps =
      count[kLead][kContacted] + count[kContacted][kQualified] + count[kQualified][kProposal];
  EXPECT_NEAR(skips / (skips + steps), kSkipShare, 0.01);
}

TEST(SimulatedRates, OneVisitInTwentyGoesBackAStage) {
  EXPECT_NEAR(moves().share(kContacted, {kLead}), kStageRates[1].back, 0.012);
  EXPECT_NEAR(moves().share(kQualified, {kContacted}), kStageRates[2].back, 0.012);
  EXPECT_NEAR(moves().share(kProposal, {kQualified}), kStageRates[3].back, 0.012);
}

TEST(SimulatedRates, ThreeClosedDealsInAHundredAreReopened) {
  const double lost = moves().share(kLost, {kContacted, kQualified});
  const double won = moves().share(kWon, {kProposal});
  EXPECT_NEAR(lost, kReopenLost, 0.006);
  EXPECT_NEAR(won, kReopenWon, 0.005);
  const double closed = moves().out_of(kLost) + moves().out_of(kWon);
  EXPECT_NEAR((lost * moves().out_of(kLost) + won * moves().out_of(kWon)) / closed, 0.03, 0.006);
}

TEST(SimulatedRates, ParkedDealsAreWokenGivenUpOrForgotten) {
  EXPECT_NEAR(moves().share(kFridge, {kContacted, kQualified, kProposal}), kWoken, 0.05);
  EXPECT_NEAR(moves().share(kFridge, {kLost}), kLostInFridge, 0.04);
}

TEST(SimulatedRates, SomeDealsAreAbandonedAndStayOpen) {
  const double stay = moves().stayed[kLead] / moves().out_of(kLead);
  EXPECT_NEAR(stay, kStageRates[0].abandon, 0.03);
}

TEST(SimulatedRates, WeekendsAreRare) {
  const Batch& batch = big_team().batch;
  const auto weekend_share = [](const std::vector<Instant>& times) {
    const auto weekends = std::count_if(
        times.begin(), times.end(), [](Instant at) { return local_date(at).iso_weekday() > 5; });
    return static_cast<double>(weekends) / static_cast<double>(times.size());
  };
  EXPECT_LT(weekend_share(batch.history.at), 0.03);
  EXPECT_LT(weekend_share(batch.interactions.at), 0.03);
  EXPECT_GT(weekend_share(batch.history.at), 0.001);  // but they exist
}

TEST(SimulatedRates, WorkIsDoneInWorkingHoursOfStockholm) {
  static const TimeZone zone = TimeZone::find("Europe/Stockholm");
  for (const Instant at : big_team().batch.history.at) {
    const auto seconds = (at.micros - zone.start_of(zone.day_of(at)).micros) / 1'000'000;
    ASSERT_GE(seconds, 7 * 3600);
    ASSERT_LT(seconds, 22 * 3600);
  }
}

TEST(SimulatedRates, JulyIsSlowAndQuartersEndInARush) {
  const OpportunityColumns& deals = big_team().batch.opportunities;
  std::map<int, double> created;
  std::map<int, double> won;
  for (std::size_t deal = 0; deal < deals.size(); ++deal) {
    ++created[local_date(deals.created[deal]).month()];
    if (deals.stage[deal] == kWon) ++won[local_date(deals.closed[deal]).month()];
  }
  EXPECT_LT(created[7], 0.6 * created[6]);
  EXPECT_LT(won[7], 0.7 * won[6]);
  EXPECT_GT(won[3], 1.1 * won[4]);
  EXPECT_GT(won[9], 1.1 * won[10]);
}

TEST(SimulatedRates, TheBusinessGrows) {
  const OpportunityColumns& deals = big_team().batch.opportunities;
  std::map<int, double> created;
  for (const Instant at : deals.created) ++created[local_date(at).year()];
  EXPECT_NEAR(created[2025] / created[2024], 1.0 + kYearlyGrowth, 0.12);
  EXPECT_NEAR(created[2026] / created[2025], 1.0 + kYearlyGrowth, 0.12);
}

TEST(SimulatedRates, OneRepHasFarMoreDealsThanTheOthers) {
  const auto& [world, batch] = big_team();
  std::vector<std::size_t> deals(world.names().owners.size());
  for (const Code owner : batch.opportunities.owner) ++deals[static_cast<std::size_t>(owner)];
  std::nth_element(deals.begin(), deals.begin() + 1, deals.end(), std::greater<>());
  EXPECT_GT(deals[0], 2 * deals[1]);
}

TEST(SimulatedRates, ReferralsAreWonFarMoreOftenThanColdCalls) {
  const auto& [world, batch] = big_team();
  std::map<std::string, std::pair<double, double>> sources;  // won, all
  for (std::size_t deal = 0; deal < batch.opportunities.size(); ++deal) {
    auto& [wins, all] =
        sources[world.names().sources[static_cast<std::size_t>(batch.opportunities.source[deal])]];
    wins += batch.opportunities.stage[deal] == kWon ? 1.0 : 0.0;
    all += 1.0;
  }
  const auto rate = [&](const char* source) {
    return sources[source].first / sources[source].second;
  };
  EXPECT_GT(rate("Referral"), 2.0 * rate("Cold call"));
}

TEST(SimulatedRates, AFewAccountsHaveManyDealsAndManyHaveOne) {
  const auto& [world, batch] = big_team();
  std::vector<double> deals(world.names().accounts.size());
  for (const Code account : batch.opportunities.account) {
    deals[static_cast<std::size_t>(account)] += 1.0;
  }
  std::sort(deals.begin(), deals.end(), std::greater<>());
  const double top = std::accumulate(deals.begin(), deals.begin() + 125, 0.0);  // of 12,500
  EXPECT_GT(top / static_cast<double>(kBigTeam), 0.15);
  EXPECT_GT(std::count(deals.begin(), deals.end(), 1.0), 500);
}

TEST(SimulatedRates, TheLastDaysBeforeAWinAreTheBusiest) {
  const Batch& batch = big_team().batch;
  const auto& deals = batch.opportunities;
  double all = 0.0;
  double last_tenth = 0.0;
  for (std::size_t row = 0; row < batch.interactions.size(); ++row) {
    const auto deal = static_cast<std::size_t>(batch.interactions.opportunity[row]);
    if (deals.stage[deal] != kWon) continue;
    const std::int64_t before = deals.closed[deal].micros - batch.interactions.at[row].micros;
    const std::int64_t life = deals.closed[deal].micros - deals.created[deal].micros;
    all += 1.0;
    last_tenth += 10 * before < life ? 1.0 : 0.0;
  }
  EXPECT_GT(last_tenth / all, 0.14);  // evenly spread it would be 0.10
}

TEST(SimulatedRates, MostOpenDealsHaveANextStep) {
  const Batch& batch = big_team().batch;
  std::vector<bool> promised(batch.opportunities.size());
  for (std::size_t row = 0; row < batch.tasks.size(); ++row) {
    if (!is_known(batch.tasks.done_at[row])) {
      promised[static_cast<std::size_t>(batch.tasks.opportunity[row])] = true;
    }
  }
  double open = 0.0;
  double with_step = 0.0;
  for (std::size_t deal = 0; deal < promised.size(); ++deal) {
    if (batch.opportunities.stage[deal] > kProposal) continue;
    open += 1.0;
    with_step += promised[deal] ? 1.0 : 0.0;
  }
  EXPECT_GT(with_step / open, 0.6);
  EXPECT_LT(with_step / open, 0.98);
}

}  // namespace
}  // namespace salespipe::simulate
