#pragma once

#include <rapidcheck.h>
#include <string>
#include <vector>

#include "salespipe/definition/pipeline.hpp"

namespace salespipe::testing {

/// Any of low to high - 1, whatever size RapidCheck is at (it begins with the lowest only).
template <class Number>
Number any_in(Number low, Number high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(low, high));
}

/// One of the enumerators 0 to count - 1.
template <class Enum>
Enum any_of(int count) {
  return static_cast<Enum>(any_in(0, count));
}

/// 1 to 12 characters, among them those that JSON escapes and ones outside ASCII.
inline std::string any_name() {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"a", "B", "7", " ", "-", "\"", "\\", "/", "~", "\xC3\xA4",
                               "\xC3\x84", "\xE2\x82\xAC", "\xF0\x9F\x92\xB0", "'", "<", "&"}));
  std::string name = "n";
  for (std::size_t i = 0; i < pieces.size() && i < 12; ++i) name += pieces[i];
  return name;
}

inline ExitCriterion any_exit_criterion() {
  ExitCriterion criterion;
  switch (any_in(0, 3)) {
    case 0:
      criterion.what = ChecklistTask{any_name()};
      break;
    case 1:
      criterion.what = RequiredField{any_name()};
      break;
    default:
      criterion.what = RequiredVerdict{*rc::gen::arbitrary<bool>() ? any_name() : std::string(),
                                       any_of<Verdict>(4)};
  }
  return criterion;
}

inline Stage any_stage(StageKind kind) {
  Stage stage;
  stage.name = any_name();
  if (any_in(0, 4) == 0) {
    stage.id = StageId("id " + std::to_string(any_in(0, 1'000'000)) + any_name());
  }
  stage.kind = kind;
  stage.probability_ppm = any_in(0, kCertain + 1);
  stage.forecast_category = any_of<ForecastCategory>(5);
  stage.max_age_days = any_in(0, 36'501);
  stage.qualified = *rc::gen::arbitrary<bool>();
  stage.checklist_as_tasks = *rc::gen::arbitrary<bool>();
  const int criteria = any_in(0, 4);
  for (int i = 0; i < criteria; ++i) stage.exit_criteria.push_back(any_exit_criterion());
  return stage;
}

inline QualificationFramework any_framework() {
  std::vector<QualificationCriterion> criteria;
  const int count = any_in(1, 8);
  for (int i = 0; i < count; ++i) {
    QualificationCriterion criterion;
    criterion.name = any_name();
    criterion.question = *rc::gen::arbitrary<bool>() ? any_name() + "?" : std::string();
    criterion.weight = any_in(i == 0 ? 1 : 0, 6);
    criterion.when_unmet = any_of<WhenUnmet>(3);
    criteria.push_back(criterion);
  }
  QualificationThresholds thresholds;
  thresholds.qualified_percent = any_in(0, 101);
  thresholds.partly_met_percent = any_in(0, 101);
  thresholds.max_unknown = any_in(0, 4);
  return QualificationFramework(any_name(), criteria, thresholds);
}

inline TransitionPolicy any_policy() {
  TransitionPolicy policy;
  for (auto& rule : policy.rules) {
    rule.permission = any_of<Permission>(3);
    for (auto& missing : rule.when_missing) missing = any_of<Permission>(3);
    if (*rc::gen::arbitrary<bool>()) rule.required_fields.push_back(any_name());
  }
  return policy;
}

/// Any pipeline of at least two stages: 0 to 8 open ones, then 1 to 4 others.
inline Pipeline any_pipeline() {
  PipelineDefinition definition(any_name(),
                                Currency(*rc::gen::element<std::string>("EUR", "JPY", "KWD")));
  definition.revision = any_in(1, 1000);
  if (*rc::gen::arbitrary<bool>()) definition.labels[any_name()] = any_name();
  const int open = any_in(0, 9);
  for (int i = 0; i < open; ++i) definition.stages.push_back(any_stage(StageKind::open));
  const int others = any_in(open < 2 ? 2 : 1, 5);
  for (int i = 0; i < others; ++i) {
    definition.stages.push_back(any_stage(static_cast<StageKind>(any_in(1, 4))));
  }
  for (std::size_t i = 0; i < definition.stages.size(); ++i) {
    auto& stage = definition.stages[i];  // given ids are unique
    if (!stage.id.empty()) stage.id = StageId(std::to_string(i) + stage.id.text());
  }
  definition.framework = any_framework();
  definition.policy = any_policy();
  definition.next_step = any_of<Permission>(3);
  return Pipeline(std::move(definition));
}

}  // namespace salespipe::testing
