#include "salespipe/exchange/definition_json.hpp"

#include <vector>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/assessment_json.hpp"
#include "exchange/diagnostics_json.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/definition/pipeline_lint.hpp"

namespace salespipe::exchange {
namespace {

constexpr double kPartsPerMillion = 1e6;
/// A list of definitions is one level deeper than a definition.
constexpr JsonLimits kListLimits{kMaxPipelineJsonBytes, kMaxPipelineJsonDepth + 1};

QualificationFramework framework_at(const documents::json& value) {
  if (value.is_object()) {
    const JsonFields fields(value, "/framework", {"pipeline"});
    return at_field("/framework/pipeline", [&] {
      return pipeline_from_json(fields.require("pipeline").dump()).framework();
    });
  }
  const auto& name = require_string(value, "/framework");
  if (auto found = QualificationFramework::built_in(name)) return *found;
  throw Error(ErrorCode::not_found,
              "there is no built-in framework " + salespipe::quoted(name) +
                  "; there are BANT, MEDDIC and CHAMP",
              ErrorPlace{{}, 0, {}, "/framework"});
}

}  // namespace

documents::ordered_json assessment_json(const QualificationFramework& framework,
                                        const Assessment& assessment) {
  documents::ordered_json out{{"verdict", to_string(assessment.verdict)},
                              {"score", assessment.score_ppm / kPartsPerMillion}};
  if (assessment.next) {
    out["next"] = framework.criteria()[*assessment.next].id.text();
    out["question"] = next_question(framework, assessment);
  }
  return out;
}

std::string lint_json(std::string_view definition) {
  return documents::ordered_json{
      {"diagnostics", diagnostics_json(lint(pipeline_from_json(definition)))}}
      .dump();
}

std::vector<Pipeline> pipelines_from_json(std::string_view text) {
  const documents::json parsed = parse_json_document(text, kListLimits);
  if (!parsed.is_array()) return {pipeline_from_json(text)};
  std::vector<Pipeline> out;
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    try {
      out.push_back(pipeline_from_json(parsed[i].dump()));
    } catch (const Error& error) {
      throw Error(error.code(), error.message(),
                  ErrorPlace{{}, 0, {}, "/" + std::to_string(i) + error.place().field});
    }
  }
  return out;
}

std::vector<PipelineId> pipeline_ids_from_json(std::string_view text) {
  std::vector<PipelineId> out;
  if (text.empty()) return out;
  const documents::json parsed = parse_json_document(text, kQueryLimits);
  require_array(parsed, "");
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const auto pointer = "/" + std::to_string(i);
    const auto& id = require_string(parsed[i], pointer);
    out.push_back(at_field(pointer, [&] { return PipelineId(id); }));
  }
  return out;
}

std::string assess_json(std::string_view document) {
  const documents::json parsed = parse_json_document(document, kListLimits);
  const JsonFields fields(parsed, "", {"framework", "states"});
  const auto framework = framework_at(fields.require("framework"));
  std::vector<CriterionState> states(framework.size(), CriterionState::unknown);
  const auto& given = fields.require("states");
  if (!given.is_object()) violates_schema("/states", "expected an object");
  const JsonFields by_criterion = JsonFields::any(given, "/states");
  for (const auto& item : given.items()) {
    const auto index =
        at_field(by_criterion.at(item.key()), [&] { return framework.require(item.key()); });
    states[index] =
        by_criterion.word(item.key(), parse_criterion_state, "unknown, met, partly_met or unmet");
  }
  return assessment_json(framework, assess(framework, states)).dump();
}

}  // namespace salespipe::exchange
