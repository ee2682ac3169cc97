#pragma once

#include <span>

#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// What deals are worth by the end of the data.
inline std::span<const std::int64_t> values_now(const Dataset& data) {
  return data.facts.value.empty() ? data.opportunities.value : data.facts.value;
}

/// Who owns deals by the end of the data.
inline std::span<const std::uint32_t> owners_now(const Dataset& data) {
  return data.facts.owner.empty() ? data.opportunities.owner : data.facts.owner;
}

}  // namespace salespipe::metrics
