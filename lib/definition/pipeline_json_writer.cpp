#include "base/json.hpp"
#include "salespipe/definition/pipeline_json.hpp"

// Fields are written in the order of docs/schemas/pipeline.schema.json. Those that came later
// (checklist_as_tasks, next_step) only where they say something: what does not use them stays the
// same text.

namespace salespipe {
namespace {

using Json = documents::ordered_json;

Json write_probability(std::int32_t ppm) {
  if (ppm == 0 || ppm == kCertain) return ppm / kCertain;
  return static_cast<double>(ppm) / kCertain;
}

Json write_exit_criterion(const ExitCriterion& criterion) {
  Json out = Json::object();
  out["id"] = criterion.id.text();
  out["type"] = to_string(type_of(criterion));
  if (const auto* task = std::get_if<ChecklistTask>(&criterion.what)) {
    out["description"] = task->description;
  } else if (const auto* field = std::get_if<RequiredField>(&criterion.what)) {
    out["field"] = field->field;
  } else {
    const auto& required = std::get<RequiredVerdict>(criterion.what);
    if (!required.framework.empty()) out["framework"] = required.framework;
    out["verdict"] = to_string(required.verdict);
  }
  return out;
}

Json write_stage(const Stage& stage) {
  Json out = Json::object();
  out["id"] = stage.id.text();
  out["name"] = stage.name;
  out["kind"] = to_string(stage.kind);
  out["probability"] = write_probability(stage.probability_ppm);
  out["forecast_category"] = to_string(stage.forecast_category);
  out["max_age_days"] = stage.max_age_days;
  out["qualified"] = stage.qualified;
  Json criteria = Json::array();
  for (const auto& criterion : stage.exit_criteria) {
    criteria.push_back(write_exit_criterion(criterion));
  }
  out["exit_criteria"] = std::move(criteria);
  if (stage.checklist_as_tasks) out["checklist_as_tasks"] = true;
  return out;
}

Json write_framework(const QualificationFramework& framework) {
  Json criteria = Json::array();
  for (const auto& criterion : framework.criteria()) {
    Json out = Json::object();
    out["id"] = criterion.id.text();
    out["name"] = criterion.name;
    out["question"] = criterion.question;
    out["weight"] = criterion.weight;
    out["when_unmet"] = to_string(criterion.when_unmet);
    criteria.push_back(std::move(out));
  }
  Json thresholds = Json::object();
  thresholds["qualified_percent"] = framework.thresholds().qualified_percent;
  thresholds["partly_met_percent"] = framework.thresholds().partly_met_percent;
  thresholds["max_unknown"] = framework.thresholds().max_unknown;
  Json out = Json::object();
  out["name"] = framework.name();
  out["criteria"] = std::move(criteria);
  out["thresholds"] = std::move(thresholds);
  return out;
}

Json write_rule(const TransitionRule& rule) {
  Json missing = Json::object();
  for (std::size_t i = 0; i < kRequirements; ++i) {
    if (rule.when_missing[i] == Permission::allow) continue;
    const std::string name(to_string(static_cast<Requirement>(i)));
    missing[name] = to_string(rule.when_missing[i]);
  }
  Json out = Json::object();
  out["permission"] = to_string(rule.permission);
  out["when_missing"] = std::move(missing);
  out["required_fields"] = rule.required_fields;
  return out;
}

Json write_policy(const TransitionPolicy& policy) {
  Json out = Json::object();
  for (std::size_t i = 0; i < kTransitionKinds; ++i) {
    const std::string name(to_string(static_cast<TransitionKind>(i)));
    out[name] = write_rule(policy.rules[i]);
  }
  return out;
}

}  // namespace

std::string to_json(const Pipeline& pipeline, JsonLayout layout) {
  Json out = Json::object();
  out["salespipe"] = "pipeline";
  out["version"] = 1;
  out["id"] = pipeline.id().text();
  out["name"] = pipeline.name();
  out["currency"] = pipeline.currency().code();
  out["revision"] = pipeline.revision();
  out["labels"] = Json(pipeline.labels());
  Json stages = Json::array();
  for (const auto& stage : pipeline.stages()) stages.push_back(write_stage(stage));
  out["stages"] = std::move(stages);
  out["qualification"] = write_framework(pipeline.framework());
  out["policy"] = write_policy(pipeline.policy());
  if (pipeline.next_step() != Permission::warn) out["next_step"] = to_string(pipeline.next_step());
  return layout == JsonLayout::compact ? out.dump() : out.dump(2) + "\n";
}

}  // namespace salespipe
