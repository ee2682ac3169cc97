#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/binding.hpp"
#include "metrics/day_segments.hpp"
#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// A cut at which deals are open, and the periods that ask for it.
struct OpenCut {
  Day cut;
  std::vector<std::uint32_t> periods;
};

/// How a plan is answered from facts instead of histories, where it can be: see plan_scan().
struct ScanPlan {
  /// Deals with any of these traits are folded from their history as a whole.
  std::uint16_t folded_traits = 0;

  bool closings = false;
  bool won_only = false;  ///< Of the closings, lost ones are not asked for.
  bool created = false;
  bool cohort = false;
  bool qualified = false;
  bool weighted = false;
  bool abandoned = false;
  /// Every judge cut lies behind the data: what a deal is now is what it is judged as.
  bool present = false;

  /// What happens on one day of a period: the days between two limits of periods count alike.
  DaySegments segments;
  struct Span {
    std::uint32_t period;
    std::uint32_t first;  ///< Segments [first, last).
    std::uint32_t last;
  };
  std::vector<Span> spans;

  std::vector<OpenCut> now_cuts;   ///< Behind all days of the data.
  std::vector<OpenCut> past_cuts;  ///< Rising.
};

/// Nothing when some figure of the plan needs histories (flows, distinct names, ...), when the data
/// have no facts, or when the tables would be too large for so many deals.
std::optional<ScanPlan> plan_scan(const Plan& plan, const Dataset& dataset, const Binding& binding,
                                  std::size_t deals);

}  // namespace salespipe::metrics
