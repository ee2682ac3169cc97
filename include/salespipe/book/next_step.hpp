#pragma once

#include <string>

#include "salespipe/book/opportunity.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

/// What the definition of its pipeline says to do next for an open deal, for a person: the first
/// step of its stage's checklist that is not ticked ("Send the proposal"), else the question to ask
/// next of the qualification framework while the deal's verdict is not reached. Empty: nothing.
std::string proposed_step(const Pipeline& pipeline, const Opportunity& deal);

}  // namespace salespipe
