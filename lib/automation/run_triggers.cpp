// What sets rules off: events as they come, and time as it goes by.
#include <cstdlib>

#include "automation/runner.hpp"
#include "book/assessment_of.hpp"
#include "book/undone.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

constexpr std::string_view kCustom = "field.";

std::string stage_name(const Book& book, const PipelineId& pipeline, const StageId& stage) {
  const Pipeline& of = book.pipeline(pipeline);
  const StageIndex found = of.find_id(stage.text());
  return salespipe::quoted(is_known(found) ? of.stage(found).name : stage.text());
}

/// The deal as it was before an event of its own.
Opportunity before(const Book& book, const Event& event) {
  auto events = book.events_of(event.stream);
  events.erase(std::find_if(events.begin(), events.end(),
                            [&](const Event& one) { return one.sequence >= event.sequence; }),
               events.end());
  Opportunity deal;
  fold_all(deal, events, undone_in(events));
  return deal;
}

/// Whether the deal is where an event of its own put it, and has been there since.
bool stands_since(const Book& book, const Event& event, const Opportunity& deal,
                  const StageId& stage) {
  if (deal.stage != stage || deal.stage_entered_at != event.occurred_at) return false;
  const auto events = book.events_of(event.stream);
  const auto undone = undone_in(events);
  for (auto one = events.rbegin(); one != events.rend() && one->sequence > event.sequence; ++one) {
    const bool is_a_move =
        one->type() == EventType::stage_entered || one->type() == EventType::moved_to_pipeline;
    if (is_a_move && !undone.contains(one->id)) return false;
  }
  return !undone.contains(event.id);
}

}  // namespace

void Automation::Runner::look_at(const Event& event, Run& run) {
  if (!run.rules.sequences.empty()) look_at_stops(event, run);
  if (event.stream.kind == StreamKind::opportunity) {
    const Opportunity& deal = book_.opportunity(OpportunityId(event.stream.id));
    switch (event.type()) {
      case EventType::opportunity_created: {
        const auto& created = std::get<OpportunityCreated>(event.payload);
        look_at_stage(event, deal, created.stage, run);
        for (const auto& tag : created.tags) look_at_tag(event, deal, tag, run);
        return;
      }
      case EventType::stage_entered:
        return look_at_stage(event, deal, std::get<StageEntered>(event.payload).stage, run);
      case EventType::moved_to_pipeline:
        return look_at_stage(event, deal, std::get<MovedToPipeline>(event.payload).stage, run);
      case EventType::tag_added:
        return look_at_tag(event, deal, std::get<TagAdded>(event.payload).tag, run);
      case EventType::criterion_assessed:
        if (set_->has(TriggerKind::verdict)) look_at_verdict(event, deal, run);
        return;
      default:
        break;
    }
  }
  if (event.type() == EventType::task_completed) {
    const Task& task = book_.task(TaskId(event.stream.id));
    if (task.opportunity.empty()) return;
    const bool is_done = task.state == TaskState::completed;
    const Opportunity& deal = book_.opportunity(task.opportunity);
    set_->visit(TriggerKind::task_completed, {}, [&](const CompiledRule& rule) {
      if (!task.description.starts_with(rule.rule->when.task)) return;
      set_off(rule, event, deal, run, is_done,
              [&] { return "task " + salespipe::quoted(task.description) + " completed"; });
    });
  } else if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    if (set_->has(TriggerKind::interaction)) look_at_interaction(event, *logged, run);
  }
}

void Automation::Runner::look_at_tag(const Event& event, const Opportunity& deal,
                                     const std::string& tag, Run& run) {
  set_->visit(TriggerKind::tag_given, tag, [&](const CompiledRule& rule) {
    set_off(rule, event, deal, run, has_tag(deal, tag),
            [&] { return "tag " + salespipe::quoted(tag) + " given"; });
  });
}

void Automation::Runner::look_at_stage(const Event& event, const Opportunity& deal,
                                       const StageId& stage, Run& run) {
  std::optional<bool> stands;
  set_->visit(TriggerKind::stage_entered, stage.text(), [&](const CompiledRule& rule) {
    if (!stands) stands = stands_since(book_, event, deal, stage);
    set_off(rule, event, deal, run, *stands && rule.fits(deal.pipeline, stage),
            [&] { return "entered stage " + stage_name(book_, deal.pipeline, stage); });
  });
  if (event.type() == EventType::opportunity_created || !set_->has(TriggerKind::stage_left)) return;
  const Opportunity then = before(book_, event);
  const bool has_left = then.stage != deal.stage || then.pipeline != deal.pipeline;
  set_->visit(TriggerKind::stage_left, then.stage.text(), [&](const CompiledRule& rule) {
    set_off(rule, event, deal, run, has_left && rule.fits(then.pipeline, then.stage),
            [&] { return "left stage " + stage_name(book_, then.pipeline, then.stage); });
  });
}

