#pragma once

#include "metrics/binding.hpp"
#include "metrics/line_table.hpp"

namespace salespipe::metrics {

/// Whether the top groups of a plan can be told from its lines: one period, sums only, and ranked
/// by a metric that is one of these sums.
bool can_keep_top(const Plan& plan);

/// Adds the lines of the top groups to a state, those of the others as its rest group, and those
/// of groups that make no row to the total only. The same report comes of it as of all lines.
void flush_top(LineTable& lines, const Plan& plan, const Binding& binding, Day data_through,
               State& state);

}  // namespace salespipe::metrics
