#include "definition/pipeline_checks.hpp"

#include <set>

#include "definition/enum_names.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kMostStages = 1000;
constexpr std::size_t kMostExitCriteria = 100;
constexpr std::size_t kMostFields = 100;
constexpr std::size_t kMostLabels = 100;
constexpr std::int32_t kLongestAge = 36'500;
constexpr std::int32_t kLastRevision = 1'000'000'000;

template <class Enum>
void check_enumerator(Enum value, std::size_t count, const std::string& field) {
  if (is_enumerator(value, count)) return;
  refuse(ErrorCode::invalid_argument, "the value is not one of its enumerators", field);
}

void check_exit_criterion(const ExitCriterion& criterion, const std::string& at) {
  if (const auto* task = std::get_if<ChecklistTask>(&criterion.what)) {
    check_text(task->description, "the description of the task", at + "/description");
    if (trimmed(task->description).empty()) {
      refuse(ErrorCode::invalid_argument, "the task has no description; say what is to be done",
             at + "/description");
    }
  } else if (const auto* field = std::get_if<RequiredField>(&criterion.what)) {
    check_name(field->field, "the name of the required field", at + "/field");
  } else {
    const auto& required = std::get<RequiredVerdict>(criterion.what);
    if (!required.framework.empty()) {
      check_name(required.framework, "the name of the framework", at + "/framework");
    }
    check_enumerator(required.verdict, 4, at + "/verdict");
  }
}

void check_stage(const Stage& stage, const std::string& at) {
  check_name(stage.name, "the name of the stage", at + "/name");
  const std::string what = "stage " + salespipe::quoted(stage.name);
  check_enumerator(stage.kind, 4, at + "/kind");
  check_enumerator(stage.forecast_category, 5, at + "/forecast_category");
  check_range(stage.probability_ppm, 0, kCertain,
              "the probability (in parts per million) of " + what, at + "/probability");
  check_range(stage.max_age_days, 0, kLongestAge, "the maximum age in days of " + what,
              at + "/max_age_days");
  if (stage.exit_criteria.size() > kMostExitCriteria) {
    refuse(ErrorCode::invalid_argument,
           what + " has " + std::to_string(stage.exit_criteria.size()) +
               " exit criteria; at most 100 are allowed",
           at + "/exit_criteria");
  }
  for (std::size_t i = 0; i < stage.exit_criteria.size(); ++i) {
    check_exit_criterion(stage.exit_criteria[i], at + "/exit_criteria/" + std::to_string(i));
  }
}

void check_stages(const std::vector<Stage>& stages) {
  if (stages.empty() || stages.size() > kMostStages) {
    refuse(ErrorCode::invalid_argument,
           "the pipeline has " + std::to_string(stages.size()) +
               " stages; it needs at least 1 and may have at most 1000",
           "/stages");
  }
  const Stage* not_open = nullptr;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string at = "/stages/" + std::to_string(i);
    check_stage(stages[i], at);
    if (stages[i].kind != StageKind::open) {
      if (not_open == nullptr) not_open = &stages[i];
    } else if (not_open != nullptr) {
      refuse(ErrorCode::invalid_argument,
             "the open stage " + salespipe::quoted(stages[i].name) + " stands behind " +
                 salespipe::quoted(not_open->name) + ", which is " +
                 std::string(to_string(not_open->kind)) + "; put all open stages first",
             at + "/kind");
    }
  }
}

void check_policy(const TransitionPolicy& policy) {
  for (std::size_t i = 0; i < kTransitionKinds; ++i) {
    const auto& rule = policy.rules[i];
    const std::string at = "/policy/" + std::string(to_string(static_cast<TransitionKind>(i)));
    check_enumerator(rule.permission, 3, at + "/permission");
    for (std::size_t j = 0; j < kRequirements; ++j) {
      check_enumerator(rule.when_missing[j], 3,
                       at + "/when_missing/" + std::string(to_string(static_cast<Requirement>(j))));
    }
    check_range(static_cast<std::int64_t>(rule.required_fields.size()), 0, kMostFields,
                "the number of required fields", at + "/required_fields");
    for (std::size_t j = 0; j < rule.required_fields.size(); ++j) {
      check_name(rule.required_fields[j], "the name of the required field",
                 at + "/required_fields/" + std::to_string(j));
    }
  }
}

std::string fallback_id(std::string_view thing, std::size_t position) {
  return std::string(thing) + "-" + std::to_string(position + 1);
}

void complete_ids(std::vector<ExitCriterion>& criteria, const std::string& at) {
  std::set<std::string, std::less<>> taken;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto& id = criteria[i].id;
    if (id.empty() || taken.insert(id.text()).second) continue;
    refuse(ErrorCode::already_exists,
           "the exit criterion id " + salespipe::quoted(id.text()) +
               " is used twice; give each its own",
           at + "/exit_criteria/" + std::to_string(i) + "/id");
  }
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    auto& criterion = criteria[i];
    if (!criterion.id.empty()) continue;
    std::string source;
    if (const auto* task = std::get_if<ChecklistTask>(&criterion.what)) {
      source = task->description;
    } else if (const auto* field = std::get_if<RequiredField>(&criterion.what)) {
      source = "field-" + field->field;
    } else {
      source =
          "verdict-" + std::string(to_string(std::get<RequiredVerdict>(criterion.what).verdict));
    }
    criterion.id = ExitCriterionId(derive_id(source, '-', fallback_id("criterion", i), taken));
  }
}

}  // namespace

void check_definition(const PipelineDefinition& definition) {
  check_name(definition.name, "the name of the pipeline", "/name");
  check_range(definition.revision, 1, kLastRevision, "the revision", "/revision");
  check_range(static_cast<std::int64_t>(definition.labels.size()), 0, kMostLabels,
              "the number of labels", "/labels");
  for (const auto& [key, value] : definition.labels) {
    check_name(key, "the name of the label", "/labels");
    check_text(value, "the value of the label", json_pointer("/labels", key));
  }
  check_stages(definition.stages);
  check_policy(definition.policy);
}

void complete_ids(PipelineDefinition& definition) {
  if (definition.id.empty()) {
    const std::string id = slug(definition.name, '-');
    definition.id = PipelineId(id.empty() ? "pipeline" : id);
  }
  std::set<std::string, std::less<>> taken;
  auto& stages = definition.stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string at = "/stages/" + std::to_string(i);
    const auto& id = stages[i].id;
    if (!id.empty() && !taken.insert(id.text()).second) {
      refuse(ErrorCode::already_exists,
             "the stage id " + salespipe::quoted(id.text()) +
                 " is used twice; give each stage its own",
             at + "/id");
    }
    complete_ids(stages[i].exit_criteria, at);
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].id.empty()) continue;
    stages[i].id = StageId(derive_id(stages[i].name, '-', fallback_id("stage", i), taken));
  }
}

}  // namespace salespipe
