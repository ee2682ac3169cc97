// A disk that fails: each call that SQLite makes of it, in each way, once and from then on.
// SALESPIPE_FAULT_SECONDS sets how long each scenario may take (0: until all is done),
// SALESPIPE_SEED the order.
#include <cstdlib>

#include <gtest/gtest.h>

#include "store/fault_scenarios.hpp"

namespace salespipe::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
constexpr std::uint64_t kLeast = 40;  // the sanitizers' build is Clang's, and many times slower
#else
constexpr std::uint64_t kLeast = 400;
#endif

long setting(const char* name, long otherwise) {
  const char* given = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

FaultPlan plan() {
  FaultPlan plan;
  plan.seed = static_cast<std::uint64_t>(setting("SALESPIPE_SEED", 20261126));
  plan.seconds = static_cast<double>(setting("SALESPIPE_FAULT_SECONDS", 5));
  plan.least = plan.seconds == 0 ? UINT64_MAX : kLeast;
  return plan;
}

std::string told(const FaultResult& result, const FaultPlan& plan) {
  std::string text = "with SALESPIPE_SEED=" + std::to_string(plan.seed) + ", " +
                     std::to_string(result.runs) + " runs:\n";
  for (const std::string& problem : result.problems) text += problem + '\n';
  return text;
}

std::string name_of(const testing::TestParamInfo<FaultScenario>& of) { return of.param.name; }

class FailingDisk : public testing::TestWithParam<FaultScenario> {};
INSTANTIATE_TEST_SUITE_P(While, FailingDisk, testing::ValuesIn(fault_scenarios()), name_of);

TEST_P(FailingDisk, TakesNothingThatWasToldIsSafe) {
  FaultPlan plan = test::plan();
  if (GetParam().is_long && plan.seconds != 0) plan.least /= 10;
  const FaultResult result = fail_everywhere(GetParam(), plan);
  EXPECT_TRUE(result.problems.empty()) << told(result, plan);
  EXPECT_GE(result.runs, std::min(plan.least, result.faults));
  EXPECT_GT(result.refused, result.runs / 20) << "hardly any fault was noticed";
  RecordProperty("calls", std::to_string(result.calls));
  RecordProperty("runs", std::to_string(result.runs));
}

const FaultScenario& scenario(std::string_view name) {
  for (const FaultScenario& one : fault_scenarios()) {
    if (one.name == name) return one;
  }
  std::abort();
}

// Controls: what a journal may not do is seen.

TEST(FailingDiskControl, SeesAJournalThatTakesAFailedFlushForDone) {
  FaultPlan plan = test::plan();
  plan.hides_failed_flushes = true;
  plan.least = 100;
  for (const char* name : {"Appending", "AppendingInBulk", "MovingTheLog"}) {
    EXPECT_FALSE(fail_everywhere(scenario(name), plan).problems.empty()) << name;
  }
}

TEST(FailingDiskControl, SeesAWriterThatSpeaksBeforeItsCommit) {
  FaultPlan plan = test::plan();
  plan.speaks_early = true;
  EXPECT_FALSE(fail_everywhere(scenario("AppendingInBulk"), plan).problems.empty());
}

}  // namespace
}  // namespace salespipe::test
