#pragma once

#include <algorithm>
#include <cstdint>

#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// What a stage means to the fold, looked up by stage code.
struct StageLook {
  StageOutcome outcome = StageOutcome::parked;
  bool reaches_qualified = false;
  std::int32_t probability_ppm = 0;
  std::int32_t max_age_days = 0;  ///< 0: no limit, or none known.
  std::uint16_t ordinal = 0;      ///< Among the open stages of its pipeline.
  std::uint32_t pipeline = 0;     ///< Index of its pipeline.
};

constexpr bool is_closed(StageOutcome outcome) {
  return outcome == StageOutcome::won || outcome == StageOutcome::lost;
}

/// One entry into won or lost from another kind of stage.
struct Closing {
  Day day = kNoDay;
  std::int64_t value = kNoValue;
  std::uint32_t owner = 0;
  StageCode stage = kNoStage;
  StageOutcome outcome = StageOutcome::parked;
  std::int32_t closed_gap = 0;  ///< Days spent closed before, in closings that were undone.
};

/// The state of one deal while its history is read: the hard rules live here. A stage that is not
/// known counts as parked: neither open, won nor lost.
struct DealFold {
  StageCode stage = kNoStage;
  StageOutcome outcome = StageOutcome::parked;
  Day entered = kNoDay;  ///< Since when it stands in its stage.
  std::int64_t value = kNoValue;
  std::uint32_t owner = 0;
  Closing last;   ///< The one it stands in, while its outcome is won or lost.
  Closing first;  ///< The first ever; day kNoDay when there was none.
  Day closed_since = kNoDay;
  std::int32_t closed_gap = 0;
  Day qualified = kNoDay;  ///< First day it reached a qualified stage.
  std::uint32_t qualified_owner = 0;
  std::int32_t qualified_gap = 0;
  Day last_activity = kNoDay;

  bool is_open() const noexcept { return outcome == StageOutcome::open; }

  /// Enters a stage. True when that is a closing: from a stage of another kind into won or lost.
  bool enter(StageCode code, const StageLook& look, Day day) {
    const bool was_closed = is_closed(outcome);
    const bool closes = is_closed(look.outcome) && look.outcome != outcome;
    if (closes) {
      if (!was_closed) closed_since = day;
      last = {day, value, owner, code, look.outcome, closed_gap};
      if (!is_known(first.day)) first = last;
    }
    if (look.reaches_qualified && !is_known(qualified)) {
      qualified = day;
      qualified_owner = owner;
      qualified_gap = closed_gap + (was_closed ? day - closed_since : 0);
    }
    if (was_closed && !is_closed(look.outcome)) closed_gap += day - closed_since;
    if (code != stage) entered = day;
    stage = code;
    outcome = look.outcome;
    return closes;
  }

  /// The deal is created, in the stage that the history so far, or else the first entry of that
  /// day, tells. What was reached before does not count as reached.
  void begin(StageCode code, const StageLook& look, Day day) {
    qualified = kNoDay;
    outcome = StageOutcome::parked;
    enter(code, look, day);
    entered = day;
  }
};

}  // namespace salespipe::metrics
