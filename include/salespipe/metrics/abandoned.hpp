#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/query.hpp"

namespace salespipe::metrics {

/// An open deal that nobody works on, as it stands at a cut.
struct AbandonedDeal {
  std::size_t row = 0;         ///< Of Dataset::opportunities.
  Day last_activity = kNoDay;  ///< The last change of it or interaction with it.
  std::int32_t days = 0;       ///< From then to the last day before the cut.
  std::int64_t value = kNoValue;
  std::uint32_t owner = 0;  ///< Code of Dataset::owners.
  StageCode stage = kNoStage;
};

/// The deals behind abandoned_count.
struct AbandonedDeals {
  Day last_day = kNoDay;    ///< The one that the days are counted to.
  std::uint64_t count = 0;  ///< All of them: abandoned_count.
  Int128 value = 0;         ///< abandoned_value, minor units.
  /// Those of most value first, of those the longest without activity, then as in the data set.
  std::vector<AbandonedDeal> deals;
};

/// The deals that abandoned_count counts in the first period of a query, `most` of them. `by`,
/// `top` and the comparison of the query do not matter. Errors as compile(). Cost: one pass over
/// the deals and their histories.
AbandonedDeals abandoned_deals(const Query& query, const Dataset& dataset, std::size_t most);

}  // namespace salespipe::metrics
