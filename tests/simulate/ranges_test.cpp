#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "salespipe/simulate/generate.hpp"

namespace salespipe::simulate {
namespace {

Options team(std::uint64_t opportunities, std::uint64_t seed) {
  Options options;
  options.opportunities = opportunities;
  options.seed = seed;
  return options;
}

TEST(SimulatedRanges, TheSameSeedGivesTheSameTeam) {
  EXPECT_EQ(generate(team(500, 7), 0, 500), generate(team(500, 7), 0, 500));
  const World one = make_world(team(500, 7));
  const World again = make_world(team(500, 7));
  EXPECT_EQ(one.names().owners, again.names().owners);
}

TEST(SimulatedRanges, AnotherSeedGivesAnotherTeam) {
  const Batch one = generate(team(500, 7), 0, 500);
  const Batch other = generate(team(500, 8), 0, 500);
  EXPECT_NE(one.opportunities.created, other.opportunities.created);
  EXPECT_NE(one.opportunities.value, other.opportunities.value);
  EXPECT_NE(one.history, other.history);
  const World seven = make_world(team(500, 7));
  const World eight = make_world(team(500, 8));
  EXPECT_NE(seven.names().accounts, eight.names().accounts);
}

TEST(SimulatedRanges, FourQuartersPutTogetherAreTheWhole) {
  const World world = make_world(team(1000, 3));
  Batch together;
  for (std::uint64_t first = 0; first < 1000; first += 250) {
    together.append(generate(world, first, 250));
  }
  EXPECT_EQ(together, generate(world, 0, 1000));
}

TEST(SimulatedRanges, ThreadsDoNotMatter) {
  Options options = team(5000, 3);
  const Batch alone = generate(options, 0, 5000);
  for (const int threads : {2, 3, 8}) {
    options.threads = threads;
    EXPECT_EQ(generate(options, 0, 5000), alone) << threads << " threads";
  }
}

RC_GTEST_PROP(SimulatedRanges, ARangeCutAnywhereIsTheSame, ()) {
  const World world = make_world(team(300, *rc::gen::arbitrary<std::uint64_t>()));
  const auto first = *rc::gen::inRange<std::uint64_t>(0, 300);
  const auto count = *rc::gen::inRange<std::uint64_t>(0, 301 - first);
  const auto cut = *rc::gen::inRange<std::uint64_t>(0, count + 1);
  // The later half first: order does not matter either.
  const Batch later = generate(world, first + cut, count - cut);
  Batch together = generate(world, first, cut);
  together.append(later);
  RC_ASSERT(together == generate(world, first, count));
}

TEST(SimulatedRanges, DealsAreTheSameWithoutTheirInteractionsAndTasks) {
  Options options = team(500, 3);
  const Batch all = generate(options, 0, 500);
  options.interactions = false;
  const Batch silent = generate(options, 0, 500);
  EXPECT_EQ(silent.opportunities, all.opportunities);
  EXPECT_EQ(silent.history, all.history);
  EXPECT_EQ(silent.tasks, all.tasks);
  EXPECT_EQ(silent.interactions.size(), 0u);
  options.tasks = false;
  EXPECT_EQ(generate(options, 0, 500).history, all.history);
  EXPECT_EQ(generate(options, 0, 500).tasks.size(), 0u);
}

// Golden: drawn once and kept, so that a change of the numbers behind a seed is noticed.
TEST(SimulatedRanges, TheFirstDealOfSeedOneStaysWhatItWas) {
  const Batch batch = generate(team(2000, 1), 0, 2000);
  EXPECT_EQ(to_string(batch.opportunities.created[0]), "2024-01-02T14:09:28Z");
  EXPECT_EQ(batch.opportunities.value[0], 1319000);
  EXPECT_EQ(batch.history.size(), 6609u);
  EXPECT_EQ(batch.interactions.size(), 7199u);
  EXPECT_EQ(batch.tasks.size(), 7455u);
}

}  // namespace
}  // namespace salespipe::simulate
