#include "salespipe/definition/pipeline_lint.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "definition/activity_names.hpp"
#include "definition_support.hpp"
#include "random_pipeline.hpp"

namespace salespipe {
namespace {

using testing::any_pipeline;
using testing::codes_of;
using testing::definition_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::open_stage;
using testing::stage;
using testing::standard;

/// Findings about Lead, Offer, Won, Lost after `change`.
template <class Change>
Diagnostics found_after(Change change) {
  auto definition = definition_of({open_stage("Lead", 10), open_stage("Offer", 50)});
  change(definition);
  return lint(Pipeline(definition));
}

/// Findings about a pipeline of `open` open stages of rising probability, Won and Lost.
Diagnostics found_with_stages(int open) {
  std::vector<Stage> stages;
  for (int i = 1; i <= open; ++i) {
    stages.push_back(open_stage("State " + std::string(1, static_cast<char>('A' + i)), i));
  }
  return lint(Pipeline(definition_of(stages)));
}

TEST(Lint, TheStandardPipelinesAreClean) {
  EXPECT_THAT(lint(standard()), IsEmpty());
  EXPECT_THAT(lint(standard(Fridge::with)), IsEmpty());
}

TEST(Lint, FewerThanTwoOpenStagesIsAnError) {
  const auto found = lint(Pipeline(definition_of({open_stage("Lead", 10)})));
  ASSERT_THAT(codes_of(found), ElementsAre("too_few_open_stages"));
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_EQ(found[0].message,
            "pipeline \"Test\": 1 open stage; a pipeline needs at least 2, so add the steps that a "
            "deal goes through");
  EXPECT_EQ(found[0].where.at("pipeline"), "test");
  EXPECT_TRUE(has_errors(found));
}

TEST(Lint, NoWonAndNoLostStageAreErrors) {
  const auto found = found_after([](PipelineDefinition& d) { d.stages.resize(2); });
  EXPECT_THAT(codes_of(found), ElementsAre("no_won_stage", "no_lost_stage"));
  EXPECT_TRUE(has_errors(found));
}

TEST(Lint, TwoStagesOfOneNameIsAnError) {
  const auto found = found_after([](PipelineDefinition& d) { d.stages[1].name = "Lead"; });
  ASSERT_THAT(codes_of(found), ElementsAre("duplicate_stage_name"));
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_EQ(found[0].where.at("stage_id"), "lead-2");
}

TEST(Lint, NamesThatDifferInLetterCaseOnlyAreAWarning) {
  const auto found = found_after([](PipelineDefinition& d) { d.stages[1].name = "LEAD "; });
  ASSERT_THAT(codes_of(found), ElementsAre("similar_stage_name"));
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(found[0].where.at("other_stage"), "Lead");
}

TEST(Lint, ProbabilitiesThatFallAlongTheWayAreAWarning) {
  const auto found = lint(Pipeline(
      definition_of({open_stage("Lead", 10), open_stage("Demand", 50), open_stage("Offer", 25)})));
  ASSERT_THAT(codes_of(found), ElementsAre("falling_probability"));
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_THAT(found[0].message, HasSubstr("falls from 50 % in \"Demand\" to 25 % in \"Offer\""));
  EXPECT_EQ(found[0].where.at("stage"), "Offer");
  EXPECT_EQ(found[0].where.at("other_stage"), "Demand");
}

TEST(Lint, EveryStageBelowTheHighestBeforeItIsNamed) {
  const auto found = lint(Pipeline(definition_of(
      {open_stage("A", 10), open_stage("B", 50), open_stage("C", 20), open_stage("D", 30)})));
  EXPECT_THAT(codes_of(found), ElementsAre("falling_probability", "falling_probability"));
}

TEST(Lint, WonMustBeCertainAndLostImpossible) {
  const auto found = found_after([](PipelineDefinition& d) {
    d.stages[2].probability_ppm = 995'000;
    d.stages[3].probability_ppm = 1;
  });
  ASSERT_THAT(codes_of(found), ElementsAre("won_probability", "lost_probability"));
  EXPECT_THAT(found[0].message, HasSubstr("99.5 %"));
  EXPECT_THAT(found[1].message, HasSubstr("0.0001 %"));
  EXPECT_TRUE(has_errors(found));
}

TEST(Lint, AnOpenStageIsNotCertainAndAParkedOneNotForecast) {
  const auto found = found_after([](PipelineDefinition& d) {
    d.stages[1].probability_ppm = kCertain;
    d.stages.push_back(stage("Fridge", StageKind::parked, 5));
  });
  EXPECT_THAT(codes_of(found), ElementsAre("certain_open_stage", "parked_probability"));
  EXPECT_FALSE(has_errors(found));
}

TEST(Lint, NoMaximumAgeAndNoQualifiedStageAreWorthKnowing) {
  const auto found = found_after([](PipelineDefinition& d) {
    for (auto& each : d.stages) {
      each.max_age_days = 0;
      each.qualified = false;
    }
  });
  ASSERT_THAT(codes_of(found), ElementsAre("no_max_age", "no_qualified_stage"));
  EXPECT_EQ(found[0].severity, Severity::info);
  EXPECT_EQ(found[1].severity, Severity::info);
}

TEST(Lint, AVerdictOfAnotherFrameworkCanNeverBeReached) {
  const auto found = found_after([](PipelineDefinition& d) {
    d.stages[0].exit_criteria = {{{}, RequiredVerdict{"BANT", Verdict::qualified}},
                                 {{}, RequiredVerdict{"", Verdict::qualified}},
                                 {{}, RequiredVerdict{"MEDDIC", Verdict::qualified}}};
  });
  ASSERT_THAT(codes_of(found), ElementsAre("unknown_framework"));
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_EQ(found[0].where.at("framework"), "MEDDIC");
  EXPECT_EQ(found[0].where.at("criterion"), "verdict-qualified-3");
}

TEST(Lint, TenStagesAreFineElevenWarnSixteenWarnStrongly) {
  EXPECT_THAT(found_with_stages(8), IsEmpty());
  EXPECT_THAT(codes_of(found_with_stages(9)), ElementsAre("too_many_stages"));
  EXPECT_THAT(codes_of(found_with_stages(13)), ElementsAre("too_many_stages"));
  const auto found = found_with_stages(14);
  ASSERT_THAT(codes_of(found), ElementsAre("far_too_many_stages"));
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(found[0].where.at("stages"), "16");
  EXPECT_EQ(found[0].where.at("candidates"), "");
  EXPECT_THAT(found[0].message, HasSubstr("far too many"));
}

TEST(Lint, TooManyStagesNamesThoseThatCouldBecomeTasks) {
  std::vector<Stage> stages = {open_stage("Call in", 5),         open_stage("Contacted", 10),
                               open_stage("Follow-up", 15),      open_stage("Interested", 20),
                               open_stage("Demo scheduled", 25), open_stage("Demonstrated", 25),
                               open_stage("Qualified", 40),      open_stage("Send offer", 50),
                               open_stage("Meeting held", 60),   open_stage("Decision", 70)};
  auto definition = definition_of(stages);
  definition.stages[6].qualified = true;
  definition.stages[8].qualified = true;
  const auto found = lint(Pipeline(definition));
  ASSERT_THAT(codes_of(found), ElementsAre("too_many_stages"));
  EXPECT_EQ(found[0].where.at("candidates"), "Follow-up, Demo scheduled, Demonstrated, Send offer");
  EXPECT_THAT(found[0].message, HasSubstr("\"Follow-up\" (reads like an activity)"));
  EXPECT_THAT(found[0].message,
              HasSubstr("\"Demonstrated\" (is as probable as \"Demo scheduled\")"));
}

TEST(ActivityNames, AreTellingApartWhatIsDoneAndWhereADealStands) {
  for (const auto* name :
       {"Send proposal", "Call", "First call", "Meeting", "2. Meeting", "Follow up", "FOLLOW-UP #2",
        "Followup", "Demo scheduled", "Step 3: email sent", "Awaiting signature", "Kick-off",
        "Prepare offer", "Proposal sent"}) {
    EXPECT_TRUE(reads_like_activity(name)) << name;
  }
  for (const auto* name :
       {"Lead", "Prospecting", "Contacted", "Engaging", "Qualified", "Negotiation", "Proposal made",
        "Verbal agreement", "Closing", "Recall", "", "3"}) {
    EXPECT_FALSE(reads_like_activity(name)) << name;
  }
}

RC_GTEST_PROP(LintProperty, FindingsOfAnyPipelineAreSortedAndSayWhere, ()) {
  const auto found = lint(any_pipeline());
  RC_ASSERT(std::is_sorted(found.begin(), found.end(),
                           [](const auto& a, const auto& b) { return a.severity > b.severity; }));
  for (const auto& each : found) {
    RC_ASSERT(!each.code.empty() && !each.message.empty());
    RC_ASSERT(each.where.contains("pipeline"));
  }
}

}  // namespace
}  // namespace salespipe
