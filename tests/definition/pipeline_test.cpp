#include "salespipe/definition/pipeline.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "definition_support.hpp"
#include "random_pipeline.hpp"

namespace salespipe {
namespace {

using testing::any_pipeline;
using testing::code_and_field;
using testing::definition_of;
using testing::error_of;
using testing::open_stage;
using testing::stage;
using testing::standard;

std::vector<std::string> ids_of(const Pipeline& pipeline) {
  std::vector<std::string> ids;
  for (const auto& each : pipeline.stages()) ids.push_back(each.id.text());
  return ids;
}

/// What building a pipeline of two open stages says after `change`.
template <class Change>
std::string built_after(Change change) {
  auto definition = definition_of({open_stage("Lead", 10), open_stage("Offer", 50)});
  change(definition);
  return code_and_field([&] { Pipeline{definition}; });
}

TEST(StandardPipeline, HasTheSixStagesOfTheTrade) {
  const auto pipeline = standard();
  EXPECT_EQ(pipeline.id().text(), "new-business");
  EXPECT_EQ(ids_of(pipeline), (std::vector<std::string>{"lead", "contacted", "qualified",
                                                        "proposal-made", "won", "lost"}));
  const std::vector<std::int32_t> probabilities = {100'000, 200'000, 400'000, 600'000, kCertain, 0};
  for (std::size_t i = 0; i < pipeline.size(); ++i) {
    EXPECT_EQ(pipeline.stages()[i].probability_ppm, probabilities[i]) << i;
  }
  EXPECT_EQ(pipeline.open_count(), 4U);
  EXPECT_EQ(pipeline.stage(pipeline.first_qualified()).name, "Qualified");
  EXPECT_EQ(pipeline.framework().name(), "BANT");
  EXPECT_EQ(pipeline.first(StageKind::parked), kNoStage);
}

TEST(StandardPipeline, TheFridgeIsParkedBehindLost) {
  const auto pipeline = standard(Fridge::with);
  EXPECT_EQ(pipeline.size(), 7U);
  EXPECT_EQ(pipeline.first(StageKind::parked), StageIndex{6});
  EXPECT_EQ(pipeline.stage(StageIndex{6}).name, "Fridge");
  EXPECT_EQ(pipeline.stage(StageIndex{6}).probability_ppm, 0);
}

TEST(Pipeline, IsSixteenBytesAndItsCopiesShareTheDefinition) {
  EXPECT_LE(sizeof(Pipeline), 16U);
  const auto pipeline = standard();
  auto copy = pipeline;
  EXPECT_EQ(&copy.definition(), &pipeline.definition());
  const auto moved = std::move(copy);
  EXPECT_EQ(copy, moved);  // NOLINT(bugprone-use-after-move): moving leaves a pipeline whole
}

TEST(Pipeline, EqualDefinitionsMakeEqualPipelines) {
  EXPECT_EQ(standard(), standard());
  EXPECT_NE(standard(), standard(Fridge::with));
  auto definition = standard().definition();
  definition.revision = 2;
  EXPECT_NE(Pipeline(definition), standard());
}

TEST(Pipeline, IdsThatAreNotGivenComeFromTheNames) {
  auto definition =
      definition_of({open_stage("  New -- lead! ", 10), open_stage("\xC3\x84rende", 20),
                     open_stage("New lead", 30), open_stage("?!", 40)});
  definition.name = "Nya aff\xC3\xA4rer 2026";
  const Pipeline pipeline(definition);
  EXPECT_EQ(pipeline.id().text(), "nya-aff\xC3\xA4rer-2026");
  EXPECT_EQ(ids_of(pipeline), (std::vector<std::string>{"new-lead", "\xC3\xA4rende", "new-lead-2",
                                                        "stage-4", "won", "lost"}));
}

TEST(Pipeline, AGivenIdIsKeptAndADerivedOneGivesWay) {
  auto definition = definition_of({open_stage("Lead", 10), open_stage("Second", 20)});
  definition.stages[1].id = StageId("lead");
  EXPECT_EQ(ids_of(Pipeline(definition)),
            (std::vector<std::string>{"lead-2", "lead", "won", "lost"}));
}

TEST(Pipeline, LongNamesGetShortenedIdsOfWholeCharacters) {
  std::string name;
  for (int i = 0; i < 100; ++i) name += "\xC3\xA4";
  auto definition = definition_of({open_stage(name, 10), open_stage("x" + name.substr(2), 20)});
  const Pipeline pipeline(definition);
  EXPECT_EQ(pipeline.stages()[0].id.text(), name.substr(0, 150));
  EXPECT_EQ(pipeline.stages()[1].id.text(), "x" + name.substr(2, 148));
}

TEST(Pipeline, ExitCriteriaGetIdsFromWhatTheyAsk) {
  auto definition = definition_of({open_stage("Lead", 10), open_stage("Offer", 50)});
  definition.stages[0].exit_criteria = {{{}, ChecklistTask{"Send the brochure"}},
                                        {{}, RequiredField{"value"}},
                                        {{}, RequiredVerdict{"", Verdict::qualified}},
                                        {{}, ChecklistTask{"Send the brochure!"}}};
  const Pipeline pipeline(definition);
  const auto& criteria = pipeline.stages()[0].exit_criteria;
  EXPECT_EQ(criteria[0].id.text(), "send-the-brochure");
  EXPECT_EQ(criteria[1].id.text(), "field-value");
  EXPECT_EQ(criteria[2].id.text(), "verdict-qualified");
  EXPECT_EQ(criteria[3].id.text(), "send-the-brochure-2");
  EXPECT_EQ(describe(criteria[0]), "Send the brochure");
  EXPECT_EQ(describe(criteria[1]), "field value is filled");
  EXPECT_EQ(describe(criteria[2]), "verdict is qualified");
}

TEST(Pipeline, StagesAreFoundByIdByNameAndInAnyLetterCase) {
  const auto pipeline = standard();
  EXPECT_EQ(pipeline.find_id("proposal-made"), StageIndex{3});
  EXPECT_EQ(pipeline.find_id("Proposal made"), kNoStage);
  EXPECT_EQ(pipeline.find_name("Proposal made"), StageIndex{3});
  EXPECT_EQ(pipeline.find_name("proposal made"), kNoStage);
  EXPECT_EQ(pipeline.find("proposal-made"), StageIndex{3});
  EXPECT_EQ(pipeline.find(" PROPOSAL made"), StageIndex{3});
  EXPECT_EQ(pipeline.find("Proposal"), kNoStage);
  EXPECT_EQ(pipeline.find(""), kNoStage);
}

TEST(Pipeline, LetterCaseIsIgnoredBeyondEnglish) {
  const Pipeline pipeline(definition_of({open_stage("\xC3\x84rende", 10),                // Latin-1
                                         open_stage("\xC5\x81\xC3\x93", 20),             // Polish
                                         open_stage("\xD0\x9B\xD0\x98\xD0\x94", 30)}));  // Cyrillic
  EXPECT_EQ(pipeline.find("\xC3\xA4RENDE"), StageIndex{0});
  EXPECT_EQ(pipeline.find("\xC5\x82\xC3\xB3"), StageIndex{1});
  EXPECT_EQ(pipeline.find("\xD0\xBB\xD0\xB8\xD0\xB4"), StageIndex{2});
}

TEST(Pipeline, AnUnknownStageIsNamedTogetherWithTheKnownOnes) {
  const auto error = error_of([] { standard().require("Negotiation"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::not_found);
  EXPECT_EQ(
      error->message(),
      "pipeline \"New business\": there is no stage \"Negotiation\"; its stages are \"Lead\", "
      "\"Contacted\", \"Qualified\", \"Proposal made\", \"Won\", \"Lost\"");
}

TEST(Pipeline, OfStagesThatDifferInLetterCaseOnlyNoneIsGuessed) {
  const Pipeline pipeline(definition_of({open_stage("Demo", 10), open_stage("DEMO", 20)}));
  EXPECT_EQ(pipeline.require("DEMO"), StageIndex{1});
  const auto error = error_of([&] { pipeline.require("dEMO"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::ambiguous);
}

TEST(Pipeline, OfStagesOfOneNameTheFirstIsFound) {
  const Pipeline pipeline(
      definition_of({open_stage("A", 10), open_stage("Demo", 20), open_stage("Demo", 30)}));
  EXPECT_EQ(pipeline.find_name("Demo"), StageIndex{1});
  EXPECT_EQ(pipeline.find_id("demo-2"), StageIndex{2});
}

TEST(Pipeline, KnowsWhichMovesReachTheQualifiedStage) {
  const auto pipeline = standard(Fridge::with);
  const auto reaches = [&](std::string_view from, std::string_view to) {
    return pipeline.reaches_qualified(from.empty() ? kNoStage : pipeline.require(from),
                                      pipeline.require(to));
  };
  EXPECT_TRUE(reaches("Contacted", "Qualified"));
  EXPECT_TRUE(reaches("Lead", "Proposal made"));
  EXPECT_TRUE(reaches("Lead", "Won"));
  EXPECT_TRUE(reaches("", "Qualified"));
  EXPECT_TRUE(reaches("Fridge", "Proposal made"));
  EXPECT_FALSE(reaches("", "Contacted"));
  EXPECT_FALSE(reaches("Qualified", "Proposal made"));
  EXPECT_FALSE(reaches("Proposal made", "Qualified"));
  EXPECT_FALSE(reaches("Qualified", "Won"));
  EXPECT_FALSE(reaches("Lead", "Lost"));
  EXPECT_FALSE(reaches("Lead", "Fridge"));
}

TEST(Pipeline, WhatIsUnwiseCanStillBeBuilt) {
  EXPECT_EQ(built_after([](PipelineDefinition& d) { d.stages.resize(1); }), "no error");
  EXPECT_EQ(built_after([](PipelineDefinition& d) {
              d.stages.erase(d.stages.begin(), d.stages.begin() + 2);
            }),
            "no error");
}

TEST(Pipeline, WhatCannotBeAPipelineIsRefusedWithItsPlace) {
  using D = PipelineDefinition;
  EXPECT_EQ(built_after([](D& d) { d.name.clear(); }), "invalid_argument at /name");
  EXPECT_EQ(built_after([](D& d) { d.revision = 0; }), "invalid_argument at /revision");
  EXPECT_EQ(built_after([](D& d) { d.stages.clear(); }), "invalid_argument at /stages");
  EXPECT_EQ(built_after([](D& d) { d.stages.resize(1001, open_stage("x", 1)); }),
            "invalid_argument at /stages");
  EXPECT_EQ(built_after([](D& d) { d.stages.push_back(open_stage("Late", 1)); }),
            "invalid_argument at /stages/4/kind");
  EXPECT_EQ(built_after([](D& d) { d.stages[1].name = "   "; }),
            "invalid_argument at /stages/1/name");
  EXPECT_EQ(built_after([](D& d) { d.stages[1].name = "a\tb"; }),
            "invalid_argument at /stages/1/name");
  EXPECT_EQ(built_after([](D& d) { d.stages[1].name = "\xFF"; }),
            "invalid_argument at /stages/1/name");
  EXPECT_EQ(built_after([](D& d) { d.stages[1].name = std::string(201, 'x'); }),
            "invalid_argument at /stages/1/name");
  EXPECT_EQ(built_after([](D& d) { d.stages[0].probability_ppm = 1'000'001; }),
            "invalid_argument at /stages/0/probability");
  EXPECT_EQ(built_after([](D& d) { d.stages[0].max_age_days = -1; }),
            "invalid_argument at /stages/0/max_age_days");
  EXPECT_EQ(built_after([](D& d) { d.stages[0].kind = static_cast<StageKind>(9); }),
            "invalid_argument at /stages/0/kind");
  EXPECT_EQ(built_after([](D& d) { d.stages[0].id = d.stages[1].id = StageId("same"); }),
            "already_exists at /stages/1/id");
  EXPECT_EQ(built_after([](D& d) { d.labels["line"] = "a\nb"; }),
            "invalid_argument at /labels/line");
  EXPECT_EQ(built_after([](D& d) { d.policy[TransitionKind::skip].required_fields = {""}; }),
            "invalid_argument at /policy/skip/required_fields/0");
}

TEST(Pipeline, ExitCriteriaThatAskForNothingAreRefused) {
  const auto with = [](ExitCriterion criterion) {
    return built_after([&](PipelineDefinition& d) {
      d.stages[0].exit_criteria = {criterion, criterion};
    });
  };
  EXPECT_EQ(with({{}, ChecklistTask{" "}}),
            "invalid_argument at /stages/0/exit_criteria/0/description");
  EXPECT_EQ(with({{}, RequiredField{""}}), "invalid_argument at /stages/0/exit_criteria/0/field");
  EXPECT_EQ(with({ExitCriterionId("a"), ChecklistTask{"Call"}}),
            "already_exists at /stages/0/exit_criteria/1/id");
}

RC_GTEST_PROP(PipelineProperty, EveryStageIsFoundByItsId, ()) {
  const auto pipeline = any_pipeline();
  for (std::size_t i = 0; i < pipeline.size(); ++i) {
    const auto& each = pipeline.stages()[i];
    RC_ASSERT(pipeline.find_id(each.id.text()).number == i);
    RC_ASSERT(pipeline.find_name(each.name).number <= i);
    RC_ASSERT(pipeline.stage(pipeline.find_name(each.name)).name == each.name);
  }
}

RC_GTEST_PROP(PipelineProperty, BuildingAgainFromItsDefinitionChangesNothing, ()) {
  const auto pipeline = any_pipeline();
  RC_ASSERT(Pipeline(pipeline.definition()) == pipeline);
}

}  // namespace
}  // namespace salespipe
