#include "salespipe/definition/transition.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "definition_support.hpp"
#include "random_pipeline.hpp"

namespace salespipe {
namespace {

using testing::any_in;
using testing::any_pipeline;
using testing::code_and_field;
using testing::standard;

std::string classified(std::string_view from, std::string_view to) {
  const auto pipeline = standard(Fridge::with);
  return std::string(to_string(pipeline.classify(pipeline.require(from), pipeline.require(to))));
}

TEST(Classify, BetweenOpenStagesItIsForwardSkipOrBack) {
  EXPECT_EQ(classified("Lead", "Contacted"), "forward");
  EXPECT_EQ(classified("Lead", "Qualified"), "skip");
  EXPECT_EQ(classified("Lead", "Proposal made"), "skip");
  EXPECT_EQ(classified("Proposal made", "Qualified"), "back");
  EXPECT_EQ(classified("Proposal made", "Lead"), "back");
}

TEST(Classify, FromAnyOpenStageADealCanBeWonLostOrParked) {
  for (const auto* from : {"Lead", "Contacted", "Qualified", "Proposal made"}) {
    EXPECT_EQ(classified(from, "Won"), "win");
    EXPECT_EQ(classified(from, "Lost"), "lose");
    EXPECT_EQ(classified(from, "Fridge"), "park");
  }
}

TEST(Classify, ComingBackToAnOpenStageIsReopening) {
  for (const auto* from : {"Won", "Lost", "Fridge"}) {
    EXPECT_EQ(classified(from, "Lead"), "reopen");
    EXPECT_EQ(classified(from, "Proposal made"), "reopen");
  }
}

TEST(Classify, AParkedDealIsUndecidedAndCanStillBeWonOrLost) {
  EXPECT_EQ(classified("Fridge", "Won"), "win");
  EXPECT_EQ(classified("Fridge", "Lost"), "lose");
}

TEST(Classify, AnOutcomeThatIsCorrectedIsItsOwnKind) {
  EXPECT_EQ(classified("Won", "Lost"), "reclose");
  EXPECT_EQ(classified("Lost", "Won"), "reclose");
  EXPECT_EQ(classified("Lost", "Fridge"), "reclose");
}

TEST(Classify, AMoveToTheSameStageOrOutsideThePipelineIsAnError) {
  const auto pipeline = standard();
  const auto lead = pipeline.require("Lead");
  EXPECT_EQ(code_and_field([&] { pipeline.classify(lead, lead); }), "invalid_argument at ");
  EXPECT_EQ(code_and_field([&] { pipeline.classify(lead, StageIndex{6}); }),
            "invalid_argument at ");
  EXPECT_EQ(code_and_field([&] { pipeline.classify(kNoStage, lead); }), "invalid_argument at ");
}

RC_GTEST_PROP(ClassifyProperty, AgreesWithTheKindsAndTheOrderOfTheStages, ()) {
  const auto pipeline = any_pipeline();
  const auto count = static_cast<int>(pipeline.size());
  const int first = any_in(0, count);
  const int second = (first + any_in(1, count)) % count;
  const StageIndex from{static_cast<std::uint16_t>(first)};
  const StageIndex to{static_cast<std::uint16_t>(second)};
  const auto kind = pipeline.classify(from, to);
  const auto there = pipeline.stage(to).kind;
  const bool was_open = pipeline.stage(from).kind == StageKind::open;
  const bool was_parked = pipeline.stage(from).kind == StageKind::parked;
  switch (kind) {
    case TransitionKind::forward:
      RC_ASSERT(to.number == from.number + 1);
      [[fallthrough]];
    case TransitionKind::skip:
    case TransitionKind::back:
      RC_ASSERT(was_open && there == StageKind::open);
      RC_ASSERT((kind == TransitionKind::back) == (to < from));
      RC_ASSERT((kind == TransitionKind::skip) == (to.number > from.number + 1));
      break;
    case TransitionKind::win:
      RC_ASSERT(there == StageKind::won);
      break;
    case TransitionKind::lose:
      RC_ASSERT(there == StageKind::lost);
      break;
    case TransitionKind::park:
      RC_ASSERT(there == StageKind::parked);
      break;
    case TransitionKind::reopen:
      RC_ASSERT(!was_open && there == StageKind::open);
      break;
    case TransitionKind::reclose:
      RC_ASSERT(!was_open && !was_parked);
      break;
    case TransitionKind::switch_pipeline:
      RC_FAIL("classify never says so");
  }
  if (kind == TransitionKind::win || kind == TransitionKind::lose || kind == TransitionKind::park) {
    RC_ASSERT(was_open || was_parked);
  }
}

TEST(StandardPolicy, RefusesLosingWithoutReasonAndParkingWithoutWakeUpDate) {
  const auto policy = TransitionPolicy::standard();
  EXPECT_EQ(policy.missing(TransitionKind::lose, Requirement::lost_reason, StageKind::lost),
            Permission::refuse);
  EXPECT_EQ(policy.missing(TransitionKind::park, Requirement::wake_up_date, StageKind::parked),
            Permission::refuse);
}

TEST(StandardPolicy, WarnsAboutWhatIsMissingOnTheWayToAWin) {
  const auto policy = TransitionPolicy::standard();
  for (const auto kind : {TransitionKind::forward, TransitionKind::skip, TransitionKind::win}) {
    EXPECT_EQ(policy[kind].permission, Permission::allow);
    EXPECT_EQ(policy[kind].missing(Requirement::exit_criteria), Permission::warn);
    EXPECT_EQ(policy[kind].missing(Requirement::qualified_verdict), Permission::warn);
  }
  EXPECT_EQ(policy[TransitionKind::back], TransitionRule{});
  EXPECT_EQ(policy[TransitionKind::switch_pipeline], TransitionRule{});
}

TEST(StandardPolicy, WarnsAboutReopeningAndCorrectingAnOutcome) {
  const auto policy = TransitionPolicy::standard();
  EXPECT_EQ(policy[TransitionKind::reopen].permission, Permission::warn);
  EXPECT_EQ(policy[TransitionKind::reclose].permission, Permission::warn);
}

TEST(Policy, AsksForAReasonOnlyWhereTheTargetIsLostAndForADateOnlyWhereItIsParked) {
  const auto policy = TransitionPolicy::standard();
  const auto reclose = TransitionKind::reclose;
  EXPECT_EQ(policy.missing(reclose, Requirement::lost_reason, StageKind::lost), Permission::refuse);
  EXPECT_EQ(policy.missing(reclose, Requirement::lost_reason, StageKind::won), Permission::allow);
  EXPECT_EQ(policy.missing(reclose, Requirement::wake_up_date, StageKind::parked),
            Permission::refuse);
  EXPECT_EQ(policy.missing(reclose, Requirement::wake_up_date, StageKind::lost), Permission::allow);
}

template <class Enum, class Parse>
void expect_names_parse_back(int count, Parse parse) {
  for (int i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_FALSE(to_string(value).empty());
    EXPECT_EQ(parse(to_string(value)), value) << to_string(value);
  }
  EXPECT_TRUE(to_string(static_cast<Enum>(count)).empty());
  EXPECT_FALSE(parse("no such word"));
  EXPECT_FALSE(parse(""));
}

TEST(Words, EveryEnumeratorHasANameThatParsesBack) {
  expect_names_parse_back<StageKind>(4, parse_stage_kind);
  expect_names_parse_back<ForecastCategory>(5, parse_forecast_category);
  expect_names_parse_back<TransitionKind>(9, parse_transition_kind);
  expect_names_parse_back<Permission>(3, parse_permission);
  expect_names_parse_back<Requirement>(5, parse_requirement);
  expect_names_parse_back<CriterionState>(4, parse_criterion_state);
  expect_names_parse_back<Verdict>(4, parse_verdict);
  expect_names_parse_back<WhenUnmet>(3, parse_when_unmet);
  expect_names_parse_back<ExitCriterionType>(3, parse_exit_criterion_type);
}

}  // namespace
}  // namespace salespipe
