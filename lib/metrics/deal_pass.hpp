#pragma once

#include <array>
#include <span>
#include <vector>

#include "metrics/binding.hpp"
#include "metrics/customers.hpp"
#include "metrics/deal_fold.hpp"
#include "metrics/line_table.hpp"
#include "metrics/slippage.hpp"
#include "metrics/stage_looks.hpp"
#include "metrics/timeline.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::metrics {

/// The pass over deals: folds each history once, and at the plan's points turns what the fold knows
/// into contributions.
class DealPass {
 public:
  DealPass(const Plan& plan, const Dataset& dataset, const Binding& binding,
           const Timeline& timeline, LineTable& lines);

  void run(RowRange deals);
  /// Only some deals, by row.
  void run(std::span<const std::uint32_t> deals);

  /// Deals seen that the diagnostics are about.
  struct Counts {
    std::int64_t created_unknown = 0;
    std::int64_t closed_unknown = 0;
    std::int64_t value_missing = 0;
  };
  const Counts& counts() const noexcept { return counts_; }

 private:
  /// The deal at hand, beside its fold.
  struct Deal {
    std::size_t row = 0;
    std::uint64_t group = 0;  // the part that does not change
    Day created = kNoDay;
    std::int64_t first_value = kNoValue;
    std::uint32_t first_owner = 0;
    bool born = false;
    Day first_contact = kNoDay;
  };

  void deal(std::size_t row);
  /// The first stage that a run of changes enters; kNoStage when it enters none.
  StageCode first_stage(std::uint64_t event, std::uint64_t end) const;
  /// The owner once the changes before a day are in.
  std::uint32_t owner_before(Day cut, std::uint32_t owner, std::uint64_t event,
                             std::uint64_t end) const;
  void undated_open(std::size_t row, const Deal& deal);
  void count_for_diagnostics(std::size_t row, const Deal& deal);
  void step(const Deal& deal, DealFold& fold, std::uint64_t event,
            const std::vector<std::uint32_t>& running);
  void born(const Deal& deal, const DealFold& fold, const std::vector<std::uint32_t>& running);
  void flows(const Deal& deal, const DealFold& before, const DealFold& after,
             const std::vector<std::uint32_t>& running);
  /// Whether a deal is open for the waterfall of a period.
  bool flows_in(const DealFold& fold, std::uint32_t period) const {
    return fold.is_open() &&
           (!flows_of_closing_ || plan_.periods()[period].period.contains(fold.expected_close));
  }
  Day cycle_start(const Deal& deal, const DealFold& fold) const;
  void starting(const Deal& deal, const DealFold& fold, std::uint32_t period);
  void ending(const Deal& deal, const DealFold& fold, std::uint32_t period);
  void open_at_cut(const Deal& deal, const DealFold& fold, std::uint32_t period,
                   std::uint32_t owner);
  void moved(const Deal& deal, const DealFold& before, StageCode to, Day day,
             const std::vector<std::uint32_t>& running);
  void aged(const Deal& deal, const DealFold& fold, std::uint32_t line, Day last_day);
  void judged(const Deal& deal, const DealFold& fold, std::uint32_t period);
  void closing(const Deal& deal, const DealFold& fold, const Closing& close, std::uint32_t line);
  void active(std::uint32_t line, std::uint32_t owner) {
    if (active_owner_ != State::kNoColumn) lines_.count(line, active_owner_, owner);
  }
  Int128& cell(std::uint32_t line, Slot slot) { return lines_.sums(line)[lines_.column(slot)]; }
  const StageLook& look(StageCode stage) const { return looks_[stage]; }

  const Plan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  const Timeline& timeline_;
  LineTable& lines_;
  Customers customers_;
  Slippage slippage_;
  Counts counts_;
  std::vector<Closing> closings_;  // of the deal at hand, when each of them counts
  StageLooks looks_;
  bool as_recorded_;
  bool first_outcome_;
  bool value_now_;
  bool owner_now_;
  bool created_value_now_;
  CycleFrom cycle_from_;
  bool without_gap_;
  bool wants_flows_;
  bool wants_moves_;
  bool flows_of_closing_;  // only while a deal is expected to close in the period
  std::int32_t abandoned_after_;
  std::uint32_t won_values_;
  std::uint32_t cycle_days_;
  std::uint32_t close_days_;
  std::uint32_t stage_days_;
  std::uint32_t stage_age_days_;
  std::uint32_t open_age_days_;
  std::uint32_t active_owner_;
  std::uint32_t undated_active_owner_;
};

}  // namespace salespipe::metrics
