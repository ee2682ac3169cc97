#include "salespipe/definition/qualification.hpp"

#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "definition_support.hpp"

namespace salespipe {
namespace {

using testing::code_and_field;
using testing::error_of;

constexpr auto kUnknown = CriterionState::unknown;
constexpr auto kMet = CriterionState::met;
constexpr auto kPartly = CriterionState::partly_met;
constexpr auto kUnmet = CriterionState::unmet;

Assessment bant(CriterionState budget, CriterionState authority, CriterionState need,
                CriterionState timeline) {
  return assess(QualificationFramework::bant(), std::array{budget, authority, need, timeline});
}

std::string question_after(CriterionState budget, CriterionState authority, CriterionState need,
                           CriterionState timeline) {
  const auto framework = QualificationFramework::bant();
  return std::string(next_question(framework, bant(budget, authority, need, timeline)));
}

TEST(Bant, AllFourMetIsQualified) {
  const auto result = bant(kMet, kMet, kMet, kMet);
  EXPECT_EQ(result.verdict, Verdict::qualified);
  EXPECT_EQ(result.score_ppm, 1'000'000);
  EXPECT_FALSE(result.next);
}

TEST(Bant, AnUnmetCriterionOtherThanTimingDisqualifiesWhateverTheRestIs) {
  EXPECT_EQ(bant(kUnmet, kMet, kMet, kMet).verdict, Verdict::disqualified);
  EXPECT_EQ(bant(kMet, kUnmet, kUnknown, kUnknown).verdict, Verdict::disqualified);
  EXPECT_EQ(bant(kUnknown, kUnknown, kUnmet, kUnmet).verdict, Verdict::disqualified);
}

TEST(Bant, OnlyTheTimingFailingIsNotNow) {
  const auto result = bant(kMet, kMet, kMet, kUnmet);
  EXPECT_EQ(result.verdict, Verdict::not_now);
  EXPECT_EQ(result.score_ppm, 750'000);
  EXPECT_FALSE(result.next);
}

TEST(Bant, NothingKnownIsIncompleteAndAsksForTheBudgetFirst) {
  const auto result = bant(kUnknown, kUnknown, kUnknown, kUnknown);
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_EQ(result.score_ppm, 0);
  EXPECT_EQ(question_after(kUnknown, kUnknown, kUnknown, kUnknown),
            "Is there money for this, and how much?");
}

TEST(Bant, AsksForTheFirstUnknownCriterion) {
  EXPECT_EQ(question_after(kMet, kMet, kUnknown, kUnknown),
            "Which problem do they have that we solve?");
}

TEST(Bant, WithTheWrongTimingTheOtherQuestionsAreStillAsked) {
  EXPECT_EQ(bant(kMet, kUnknown, kMet, kUnmet).verdict, Verdict::incomplete);
  EXPECT_EQ(question_after(kMet, kUnknown, kMet, kUnmet),
            "Who decides, and are we talking to that person?");
}

TEST(Bant, PartlyMetCountsHalf) {
  EXPECT_EQ(bant(kMet, kMet, kPartly, kPartly).score_ppm, 750'000);
  EXPECT_EQ(bant(kMet, kMet, kPartly, kPartly).verdict, Verdict::qualified);
  EXPECT_EQ(bant(kMet, kPartly, kPartly, kPartly).score_ppm, 625'000);
  EXPECT_EQ(bant(kMet, kPartly, kPartly, kPartly).verdict, Verdict::incomplete);
}

TEST(Bant, AsksAgainAboutWhatIsPartlyMetWhenNothingIsUnknown) {
  EXPECT_EQ(question_after(kPartly, kPartly, kMet, kPartly),
            "Is there money for this, and how much?");
}

TEST(Assess, MissingStatesAreUnknownAndTooManyAreAnError) {
  const auto framework = QualificationFramework::bant();
  EXPECT_EQ(assess(framework, {}), bant(kUnknown, kUnknown, kUnknown, kUnknown));
  const std::array<CriterionState, 5> five{};
  EXPECT_EQ(code_and_field([&] { assess(framework, five); }), "invalid_argument at ");
}

TEST(Assess, AFrameworkThatWasMovedFromIsMisuseAndNoCrash) {
  auto framework = QualificationFramework::bant();
  const auto taken = std::move(framework);
  EXPECT_EQ(assess(taken, {}).verdict, Verdict::incomplete);
  EXPECT_EQ(code_and_field([&] { assess(framework, {}); }),  // NOLINT(bugprone-use-after-move)
            "invalid_argument at ");
}

TEST(Assess, AsksTheWeightiestUnknownCriterionFirst) {
  const QualificationFramework framework("Own",
                                         {{{}, "Small", "small?", 1, WhenUnmet::disqualified},
                                          {{}, "Great", "great?", 5, WhenUnmet::disqualified},
                                          {{}, "Also great", "also?", 5, WhenUnmet::disqualified}});
  EXPECT_EQ(next_question(framework, assess(framework, {})), "great?");
}

TEST(Assess, AScoreThatIsOutOfReachDisqualifies) {
  const QualificationFramework framework("Own", {{{}, "Fit", "", 3, WhenUnmet::lowers_score},
                                                 {{}, "Size", "", 1, WhenUnmet::lowers_score}});
  EXPECT_EQ(assess(framework, std::array{kUnknown, kUnmet}).verdict, Verdict::incomplete);
  EXPECT_EQ(assess(framework, std::array{kMet, kUnmet}).verdict, Verdict::qualified);
  EXPECT_EQ(assess(framework, std::array{kUnmet, kUnknown}).verdict, Verdict::disqualified);
}

TEST(Assess, ThreeOfFourAreEnoughWhereTheThresholdsAllowOneUnknown) {
  const auto criteria = QualificationFramework::bant().criteria();
  const QualificationFramework framework("BANT, three of four", criteria, {75, 50, 1});
  EXPECT_EQ(assess(framework, std::array{kMet, kMet, kMet}).verdict, Verdict::qualified);
  EXPECT_EQ(assess(framework, std::array{kMet, kMet}).verdict, Verdict::incomplete);
}

TEST(Assess, TheScoreIsRoundedDown) {
  const QualificationFramework framework("Thirds", {{{}, "A", "", 1, WhenUnmet::lowers_score},
                                                    {{}, "B", "", 1, WhenUnmet::lowers_score},
                                                    {{}, "C", "", 1, WhenUnmet::lowers_score}});
  EXPECT_EQ(assess(framework, std::array{kMet, kMet}).score_ppm, 666'666);
}

TEST(Framework, MeddicAndChampAreDefinitionsLikeBant) {
  EXPECT_EQ(QualificationFramework::meddic().size(), 6U);
  EXPECT_EQ(QualificationFramework::meddic().require("economic_buyer"), 1U);
  EXPECT_EQ(QualificationFramework::champ().require("prioritization"), 3U);
  EXPECT_EQ(QualificationFramework::built_in("meddic"), QualificationFramework::meddic());
  EXPECT_EQ(QualificationFramework::built_in("CHAMP"), QualificationFramework::champ());
  EXPECT_FALSE(QualificationFramework::built_in("SPIN"));
}

TEST(Framework, AnUnknownCriterionIsNamedTogetherWithTheKnownOnes) {
  const auto error = error_of([] { QualificationFramework::bant().require("money"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::not_found);
  EXPECT_NE(error->message().find("\"money\"; it has budget, authority, need, timeline"),
            std::string::npos)
      << error->message();
}

TEST(Framework, CriteriaOfOneNameGetIdsOfTheirOwn) {
  const QualificationFramework framework(
      "Own", {{{}, "Fit", "", 1, {}}, {{}, "Fit!", "", 1, {}}, {{}, "?", "", 1, {}}});
  EXPECT_EQ(framework.find("fit"), 0U);
  EXPECT_EQ(framework.find("fit_2"), 1U);
  EXPECT_EQ(framework.find("criterion_3"), 2U);
}

TEST(Framework, WhatCannotBeJudgedIsRefused) {
  const auto make = [](std::vector<QualificationCriterion> criteria,
                       QualificationThresholds thresholds = {}) {
    return code_and_field([&] { QualificationFramework("Own", criteria, thresholds); });
  };
  const QualificationCriterion fit{CriterionId("fit"), "Fit", "", 1, {}};
  const QualificationCriterion weightless{{}, "Fit", "", 0, {}};
  EXPECT_EQ(make({}), "invalid_argument at /criteria");
  EXPECT_EQ(make({weightless}), "invalid_argument at /criteria");
  EXPECT_EQ(make({fit, fit}), "already_exists at /criteria/1/id");
  EXPECT_EQ(make({{{}, " ", "", 1, {}}}), "invalid_argument at /criteria/0/name");
  EXPECT_EQ(make({fit, {{}, "B", "", -1, {}}}), "invalid_argument at /criteria/1/weight");
  EXPECT_EQ(make({{{}, "B", "two\nlines", 1, {}}}), "invalid_argument at /criteria/0/question");
  EXPECT_EQ(make({fit}, {101, 50, 0}), "invalid_argument at /thresholds/qualified_percent");
  EXPECT_EQ(make({fit}, {75, -1, 0}), "invalid_argument at /thresholds/partly_met_percent");
  EXPECT_EQ(make({fit}, {75, 50, 65}), "invalid_argument at /thresholds/max_unknown");
  EXPECT_EQ(code_and_field([&] { QualificationFramework("", {fit}); }),
            "invalid_argument at /name");
}

}  // namespace
}  // namespace salespipe
