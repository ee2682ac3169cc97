#include <limits>
#include <utility>

#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

using Json = documents::json;

constexpr std::int32_t kAnyInteger = std::numeric_limits<std::int32_t>::max();
constexpr std::string_view kPermissionWords = "allow, warn, refuse";

/// Runs a check of the definition floor on what the document says: there, a value out of range is
/// the document's fault, not the caller's.
template <class Action>
auto as_document_fault(const std::string& pointer, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    ErrorPlace place = error.place();
    place.field = pointer + place.field;
    const auto code =
        error.code() == ErrorCode::invalid_argument ? ErrorCode::schema_violation : error.code();
    throw Error(code, error.message(), std::move(place));
  }
}

template <class IdType>
IdType read_id(const JsonFields& fields) {
  if (fields.find("id") == nullptr) return IdType{};
  auto text = fields.text("id");
  return as_document_fault(fields.at("id"), [&] { return IdType(std::move(text)); });
}

/// Before any other field is looked at: a later version may have fields that this one does not
/// know.
void check_header(const Json& document) {
  if (!document.is_object()) {
    violates_schema("", R"(expected an object that starts with "salespipe": "pipeline", found )" +
                            json_type(document));
  }
  const JsonFields fields = JsonFields::any(document, "");
  const auto format = fields.text("salespipe");
  if (format != "pipeline") {
    violates_schema("/salespipe", "expected \"pipeline\", found " + salespipe::quoted(format));
  }
  fields.require("version");
  const auto version = fields.integer_or("version", 1, 1, kAnyInteger);
  if (version == 1) return;
  ErrorPlace place;
  place.field = "/version";
  throw Error(ErrorCode::unsupported,
              "version " + std::to_string(version) +
                  " of the format is newer than this library, which reads version 1; update it",
              std::move(place));
}

std::map<std::string, std::string> read_labels(const JsonFields& fields) {
  std::map<std::string, std::string> labels;
  const auto* value = fields.find("labels");
  if (value == nullptr) return labels;
  const std::string pointer = fields.at("labels");
  if (!value->is_object()) {
    violates_schema(pointer, "expected an object, found " + json_type(*value));
  }
  for (const auto& item : value->items()) {
    labels[item.key()] = require_string(item.value(), json_pointer(pointer, item.key()));
  }
  return labels;
}

/// Calls `each(item, pointer)` for the items of a list that may be left out.
template <class Each>
void read_list(const JsonFields& fields, std::string_view name, Each each) {
  const auto* list = fields.find(name);
  if (list == nullptr) return;
  const std::string pointer = fields.at(name);
  require_array(*list, pointer);
  for (std::size_t i = 0; i < list->size(); ++i) {
    each((*list)[i], pointer + "/" + std::to_string(i));
  }
}

ExitCriterion read_exit_criterion(const Json& value, const std::string& pointer) {
  const JsonFields all(value, pointer,
                       {"id", "type", "description", "field", "framework", "verdict"});
  ExitCriterion criterion;
  criterion.id = read_id<ExitCriterionId>(all);
  switch (all.word("type", parse_exit_criterion_type, "task, field, verdict")) {
    case ExitCriterionType::task: {
      const JsonFields fields(value, pointer, {"id", "type", "description"});
      criterion.what = ChecklistTask{fields.text("description")};
      break;
    }
    case ExitCriterionType::field: {
      const JsonFields fields(value, pointer, {"id", "type", "field"});
      criterion.what = RequiredField{fields.text("field")};
      break;
    }
    case ExitCriterionType::verdict: {
      const JsonFields fields(value, pointer, {"id", "type", "framework", "verdict"});
      RequiredVerdict required;
      if (fields.find("framework") != nullptr) {
        required.framework = fields.text("framework");
        if (required.framework.empty()) {
          violates_schema(fields.at("framework"),
                          "expected a name; leave the field out for the pipeline's own framework");
        }
      }
      required.verdict = fields.word_or("verdict", Verdict::qualified, parse_verdict,
                                        "disqualified, incomplete, not_now, qualified");
      criterion.what = std::move(required);
      break;
    }
  }
  return criterion;
}

