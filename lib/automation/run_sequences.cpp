// What moves sequences on, and what ends them.
#include "automation/runner.hpp"
#include "salespipe/base/date.hpp"

namespace salespipe::automation {

void Automation::Runner::look_at_stops(const Event& event, Run& run) {
  for_each_deal_of(book_, event, [&](const Opportunity& deal) { look_at_stops(event, deal, run); });
}

void Automation::Runner::look_at_stops(const Event& event, const Opportunity& deal, Run& run) {
  for (const Sequence& sequence : run.rules.sequences) {
    if (run.is_stopped || !has_tag(deal, tag_of(sequence))) continue;
    if (event.actor.text() == "automation:" + sequence.id) continue;  // its own steps
    const std::string why = stops(sequence, event, deal);
    if (why.empty()) continue;
    const auto start = start_of(book_, sequence, deal);
    const bool is_later =
        start && event.sequence > start->sequence && event.occurred_at >= start->occurred_at;
    if (is_later) stop(sequence, deal, *start, event.id, why, run);
  }
}

void Automation::Runner::stop(const Sequence& sequence, const Opportunity& deal, const Event& start,
                              const EventId& cause, const std::string& why, Run& run) {
  Firing firing;
  firing.id = EventId(sequence.id + "@" + std::to_string(start.sequence) + ".stop");
  if (log_.has_fired(firing.id)) return;
  firing.rule = sequence.id;
  firing.opportunity = deal.id;
  firing.cause = cause;
  firing.trigger = "the sequence ends: " + why;
  firing.depth = log_.depth_of(start.id) + 1;
  RuleAction end;
  end.kind = ActionKind::remove_tag;
  end.tag = tag_of(sequence);
  fire(std::move(firing), {end}, false, run);
}

void Automation::Runner::look_at_steps(const Sequence& sequence, const Opportunity& deal,
                                       Run& run) {
  if (run.is_stopped || !has_tag(deal, tag_of(sequence))) return;
  const auto start = start_of(book_, sequence, deal);
  const auto since = log_.since().find(sequence.id);
  if (!start || since == log_.since().end() || start->sequence <= since->second) return;
  const auto id_of = [&](std::size_t step) {
    return EventId(sequence.id + "@" + std::to_string(start->sequence) + "." +
                   std::to_string(step));
  };
  Day before = run.moment.day_of(start->occurred_at);
  for (std::size_t step = 1; step <= sequence.steps.size(); ++step) {
    if (log_.has_fired(id_of(step))) {
      before = log_.day_of(id_of(step));
      continue;
    }
    if (run.is_stopped || !has_tag(deal, tag_of(sequence))) return;  // a step may end it
    if (!deal.is_open() && has_stop(sequence, SequenceStop::closed)) {
      return stop(sequence, deal, *start, {}, "the deal is closed", run);
    }
    const SequenceStep& of = sequence.steps[step - 1];
    const std::int32_t past = run.moment.today() - (before + of.after_days);
    if (past < 0) return;
    if (step == 1 && past > run.rules.limits.late_days) {
      ++run.late;
      return;
    }
    Firing firing;
    firing.id = id_of(step);
    firing.rule = sequence.id;
    firing.opportunity = deal.id;
    firing.trigger = "step " + std::to_string(step) + " of " +
                     std::to_string(sequence.steps.size()) + ", " + std::to_string(of.after_days) +
                     " days after " + to_string(before);
    firing.depth = log_.depth_of(start->id) + 1;
    fire(std::move(firing), of.then, false, run);
    before = run.moment.today();
  }
  if (!run.is_stopped && has_tag(deal, tag_of(sequence))) {
    stop(sequence, deal, *start, {}, "all steps are done", run);
  }
}

}  // namespace salespipe::automation
