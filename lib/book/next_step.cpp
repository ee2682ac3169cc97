#include "salespipe/book/next_step.hpp"

#include "book/assessment_of.hpp"

namespace salespipe {

std::string proposed_step(const Pipeline& pipeline, const Opportunity& deal) {
  const StageIndex index = pipeline.find_id(deal.stage.text());
  if (!is_known(index) || !deal.is_open()) return {};
  const Stage& stage = pipeline.stage(index);
  for (const ExitCriterion& criterion : stage.exit_criteria) {
    const auto* step = std::get_if<ChecklistTask>(&criterion.what);
    if (step != nullptr && !deal.ticked.contains({stage.id, criterion.id})) {
      return step->description;
    }
  }
  return std::string(
      next_question(pipeline.framework(), assessment_of(deal, pipeline.framework())));
}

}  // namespace salespipe
