// Writers that are killed, and what is there afterwards. SALESPIPE_KILLS sets how many are killed,
// SALESPIPE_POWER_LOSSES how often the power goes, SALESPIPE_SERVER_KILLS how many clients of a
// server are killed, SALESPIPE_SERVER_CRASHES about how often it is killed itself, SALESPIPE_SEED
// which random moments are taken.
#include <cstdlib>

#include <gtest/gtest.h>

#include "store/crash_harness.hpp"
#include "store/store_fixture.hpp"
#include "support/fast_folder.hpp"

namespace salespipe::test {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kIsSlow = true;
#elif defined(__has_feature)
constexpr bool kIsSlow = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kIsSlow = false;
#endif
constexpr int kKills = kIsSlow ? 200 : 2000;
constexpr int kPowerLosses = kIsSlow ? 400 : 20000;

long setting(const char* name, long otherwise) {
  const char* given = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

CrashPlan plan_of(long kills, const TemporaryFolder* folder = nullptr) {
  CrashPlan plan;
  if (folder != nullptr) {
    plan.place = [folder](int book) {
      return (*folder / ("book-" + std::to_string(book) + ".db").c_str()).string();
    };
  } else {
    plan.place = [](int) { return PostgresServer::get().new_book(); };
    plan.hears_first = true;
  }
  plan.seed = static_cast<std::uint64_t>(setting("SALESPIPE_SEED", 20261126));
  plan.kills = static_cast<int>(kills);
  return plan;
}

std::string told(const CrashResult& result, const CrashPlan& plan) {
  std::string text = "with SALESPIPE_SEED=" + std::to_string(plan.seed) + ", after " +
                     std::to_string(result.kills) + " kills:\n";
  for (const std::string& problem : result.problems) text += problem + '\n';
  return text;
}

TEST(KilledWriters, LoseNothingThatTheyWereToldIsSafe) {
  const TemporaryFolder folder;
  const CrashPlan plan = plan_of(setting("SALESPIPE_KILLS", kKills), &folder);
  const CrashResult result = crash(plan);
  EXPECT_TRUE(result.problems.empty()) << told(result, plan);
  EXPECT_GE(result.kills, plan.kills);
  EXPECT_GT(result.acknowledged, static_cast<std::uint64_t>(plan.kills));
  EXPECT_GE(result.kept, result.acknowledged);
  RecordProperty("kills", result.kills);
  RecordProperty("acknowledged", std::to_string(result.acknowledged));
}

// A control: the harness must see a loss where there is one.
TEST(KilledWriters, AreFoundOutWhenTheySpeakTooEarly) {
  const TemporaryFolder folder;
  CrashPlan plan = plan_of(4000, &folder);
  plan.acknowledges_early = true;
  const CrashResult result = crash(plan);
  ASSERT_FALSE(result.problems.empty());
  EXPECT_EQ(told(result, plan).find("writer failed"), std::string::npos) << told(result, plan);
}

// Clients of a server that are killed.
TEST(KilledClients, LoseNothingThatTheyWereToldIsSafe) {
  skip_without_server();
  if (testing::Test::IsSkipped()) return;
  CrashPlan plan = plan_of(setting("SALESPIPE_SERVER_KILLS", kKills));
  plan.cycles_per_file = 20;  // short books: each is read by everybody who comes
  const CrashResult result = crash(plan);
  EXPECT_TRUE(result.problems.empty()) << told(result, plan);
  EXPECT_GE(result.kills, plan.kills);
  EXPECT_GT(result.acknowledged, static_cast<std::uint64_t>(plan.kills));
  EXPECT_GE(result.kept, result.acknowledged);
  RecordProperty("kills", result.kills);
  RecordProperty("acknowledged", std::to_string(result.acknowledged));
}

TEST(KilledClients, AreFoundOutWhenTheySpeakTooEarly) {
  skip_without_server();
  if (testing::Test::IsSkipped()) return;
  CrashPlan plan = plan_of(4000);
  plan.cycles_per_file = 20;
  plan.acknowledges_early = true;
  const CrashResult result = crash(plan);
  ASSERT_FALSE(result.problems.empty());
  EXPECT_EQ(told(result, plan).find("writer failed"), std::string::npos) << told(result, plan);
}

// The server is killed too, and comes back: what it had confirmed is there, and what writers were
// told is not kept is not.
TEST(KilledServer, LosesNothingThatWritersWereToldIsSafe) {
  skip_without_server();
  if (testing::Test::IsSkipped()) return;
  const PrivateServer server;
  CrashPlan plan = plan_of(setting("SALESPIPE_SERVER_CRASHES", kKills / 200) * 8);
  plan.place = [&](int) { return server.new_book(); };
  plan.crash_server = [&] { server.restart(); };
  plan.cycles_per_file = 5;
  const CrashResult result = crash(plan);
  EXPECT_TRUE(result.problems.empty()) << told(result, plan);
  EXPECT_GT(result.server_crashes, 0);
  EXPECT_GT(result.acknowledged, static_cast<std::uint64_t>(plan.kills));
  RecordProperty("server_crashes", result.server_crashes);
  RecordProperty("denied", std::to_string(result.denied));
}

/// So that several processors can be at it.
constexpr int kParts = 4;
class PowerLossPart : public testing::TestWithParam<int> {};

TEST_P(PowerLossPart, TakesNothingThatWasToldIsSafe) {
  const FastFolder folder;  // what a disk keeps is modelled
  CrashPlan plan = plan_of(setting("SALESPIPE_POWER_LOSSES", kPowerLosses) / kParts);
  plan.seed += static_cast<std::uint64_t>(GetParam());
  plan.cycles_per_file = 4;  // short books: each is read from its beginning every time
  const CrashResult result = cut_power(folder / "", plan);
  EXPECT_TRUE(result.problems.empty()) << told(result, plan);
  EXPECT_GE(result.kills, plan.kills);
  EXPECT_GT(result.acknowledged, static_cast<std::uint64_t>(plan.kills));
  EXPECT_GE(result.kept, result.acknowledged);
}

INSTANTIATE_TEST_SUITE_P(All, PowerLossPart, testing::Range(0, kParts));

// A control: on a disk that lies, something is lost, and it is seen.
TEST(PowerLoss, IsFoundOutOnADiskThatLies) {
  const FastFolder folder;
  CrashPlan plan = plan_of(500);
  plan.disk_lies = true;
  const CrashResult result = cut_power(folder / "", plan);
  EXPECT_FALSE(result.problems.empty());
}

}  // namespace
}  // namespace salespipe::test
