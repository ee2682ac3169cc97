#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>

#include "salespipe/metrics/plan.hpp"

namespace salespipe::metrics {

/// Whether a plan needs one of these slots: what contributes to none of them can be left out.
inline bool uses_any(const Plan& plan, std::span<const Slot> slots) {
  return std::any_of(slots.begin(), slots.end(), [&plan](Slot slot) { return plan.uses(slot); });
}
inline bool uses_any(const Plan& plan, std::initializer_list<Slot> slots) {
  return uses_any(plan, std::span(slots.begin(), slots.size()));
}

}  // namespace salespipe::metrics
