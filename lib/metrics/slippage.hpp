#pragma once

#include <cstdint>
#include <vector>

#include "metrics/deal_fold.hpp"
#include "metrics/line_table.hpp"

namespace salespipe::metrics {

/// What becomes of the deals that were expected to close in a period: which of them were pushed out
/// of it, and which of those that it started with it left open. Follows one deal at a time. A deal
/// counts where it stood when it first was due in the period, so that a share is of its own group.
class Slippage {
 public:
  Slippage(const Plan& plan, const Binding& binding, LineTable& lines);

  bool wanted() const noexcept { return wanted_; }
  /// The next deal.
  void begin(std::uint64_t deal_group) {
    deal_group_ = deal_group;
    due_.clear();
  }
  /// A period starts and the deal is open.
  void at_start(const DealFold& fold, std::uint32_t period);
  /// The deal changed (or began, from not being open) while these periods ran.
  void changed(const DealFold& before, const DealFold& after,
               const std::vector<std::uint32_t>& running);
  /// The deal is open at the period's cut.
  void open_at_cut(const DealFold& fold, std::uint32_t period);

 private:
  /// The deal at hand in a period in which it is due.
  struct Due {
    std::uint32_t period = 0;
    std::uint64_t group = 0;
    std::int64_t value = 0;  ///< When the period started.
    bool from_start = false;
    bool pushed = false;
  };
  const Period& span(std::uint32_t period) const { return plan_.periods()[period].period; }
  Due& due(const DealFold& fold, std::uint32_t period);
  void add(const Due& due, Slot slot, std::int64_t amount);

  const Plan& plan_;
  const Binding& binding_;
  LineTable& lines_;
  std::uint64_t deal_group_ = 0;
  std::vector<Due> due_;
  bool wanted_;
};

}  // namespace salespipe::metrics
