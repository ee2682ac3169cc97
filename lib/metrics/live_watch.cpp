#include "metrics/live_watch.hpp"

#include <algorithm>

namespace salespipe::metrics {

LiveWatch::LiveWatch(const Query& query, const Dataset& dataset)
    : plan_(compile(query, dataset)),
      data_(dataset),
      timeline_(plan_),
      binding_(std::make_unique<Binding>(plan_.dimensions(), plan_.query().filters, dataset,
                                         Binding::Room::growing)),
      lines_(plan_, dataset, *binding_, dataset.opportunities.size()),
      reads_touches_(plan_.uses(Slot::abandoned_count) || plan_.uses(Slot::abandoned_value) ||
                     plan_.query().cycle_from == CycleFrom::first_contact) {
  lines_.keep();
  bind();
}

void LiveWatch::bind() {
  pass_ = std::make_unique<DealPass>(plan_, data_, *binding_, timeline_, lines_);
  interactions_ = std::make_unique<InteractionPass>(plan_, data_, *binding_, timeline_, lines_);
}

bool LiveWatch::is_passed(Day before, Day now) const {
  return std::any_of(
      plan_.periods().begin(), plan_.periods().end(), [&](const PlannedPeriod& period) {
        return (!is_known(before) || period.judge_cut > before) && period.judge_cut <= now;
      });
}

void LiveWatch::grow() {
  if (binding_->extend(plan_.query().filters)) return;
  auto larger = std::make_unique<Binding>(plan_.dimensions(), plan_.query().filters, data_,
                                          Binding::Room::growing);
  lines_.rebind(*larger);
  counts_ += pass_->counts();
  binding_ = std::move(larger);
  bind();
}

State LiveWatch::state() const {
  State state = plan_.empty_state();
  lines_.add_to(state, 1);
  quota_pass(plan_, data_, *binding_, {0, data_.quotas.size()}, 1, state);
  DealPass::Counts counts = counts_;
  counts += pass_->counts();
  add_counts(counts, 1, state);
  state.extend_data_through(data_.data_through);
  return state;
}

}  // namespace salespipe::metrics
