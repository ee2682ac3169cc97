#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "salespipe/definition/pipeline.hpp"

namespace salespipe::exchange {

/// What lint() finds in a pipeline definition: {"diagnostics": [{"severity", "code", "message",
/// "where"}, ...]}. Errors as pipeline_from_json().
std::string lint_json(std::string_view definition);

/// A definition, or a list of several. Errors as pipeline_from_json(), with the place in the list.
std::vector<Pipeline> pipelines_from_json(std::string_view text);

/// A list of pipeline ids, ["new-business"]; none for an empty text. Error(parse_error),
/// Error(schema_violation).
std::vector<PipelineId> pipeline_ids_from_json(std::string_view text);

/// Judges criteria without a book: {"framework": "BANT", "states": {"budget": "met", ...}}, where
/// the framework is the name of a built-in one or {"pipeline": <definition>}, whose own is taken.
/// Criteria that are not named are unknown. Gives {"verdict": "incomplete", "score": 0.25, "next":
/// "authority", "question": "..."}; the last two only while something is to be asked.
/// Error(parse_error), Error(schema_violation); Error(not_found) for an unknown framework or
/// criterion.
std::string assess_json(std::string_view document);

}  // namespace salespipe::exchange
