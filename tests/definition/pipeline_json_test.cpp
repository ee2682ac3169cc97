#include "salespipe/definition/pipeline_json.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "definition_support.hpp"

namespace salespipe {
namespace {

using testing::code_and_field;
using testing::error_of;
using ::testing::HasSubstr;
using testing::open_stage;
using testing::stage;
using testing::standard;

constexpr std::string_view kShort = R"({
  "salespipe": "pipeline", "version": 1, "name": "Renewals", "currency": "SEK",
  "stages": [
    {"name": "Due", "kind": "open", "probability": 0.8},
    {"name": "Offered", "kind": "open", "probability": 0.9, "max_age_days": 14},
    {"name": "Renewed", "kind": "won", "probability": 1},
    {"name": "Left", "kind": "lost", "probability": 0}
  ]
})";

/// kShort with `from` replaced by `to`.
std::string changed(std::string_view from, std::string_view to) {
  std::string text(kShort);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// "schema_violation at /stages/0/name" for kShort so changed.
std::string read_changed(std::string_view from, std::string_view to) {
  return code_and_field([&] { pipeline_from_json(changed(from, to)); });
}

/// kShort with more fields before "stages".
std::string with(std::string_view fields) {
  return changed("\"stages\"", std::string(fields) + ", \"stages\"");
}

std::string read_with(std::string_view fields) {
  return code_and_field([&] { pipeline_from_json(with(fields)); });
}

TEST(PipelineJson, WhatIsLeftOutTakesItsDefault) {
  const auto pipeline = pipeline_from_json(kShort);
  EXPECT_EQ(pipeline.id().text(), "renewals");
  EXPECT_EQ(pipeline.currency(), Currency("SEK"));
  EXPECT_EQ(pipeline.revision(), 1);
  EXPECT_EQ(pipeline.framework(), QualificationFramework::bant());
  EXPECT_EQ(pipeline.policy(), TransitionPolicy::standard());
  const auto& due = pipeline.stages()[0];
  EXPECT_EQ(due.id.text(), "due");
  EXPECT_EQ(due.probability_ppm, 800'000);
  EXPECT_EQ(due.forecast_category, ForecastCategory::pipeline);
  EXPECT_EQ(due.max_age_days, 0);
  EXPECT_FALSE(due.qualified);
  EXPECT_EQ(pipeline.stages()[2].forecast_category, ForecastCategory::closed);
  EXPECT_EQ(pipeline.stages()[3].forecast_category, ForecastCategory::omitted);
}

TEST(PipelineJson, TheStandardPipelineComesBackEqual) {
  for (const auto fridge : {Fridge::without, Fridge::with}) {
    const auto pipeline = standard(fridge);
    EXPECT_EQ(pipeline_from_json(to_json(pipeline)), pipeline);
    EXPECT_EQ(pipeline_from_json(to_json(pipeline, JsonLayout::pretty)), pipeline);
  }
}

TEST(PipelineJson, IsWrittenInOneOrderOnly) {
  const auto text = to_json(pipeline_from_json(kShort));
  EXPECT_EQ(
      text.substr(0, text.find(",{\"id\":\"offered\"")),
      R"({"salespipe":"pipeline","version":1,"id":"renewals","name":"Renewals","currency":"SEK",)"
      R"("revision":1,"labels":{},"stages":[{"id":"due","name":"Due","kind":"open",)"
      R"("probability":0.8,"forecast_category":"pipeline","max_age_days":0,"qualified":false,)"
      R"("exit_criteria":[]})");
  EXPECT_THAT(text, HasSubstr(R"("lose":{"permission":"allow","when_missing":)"
                              R"({"lost_reason":"refuse"},"required_fields":[]})"));
}

TEST(PipelineJson, AKindOfTransitionThatIsLeftOutKeepsItsStandardRule) {
  const auto pipeline = pipeline_from_json(with(R"("policy": {"skip": {"permission": "refuse"},
                         "win": {"when_missing": {"exit_criteria": "refuse"}}})"));
  const auto standard_policy = TransitionPolicy::standard();
  const auto& policy = pipeline.policy();
  EXPECT_EQ(policy[TransitionKind::lose], standard_policy[TransitionKind::lose]);
  EXPECT_EQ(policy[TransitionKind::skip].permission, Permission::refuse);
  EXPECT_EQ(policy[TransitionKind::skip].when_missing,
            standard_policy[TransitionKind::skip].when_missing);
  const auto& win = policy[TransitionKind::win];
  EXPECT_EQ(win.missing(Requirement::exit_criteria), Permission::refuse);
  EXPECT_EQ(win.missing(Requirement::qualified_verdict), Permission::allow);
}

TEST(PipelineJson, AFrameworkIsGivenByNameOrDefined) {
  EXPECT_EQ(pipeline_from_json(with(R"("qualification": "MEDDIC")")).framework(),
            QualificationFramework::meddic());
  const auto own = pipeline_from_json(
      with(R"("qualification": {"name": "Own", "criteria": [{"name": "Good fit", "weight": 2}]})"));
  EXPECT_EQ(own.framework().criteria()[0].id.text(), "good_fit");
  EXPECT_EQ(own.framework().criteria()[0].weight, 2);
  EXPECT_EQ(own.framework().thresholds(), QualificationThresholds{});
}

TEST(PipelineJson, ExitCriteriaOfAllTypesAreRead) {
  const auto pipeline = pipeline_from_json(
      changed(R"("probability": 0.8)",
              R"("probability": 0.8, "exit_criteria": [{"type": "task", "description": "Ask"},
         {"type": "field", "field": "value"}, {"type": "verdict"},
         {"id": "v", "type": "verdict", "framework": "BANT", "verdict": "not_now"}])"));
  const auto& criteria = pipeline.stages()[0].exit_criteria;
  ASSERT_EQ(criteria.size(), 4U);
  EXPECT_EQ(criteria[0].what, decltype(criteria[0].what)(ChecklistTask{"Ask"}));
  EXPECT_EQ(criteria[1].what, decltype(criteria[1].what)(RequiredField{"value"}));
  EXPECT_EQ(criteria[2].what, decltype(criteria[2].what)(RequiredVerdict{}));
  EXPECT_EQ(criteria[3].what,
            decltype(criteria[3].what)(RequiredVerdict{"BANT", Verdict::not_now}));
}

TEST(PipelineJson, UnknownFieldsAreRefusedAndTheKnownOnesListed) {
  EXPECT_EQ(read_with(R"("colour": 1)"), "schema_violation at /colour");
  EXPECT_EQ(read_with(R"("a/b~c": 1)"), "schema_violation at /a~1b~0c");
  EXPECT_EQ(read_changed(R"("max_age_days")", R"("max_age")"),
            "schema_violation at /stages/1/max_age");
  const auto error = error_of([] { pipeline_from_json(with(R"("policy": {"jump": {}})")); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->place().field, "/policy/jump");
  EXPECT_THAT(error->message(), HasSubstr("forward, skip, back, win, lose, park, reopen"));
}

TEST(PipelineJson, MissingFieldsAreNamed) {
  EXPECT_EQ(read_changed(R"("currency": "SEK",)", ""), "schema_violation at /currency");
  EXPECT_EQ(read_changed(R"("name": "Renewals",)", ""), "schema_violation at /name");
  EXPECT_EQ(read_changed(R"("version": 1,)", ""), "schema_violation at /version");
  EXPECT_EQ(read_changed(R"("salespipe": "pipeline",)", ""), "schema_violation at /salespipe");
  EXPECT_EQ(read_changed(R"("name": "Due", )", ""), "schema_violation at /stages/0/name");
  EXPECT_EQ(read_changed(R"(, "probability": 0.8)", ""),
            "schema_violation at /stages/0/probability");
  EXPECT_EQ(
      code_and_field([] {
        pipeline_from_json(R"({"salespipe":"pipeline","version":1,"name":"x","currency":"EUR"})");
      }),
      "schema_violation at /stages");
  EXPECT_EQ(read_with(R"("qualification": {"name": "Own"})"),
            "schema_violation at /qualification/criteria");
}

TEST(PipelineJson, WrongTypesAndWordsAreRefusedWithWhatWasExpected) {
  EXPECT_EQ(read_changed("\"Renewals\"", "7"), "schema_violation at /name");
  EXPECT_EQ(read_changed("\"open\"", "\"opened\""), "schema_violation at /stages/0/kind");
  EXPECT_EQ(read_changed("14", "\"14\""), "schema_violation at /stages/1/max_age_days");
  EXPECT_EQ(read_changed("14", "14.5"), "schema_violation at /stages/1/max_age_days");
  EXPECT_EQ(read_changed("14", "99999999999999999999"),
            "schema_violation at /stages/1/max_age_days");
  EXPECT_EQ(read_changed("14", "-1"), "schema_violation at /stages/1/max_age_days");
  EXPECT_EQ(read_with("\"labels\": []"), "schema_violation at /labels");
  EXPECT_EQ(read_with("\"labels\": {\"a\": 1}"), "schema_violation at /labels/a");
  EXPECT_EQ(read_with("\"id\": \"\""), "schema_violation at /id");
  EXPECT_EQ(read_with("\"id\": 5"), "schema_violation at /id");
  EXPECT_EQ(read_with("\"policy\": null"), "schema_violation at /policy");
  EXPECT_EQ(read_with("\"revision\": 0"), "schema_violation at /revision");
  EXPECT_EQ(read_with("\"qualification\": \"SPIN\""), "schema_violation at /qualification");
  EXPECT_EQ(read_changed("\"SEK\"", "\"kronor\""), "schema_violation at /currency");
  EXPECT_EQ(read_changed("\"SEK\"", "1"), "schema_violation at /currency");
  const auto error = error_of([] { pipeline_from_json(changed("\"open\"", "\"opened\"")); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message(), "expected one of open, won, lost, parked, found \"opened\"");
  EXPECT_STREQ(error->what(),
               "field /stages/0/kind: expected one of open, won, lost, parked, found \"opened\"");
}

TEST(PipelineJson, AProbabilityIsAShareOfOneWithSixDecimals) {
  const auto read = [](std::string_view number) {
    return pipeline_from_json(changed("0.8", number)).stages()[0].probability_ppm;
  };
  EXPECT_EQ(read("0.123456"), 123'456);
  EXPECT_EQ(read("1e-6"), 1);
  EXPECT_EQ(read("1.0"), kCertain);
  EXPECT_EQ(read("-0.0"), 0);
  for (const auto* wrong : {"80", "-0.1", "1.000001", "0.1234567", "\"80 %\"", "null"}) {
    EXPECT_EQ(read_changed("0.8", wrong), "schema_violation at /stages/0/probability") << wrong;
  }
}

TEST(PipelineJson, WhatAPipelineRefusesIsTheDocumentsFault) {
  EXPECT_EQ(read_changed("\"Renewals\"", "\"\""), "schema_violation at /name");
  EXPECT_EQ(read_changed("\"won\"", "\"open\""), "no error");
  EXPECT_EQ(read_changed("\"open\"", "\"won\""), "schema_violation at /stages/1/kind");
  EXPECT_EQ(read_with(R"("qualification": {"name": "Own", "criteria": [{"name": ""}]})"),
            "schema_violation at /qualification/criteria/0/name");
  EXPECT_EQ(read_with(R"("qualification": {"name": "Own", "criteria": []})"),
            "schema_violation at /qualification/criteria");
}

TEST(PipelineJson, AnIdGivenTwiceIsNamed) {
  auto text = changed(R"({"name": "Due",)", R"({"id": "left", "name": "Due",)");
  const auto at = text.find(R"({"name": "Left")");
  text.replace(at, 1, R"({"id": "left", )");
  EXPECT_EQ(code_and_field([&] { pipeline_from_json(text); }), "already_exists at /stages/3/id");
}

TEST(PipelineJson, ALaterVersionIsUnsupportedEvenWithFieldsNotKnownYet) {
  EXPECT_EQ(read_changed("\"version\": 1", "\"version\": 2, \"ai\": true"),
            "unsupported at /version");
  EXPECT_EQ(read_changed("\"version\": 1", "\"version\": \"1\""), "schema_violation at /version");
  EXPECT_EQ(read_changed("\"pipeline\"", "\"journal\""), "schema_violation at /salespipe");
}

}  // namespace
}  // namespace salespipe
