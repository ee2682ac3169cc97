#pragma once

#include "salespipe/base/time_zone.hpp"
#include "salespipe/book/decision.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

/// A move that is asked about. `from` is the deal's stage in `pipeline`, its own; for a switch,
/// `to` is a stage of `target`, else both pipelines are the same.
struct MoveQuestion {
  const Opportunity& deal;
  const Pipeline& pipeline;
  const Pipeline& target;
  StageIndex from;
  StageIndex to;
  TransitionKind transition;
  Instant at;
  const TimeZone& zone;
  const MoveDetails& details;
};

/// Every reason that the policy of the deal's pipeline has, refusals first.
Decision decide(const MoveQuestion& question);

/// A refusal for one reason that needs no policy.
Decision refusal(TransitionKind transition, std::string code, std::string message);

}  // namespace salespipe
