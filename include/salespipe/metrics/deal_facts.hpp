#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/metrics/deal_moments.hpp"
#include "salespipe/metrics/stage_model.hpp"

namespace salespipe::metrics {

/// What is special about a deal's life. A figure that a trait could change is told from the deal's
/// whole history; all others from its facts.
enum class DealTrait : std::uint16_t {
  undated = 1U << 0U,                ///< Its creation is not known.
  early_changes = 1U << 1U,          ///< Changes lie before its creation.
  closed_unknown = 1U << 9U,         ///< It was closed on a day that nobody knows.
  reopened = 1U << 2U,               ///< It was closed and left that closing again.
  value_changed = 1U << 3U,          ///< After it was created.
  owner_changed = 1U << 4U,          ///< After it was created.
  value_after_close = 1U << 5U,      ///< The value now is not that of its closing.
  owner_after_close = 1U << 6U,      ///< Likewise the owner.
  stage_after_close = 1U << 7U,      ///< From one closed stage to another of the same outcome.
  owner_since_qualified = 1U << 8U,  ///< The owner now is not the one who qualified it.
};

/// What each deal has come to by the end of the data: its whole history folded, as columns, one row
/// per deal. Derived from the opportunities and their history by fold_facts(), for the scans that
/// answer most figures without reading a history.
struct DealFacts {
  std::vector<StageCode> stage;  ///< Stands in it; kNoStage.
  std::vector<StageOutcome> outcome;
  std::vector<Day> closed;           ///< Entered the closing it stands in; kNoDay when it does not.
  std::vector<std::int64_t> value;   ///< Now; empty when no value ever changed.
  std::vector<std::uint32_t> owner;  ///< Now; empty when no owner ever changed.
  std::vector<Day> qualified;  ///< First reached a qualified stage; empty when no stage means it.
  std::vector<Day> last_activity;
  std::vector<std::uint16_t> traits;  ///< DealTrait bits.
  DealMoments moments;                ///< How it came there; empty when it does not fit.

  std::uint16_t any_traits = 0;    ///< Those that some deal has.
  Day first_day = kNoDay;          ///< No dated deal was created before it.
  Day last_day = kNoDay;           ///< No dated deal was created, changed or touched after it.
  std::int64_t largest_value = 0;  ///< No amount is further from 0.
  bool values_missing = false;     ///< Some deal has at some time no value.

  /// 0 for a data set that was filled by hand: its figures come from histories alone.
  std::size_t size() const noexcept { return traits.size(); }
};

}  // namespace salespipe::metrics
