#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

/// Limits on a definition that is read.
inline constexpr std::size_t kMaxPipelineJsonBytes = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t kMaxPipelineJsonDepth = 64;

enum class JsonLayout : std::uint8_t {
  compact,  ///< One line without spaces: for journals.
  pretty,   ///< Two spaces a level, a line feed at the end: for files that people edit.
};

/// The definition as a document of docs/schemas/pipeline.schema.json, version 1. Canonical: the
/// same pipeline gives the same bytes, in the schema's order; every field is written, but those
/// that came later (checklist_as_tasks, next_step) only where they say something.
std::string to_json(const Pipeline& pipeline, JsonLayout layout = JsonLayout::compact);

/// Reads such a document; pipeline_from_json(to_json(p)) == p.
/// Error(parse_error) for text that is not JSON (with place().line), over the limits of size and
/// depth, or with a field given twice. Error(schema_violation) for unknown and missing fields,
/// wrong types, unknown words, and values out of range, place().field being the JSON pointer and
/// the message saying what was expected. Error(unsupported) for a later version.
/// Error(already_exists) for an id given twice.
Pipeline pipeline_from_json(std::string_view text);

}  // namespace salespipe