void Automation::Runner::look_at_verdict(const Event& event, const Opportunity& deal, Run& run) {
  Opportunity then = before(book_, event);
  const auto& framework = book_.pipeline(then.pipeline).framework();
  const Verdict earlier = assessment_of(then, framework).verdict;
  fold(then, event);
  const Verdict later = assessment_of(then, framework).verdict;
  if (earlier == later) return;
  set_->visit(TriggerKind::verdict, to_string(later), [&](const CompiledRule& rule) {
    set_off(rule, event, deal, run, later == deal.verdict,
            [&] { return "verdict became " + std::string(to_string(later)); });
  });
}

void Automation::Runner::look_at_interaction(const Event& event, const InteractionLogged& logged,
                                             Run& run) {
  const auto set_off_for = [&](const Opportunity& deal, const std::string& more) {
    set_->visit(TriggerKind::interaction, to_string(logged.type), [&](const CompiledRule& rule) {
      set_off(
          rule, event, deal, run, true,
          [&] { return std::string(to_string(logged.type)) + " logged"; }, more);
    });
  };
  if (!logged.opportunity.empty()) return set_off_for(book_.opportunity(logged.opportunity), {});
  // One that names no deal is about each that is open with the customer.
  if (logged.account.empty()) return;
  std::size_t place = 0;
  for (const Opportunity& deal : book_.opportunities()) {
    ++place;
    if (deal.account == logged.account && deal.is_open()) {
      set_off_for(deal, "@d" + std::to_string(place));
    }
  }
}

template <class Says>
void Automation::Runner::set_off(const CompiledRule& rule, const Event& event,
                                 const Opportunity& deal, Run& run, bool holds, const Says& says,
                                 const std::string& more) {
  if (event.sequence <= rule.since) return;
  run.is_marked = true;  // asked later, the answer might be another one
  const bool is_of_its_pipeline =
      rule.rule->when.kind == TriggerKind::stage_left || rule.is_of(deal.pipeline);
  if (!holds || !is_of_its_pipeline) return;
  if (!is_known(event.occurred_at) ||
      run.moment.today() - run.moment.day_of(event.occurred_at) > run.rules.limits.late_days) {
    ++run.late;
    return;
  }
  consider(rule, deal, run, [&] {
    return Cause{EventId(rule.rule->id + "@" + std::to_string(event.sequence) + more), event.id,
                 log_.depth_of(event.id) + 1, says()};
  });
}

void Automation::Runner::look_at_clock(Run& run) {
  set_->visit(TriggerKind::inactive, {},
              [&](const CompiledRule& rule) { look_at_inactive(rule, run); });
  set_->visit(TriggerKind::date_reached, {},
              [&](const CompiledRule& rule) { look_at_dates(rule, run); });
  for (const Sequence& sequence : run.rules.sequences) {
    if (!sequence.is_on) continue;
    for (const Opportunity& deal : book_.opportunities()) look_at_steps(sequence, deal, run);
  }
}

void Automation::Runner::look_at_inactive(const CompiledRule& rule, Run& run) {
  std::size_t place = 0;
  for (const Opportunity& deal : book_.opportunities()) {
    ++place;
    if (!deal.is_open() || !rule.fits(deal.pipeline, deal.stage)) continue;
    const Instant last = run.moment.last_activity(deal.id);
    if (!is_known(last)) continue;
    const std::int32_t days = run.moment.today() - run.moment.day_of(last);
    if (days < rule.rule->when.days) continue;
    consider(rule, deal, run, [&] {
      return Cause{EventId(rule.rule->id + "@d" + std::to_string(place) + "@" + to_string(last)),
                   {},
                   1,
                   "no activity for " + std::to_string(days) + " days"};
    });
  }
}

void Automation::Runner::look_at_dates(const CompiledRule& rule, Run& run) {
  const RuleTrigger& when = rule.rule->when;
  const auto field = date_named(when.date);
  if (!field) return;  // lint() has told
  const std::string_view custom = *field == DateField::custom
                                      ? std::string_view(when.date).substr(kCustom.size())
                                      : std::string_view{};
  std::size_t place = 0;
  for (const Opportunity& deal : book_.opportunities()) {
    ++place;
    if (!rule.fits(deal.pipeline, deal.stage)) continue;
    const bool needs_open =
        when.stage.empty() && (*field == DateField::expected_close ||
                               *field == DateField::created || *field == DateField::stage_entered);
    if (needs_open && !deal.is_open()) continue;
    const Day date = date_of(*field, custom, deal, run.moment);
    if (!is_known(date)) continue;
    const std::int32_t past = run.moment.today() - (date + when.days);
    if (past < 0 || past > run.rules.limits.late_days) continue;
    consider(rule, deal, run, [&] {
      std::string said = when.date + " is " + to_string(date);
      if (when.days != 0) {
        said += ", " + std::to_string(std::abs(when.days)) +
                (when.days > 0 ? " days ago or more" : " days ahead or less");
      }
      return Cause{EventId(rule.rule->id + "@d" + std::to_string(place) + "@" + to_string(date)),
                   {},
                   1,
                   said};
    });
  }
}

}  // namespace salespipe::automation
