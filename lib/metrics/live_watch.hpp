#pragma once

#include <memory>

#include "metrics/deal_pass.hpp"
#include "metrics/side_passes.hpp"

namespace salespipe::metrics {

/// A plan with the cells that are kept current: the same passes as accumulate(), a deal at a time
/// and with a sign.
class LiveWatch {
 public:
  /// `dataset` must outlive the watch and keep its columns in their place.
  LiveWatch(const Query& query, const Dataset& dataset);

  const Plan& plan() const noexcept { return plan_; }
  const Binding& binding() const noexcept { return *binding_; }
  bool reads_touches() const noexcept { return reads_touches_; }
  bool reads_interactions() const noexcept { return interactions_->wanted(); }
  /// Whether the figures of a deal depend on its value in this column.
  bool reads(const DimensionColumn& column) const noexcept { return pass_->reads(column); }
  /// Whether an interaction counts elsewhere once its deal stands in another stage.
  bool follows_stage() const noexcept { return reads_interactions() && binding_->reads_stage(); }
  /// Whether the stage of a deal of unknown creation shows only once the data are past a day that
  /// lies behind `before` and not behind `now`.
  bool is_passed(Day before, Day now) const;

  /// Point of the timeline from which on a change shows that is the latest of a deal; none() when
  /// it shows nowhere.
  std::size_t first_touched(Day day) const {
    const std::size_t first = pass_->first_touched(day);
    return first == timeline_.points().size() ? none() : first;
  }
  static constexpr std::size_t none() { return static_cast<std::size_t>(-1); }

  /// Makes room after dictionaries have grown.
  void grow();
  void deal(const DealRows& rows, std::uint32_t number, std::size_t from, int sign) {
    lines_.set_sign(sign);
    DealRows its = rows;
    its.group = binding_->deal_group(number);
    its.row = number;
    if (!reads_touches_) its.touches = 0;
    pass_->deal(its, from);
  }
  /// What a change that is the latest of a deal makes of it.
  void follow(const DealPass::Story& before, const DealRows& rows, std::size_t first_new,
              std::uint32_t number, std::size_t from) {
    DealRows its = rows;
    its.group = binding_->deal_group(number);
    its.row = number;
    if (!reads_touches_) its.touches = 0;
    pass_->follow(before, its, first_new, from);
  }
  void read(const DealRows& rows, DealPass::Story& story) const { pass_->read(rows, story); }
  void interaction(std::size_t row, const DealRows* deal, int sign) {
    lines_.set_sign(sign);
    interactions_->tell(row, deal);
  }

  State state() const;

 private:
  void bind();

  Plan plan_;
  const Dataset& data_;
  Timeline timeline_;
  std::unique_ptr<Binding> binding_;
  mutable LineTable lines_;  // handing over its cells sorts some of them
  std::unique_ptr<DealPass> pass_;
  std::unique_ptr<InteractionPass> interactions_;
  DealPass::Counts counts_;  // of passes before this one
  bool reads_touches_;
};

}  // namespace salespipe::metrics
