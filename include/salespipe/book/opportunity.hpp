#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/book/deal_value.hpp"
#include "salespipe/definition/exit_criterion.hpp"
#include "salespipe/definition/qualification.hpp"
#include "salespipe/definition/stage.hpp"

namespace salespipe {

struct Event;

/// What is known about one criterion of the qualification framework, who said so and when.
struct CriterionFinding {
  CriterionState state = CriterionState::unknown;
  std::string evidence;
  ActorId by;
  Instant at = kNoInstant;
  bool operator==(const CriterionFinding&) const = default;
};

/// A deal as it stands: the fold over the events of its stream in the order of their sequence, so
/// a back-dated event changes the state as the newest word of the book. (Histories for metrics
/// sort by occurred_at, then sequence: see Book::history.) Read it from a Book.
struct Opportunity {
  // What a move reads and writes stands together at the front.
  OpportunityId id;
  StageId stage;
  StageKind stage_kind = StageKind::open;  ///< As the stage was when the deal entered it.
  /// What the pipeline's present framework makes of the criteria; kept by the Book.
  Verdict verdict = Verdict::incomplete;
  StageId last_open_stage;  ///< Where a reopened deal goes back to.
  std::uint32_t reopen_count = 0;
  std::uint64_t version = 0;              ///< Number of events of its stream.
  Instant created_at = kNoInstant;        ///< kNoInstant: not known.
  Instant stage_entered_at = kNoInstant;  ///< Likewise.
  Instant closed_at = kNoInstant;         ///< Of the last win or loss; kNoInstant when not closed.
  Instant changed_at = kNoInstant;        ///< Recorded time of the last event.
  Day wake_up = kNoDay;                   ///< While parked.
  Day expected_close = kNoDay;
  std::string lost_reason;  ///< While lost.
  PipelineId pipeline;
  std::string name;
  AccountId account;
  std::vector<ContactId> contacts;
  ActorId owner;
  std::optional<DealValue> value;  ///< Absent: not known.
  std::string source;
  std::string product;
  std::vector<std::string> tags;  ///< Sorted, each once.
  std::map<std::string, std::string> fields;
  std::map<CriterionId, CriterionFinding> criteria;
  /// Checklist tasks that are done, as (stage, exit criterion).
  std::set<std::pair<StageId, ExitCriterionId>> ticked;

  bool is_open() const noexcept { return stage_kind == StageKind::open; }
  bool is_closed() const noexcept {
    return stage_kind == StageKind::won || stage_kind == StageKind::lost;
  }
  bool operator==(const Opportunity&) const = default;
};

/// Applies one event of the deal's stream; the first must be opportunity_created. Leaves the
/// verdict alone (it needs the framework). Requires that the event fits, which a Book checks;
/// a type that is not of an opportunity is Error(internal). No clock, no allocation on the way of a
/// stage move whose texts fit what is there.
void fold(Opportunity& opportunity, const Event& event);

}  // namespace salespipe
