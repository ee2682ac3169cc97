#pragma once

#include "metrics/binding.hpp"
#include "metrics/line_table.hpp"
#include "metrics/timeline.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::metrics {

/// What the team did: interactions by type in the periods their day falls in.
void interaction_pass(const Plan& plan, const Dataset& dataset, const Binding& binding,
                      const Timeline& timeline, RowRange rows, LineTable& lines);

/// Quotas, in proportion to the days they share with each period. Straight into the state: there
/// are few. Owners' quotas go to their owner when the query is by owner alone, else, like the
/// team's, to the total only. A quota has the value "" in every dimension but the owner; filters
/// may exclude it.
void quota_pass(const Plan& plan, const Dataset& dataset, const Binding& binding, RowRange rows,
                int sign, State& state);

}  // namespace salespipe::metrics
