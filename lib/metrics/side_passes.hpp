#pragma once

#include "metrics/binding.hpp"
#include "metrics/deal_rows.hpp"
#include "metrics/line_table.hpp"
#include "metrics/timeline.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::metrics {

/// What the team did: interactions by type in the periods their day falls in.
class InteractionPass {
 public:
  InteractionPass(const Plan& plan, const Dataset& dataset, const Binding& binding,
                  const Timeline& timeline, LineTable& lines);

  /// Whether the plan asks for interactions at all.
  bool wanted() const noexcept { return wanted_; }
  void run(RowRange rows);
  /// One row, by the sign of the table; `deal`: its deal, nullptr for none. The deal's group is
  /// not read.
  void tell(std::size_t row, const DealRows* deal);

 private:
  const Plan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  const Timeline& timeline_;
  LineTable& lines_;
  std::uint32_t active_owner_;
  bool wanted_ = false;
};

/// Quotas, in proportion to the days they share with each period. Straight into the state: there
/// are few. Owners' quotas go to their owner when the query is by owner alone, else, like the
/// team's, to the total only. A quota has the value "" in every dimension but the owner; filters
/// may exclude it.
void quota_pass(const Plan& plan, const Dataset& dataset, const Binding& binding, RowRange rows,
                int sign, State& state);

}  // namespace salespipe::metrics
