#pragma once

#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

/// Throws what Pipeline's constructor promises to throw.
void check_definition(const PipelineDefinition& definition);

/// Fills in the ids that were left empty; Error(already_exists) for one given twice.
void complete_ids(PipelineDefinition& definition);

}  // namespace salespipe