Stage read_stage(const Json& value, const std::string& pointer) {
  const JsonFields fields(value, pointer,
                          {"id", "name", "kind", "probability", "forecast_category", "max_age_days",
                           "qualified", "exit_criteria", "checklist_as_tasks"});
  Stage stage;
  stage.id = read_id<StageId>(fields);
  stage.name = fields.text("name");
  stage.kind = fields.word("kind", parse_stage_kind, "open, won, lost, parked");
  stage.probability_ppm = fields.parts_per_million("probability");
  stage.forecast_category =
      fields.word_or("forecast_category", default_forecast_category(stage.kind),
                     parse_forecast_category, "pipeline, best_case, commit, closed, omitted");
  stage.max_age_days = fields.integer_or("max_age_days", 0, 0, 36'500);
  stage.qualified = fields.boolean_or("qualified", false);
  read_list(fields, "exit_criteria", [&](const Json& item, const std::string& at) {
    stage.exit_criteria.push_back(read_exit_criterion(item, at));
  });
  stage.checklist_as_tasks = fields.boolean_or("checklist_as_tasks", false);
  return stage;
}

QualificationThresholds read_thresholds(const JsonFields& framework) {
  QualificationThresholds thresholds;
  const auto* value = framework.find("thresholds");
  if (value == nullptr) return thresholds;
  const JsonFields fields(*value, framework.at("thresholds"),
                          {"qualified_percent", "partly_met_percent", "max_unknown"});
  thresholds.qualified_percent =
      fields.integer_or("qualified_percent", thresholds.qualified_percent, 0, 100);
  thresholds.partly_met_percent =
      fields.integer_or("partly_met_percent", thresholds.partly_met_percent, 0, 100);
  thresholds.max_unknown = fields.integer_or("max_unknown", thresholds.max_unknown, 0, 64);
  return thresholds;
}

QualificationFramework read_framework(const Json& value, const std::string& pointer) {
  if (value.is_string()) {
    const auto name = value.get<std::string>();
    auto framework = QualificationFramework::built_in(name);
    if (framework && framework->name() == name) return *std::move(framework);
    violates_schema(pointer,
                    "expected BANT, MEDDIC, CHAMP or an object that defines a framework, "
                    "found " +
                        salespipe::quoted(name));
  }
  const JsonFields fields(value, pointer, {"name", "criteria", "thresholds"});
  std::vector<QualificationCriterion> criteria;
  fields.require("criteria");
  read_list(fields, "criteria", [&](const Json& item, const std::string& at) {
    const JsonFields part(item, at, {"id", "name", "question", "weight", "when_unmet"});
    QualificationCriterion criterion;
    criterion.id = read_id<CriterionId>(part);
    criterion.name = part.text("name");
    criterion.question = part.text_or("question", "");
    criterion.weight = part.integer_or("weight", criterion.weight, 0, 1000);
    criterion.when_unmet = part.word_or("when_unmet", criterion.when_unmet, parse_when_unmet,
                                        "disqualified, not_now, lowers_score");
    criteria.push_back(std::move(criterion));
  });
  auto name = fields.text("name");
  const auto thresholds = read_thresholds(fields);
  return as_document_fault(pointer, [&] {
    return QualificationFramework(std::move(name), std::move(criteria), thresholds);
  });
}

/// What is left out stays as it is in `rule`.
void read_rule(const Json& value, const std::string& pointer, TransitionRule& rule) {
  const JsonFields fields(value, pointer, {"permission", "when_missing", "required_fields"});
  rule.permission =
      fields.word_or("permission", rule.permission, parse_permission, kPermissionWords);
  if (const auto* missing = fields.find("when_missing")) {
    const JsonFields words(
        *missing, fields.at("when_missing"),
        {"lost_reason", "qualified_verdict", "exit_criteria", "required_fields", "wake_up_date"});
    for (std::size_t i = 0; i < kRequirements; ++i) {
      rule.when_missing[i] = words.word_or(to_string(static_cast<Requirement>(i)),
                                           Permission::allow, parse_permission, kPermissionWords);
    }
  }
  if (fields.find("required_fields") != nullptr) rule.required_fields.clear();
  read_list(fields, "required_fields", [&](const Json& item, const std::string& at) {
    rule.required_fields.push_back(require_string(item, at));
  });
}

TransitionPolicy read_policy(const Json& value, const std::string& pointer) {
  const JsonFields fields(
      value, pointer,
      {"forward", "skip", "back", "win", "lose", "park", "reopen", "switch_pipeline", "reclose"});
  TransitionPolicy policy = TransitionPolicy::standard();
  for (std::size_t i = 0; i < kTransitionKinds; ++i) {
    const auto name = to_string(static_cast<TransitionKind>(i));
    if (const auto* rule = fields.find(name)) read_rule(*rule, fields.at(name), policy.rules[i]);
  }
  return policy;
}

}  // namespace

Pipeline pipeline_from_json(std::string_view text) {
  const Json document = parse_json_document(text, {kMaxPipelineJsonBytes, kMaxPipelineJsonDepth});
  check_header(document);
  const JsonFields fields(document, "",
                          {"salespipe", "version", "id", "name", "currency", "revision", "labels",
                           "stages", "qualification", "policy", "next_step"});
  const auto code = fields.text("currency");
  PipelineDefinition definition(fields.text("name"),
                                as_document_fault("/currency", [&] { return Currency(code); }));
  definition.id = read_id<PipelineId>(fields);
  definition.revision = fields.integer_or("revision", 1, 1, 1'000'000'000);
  definition.labels = read_labels(fields);
  fields.require("stages");
  read_list(fields, "stages", [&](const Json& item, const std::string& at) {
    definition.stages.push_back(read_stage(item, at));
  });
  if (const auto* framework = fields.find("qualification")) {
    definition.framework = read_framework(*framework, "/qualification");
  }
  if (const auto* policy = fields.find("policy")) {
    definition.policy = read_policy(*policy, "/policy");
  }
  definition.next_step =
      fields.word_or("next_step", definition.next_step, parse_permission, kPermissionWords);
  return as_document_fault("", [&] { return Pipeline(std::move(definition)); });
}

}  // namespace salespipe
