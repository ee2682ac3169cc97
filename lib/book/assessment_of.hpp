#pragma once

#include <vector>

#include "salespipe/book/opportunity.hpp"
#include "salespipe/definition/qualification.hpp"

namespace salespipe {

/// What a framework makes of what is known about a deal.
inline Assessment assessment_of(const Opportunity& deal, const QualificationFramework& framework) {
  std::vector<CriterionState> states(framework.size(), CriterionState::unknown);
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto found = deal.criteria.find(framework.criteria()[i].id);
    if (found != deal.criteria.end()) states[i] = found->second.state;
  }
  return assess(framework, states);
}

}  // namespace salespipe
