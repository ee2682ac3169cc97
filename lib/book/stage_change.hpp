#pragma once

#include "salespipe/book/opportunity.hpp"

namespace salespipe {

/// What a stage_entered event does to a deal, as references, so that the hot path of a move and the
/// fold of a stored event are the same code.
struct StageChange {
  const StageId& stage;
  StageKind kind;
  Instant occurred_at;
  Instant recorded_at;
  const std::string& lost_reason;
  Day wake_up;
};

/// `Deal` is an Opportunity, or what is put aside of one.
template <class Deal>
void enter_stage(Deal& deal, const StageChange& change) {
  if (deal.is_closed() && change.kind == StageKind::open) ++deal.reopen_count;
  deal.stage = change.stage;
  deal.stage_kind = change.kind;
  deal.stage_entered_at = change.occurred_at;
  deal.lost_reason = change.lost_reason;
  deal.wake_up = change.wake_up;
  deal.closed_at = deal.is_closed() ? change.occurred_at : kNoInstant;
  if (change.kind == StageKind::open) deal.last_open_stage = change.stage;
  deal.changed_at = change.recorded_at;
  ++deal.version;
}

}  // namespace salespipe
