// A run: what events set off, then what has become due, then what that set off.
#include "salespipe/automation/automation.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "automation/actions.hpp"
#include "automation/automation_log.hpp"
#include "automation/rule_set.hpp"
#include "book/actor_journal.hpp"
#include "book/assessment_of.hpp"
#include "book/undone.hpp"
#include "definition/enum_names.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::automation {
namespace {

constexpr EnumNames<ActionResult, 3> kResults{{"done", "nothing_new", "refused"}};
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

bool has_tag(const Opportunity& deal, const std::string& tag) {
  return std::find(deal.tags.begin(), deal.tags.end(), tag) != deal.tags.end();
}

}  // namespace

std::string_view to_string(ActionResult result) noexcept { return kResults.name(result); }

std::string Firing::why() const {
  std::string said = trigger;
  for (const MetCondition& one : conditions) {
    said += "; " + one.field + " " + (one.holds ? "" : "not ") + one.test + " (" +
            (one.found.empty() ? "not known" : one.found) + ")";
  }
  return said;
}

class Automation::Runner {
 public:
  explicit Runner(Book& book) : book_(book) {}

  AutomationRun run(Instant now, const RunOptions& options);

 private:
  /// What one run is about.
  struct Run {
    Moment& moment;
    Actions& actions;
    const AutomationRules& rules;
    AutomationRun& told;
    bool is_marked = false;  // an event was one that some rule waits for
    bool is_stopped = false;
    std::uint64_t late = 0;
    std::uint64_t refused = 0;
  };
  struct Cause {
    EventId id;       ///< Of the firing.
    EventId event{};  ///< Empty: the time had come.
    std::uint64_t depth = 1;
    std::string trigger;
  };

  void check_outbox(bool is_dry) const;
  void walk(Run& run);
  void look_at(const Event& event, Run& run);
  void look_at_stage(const Event& event, const Opportunity& deal, const StageId& stage, Run& run);
  void look_at_tag(const Event& event, const Opportunity& deal, const std::string& tag, Run& run);
  void look_at_verdict(const Event& event, const Opportunity& deal, Run& run);
  void look_at_interaction(const Event& event, const InteractionLogged& logged, Run& run);
  void look_at_clock(Run& run);
  void look_at_inactive(const CompiledRule& rule, Run& run);
  void look_at_dates(const CompiledRule& rule, Run& run);
  /// An event that a rule waits for. `holds`: what it says is still so, for what a rule does must
  /// fit the deal as it is now. `says` gives the words of the trigger, and is asked last.
  template <class Says>
  void set_off(const CompiledRule& rule, const Event& event, const Opportunity& deal, Run& run,
               bool holds, const Says& says, const std::string& more = {});
  void consider(const CompiledRule& rule, const Opportunity& deal, Run& run,
                const std::function<Cause()>& cause);
  std::string held(const Rule& rule, const OpportunityId& deal, std::uint64_t depth,
                   const Run& run) const;
  void tell_limits(Run& run) const;

  Book& book_;
  AutomationLog log_;
  std::optional<RuleSet> set_;
  std::shared_ptr<const AutomationRules> rules_;
};

AutomationRun Automation::Runner::run(Instant now, const RunOptions& options) {
  if (!is_known(now)) {
    throw Error(ErrorCode::invalid_argument, "a run needs to know what time it is; give now");
  }
  if (dynamic_cast<const ActorJournal*>(book_.store()) != nullptr) {
    throw Error(ErrorCode::unsupported,
                "rules run in the host's own book, not in that of an actor; what who configured "
                "them may not change is let be");
  }
  Transaction changes(book_);
  AutomationRun told;
  if (book_.automation() == nullptr) return told;
  if (log_.follow(book_) || !set_) {
    set_.reset();
    rules_ = std::make_shared<AutomationRules>(*book_.automation());
    set_.emplace(*rules_, log_.since(), book_);
  }
  check_outbox(options.dry_run);
  told.diagnostics = set_->broken();
  Moment moment(book_, now);
  Actions actions(book_, *rules_, moment, book_.outbox() != nullptr);
  Run run{moment, actions, *rules_, told};
  try {
    walk(run);
    if (options.with_time && !run.is_stopped) {
      look_at_clock(run);
      walk(run);
    }
    tell_limits(run);
    told.is_finished = !run.is_stopped;
    told.through = log_.position();
    if (run.is_marked) {
      Event marker;
      marker.stream = {StreamKind::automation, std::string(kAutomationStream)};
      marker.occurred_at = now;
      marker.recorded_at = now;
      marker.actor = ActorId("automation");
      marker.payload = AutomationRan{told.through};
      book_.append(marker);
    }
    if (options.dry_run) {
      changes.roll_back();
      log_.forget();  // it holds what was taken back
    } else {
      changes.commit();
    }
  } catch (...) {
    log_.forget();
    throw;
  }
  return told;
}

void Automation::Runner::check_outbox(bool is_dry) const {
  if (is_dry || !set_->sends() || book_.outbox() != nullptr) return;
  throw Error(ErrorCode::invalid_state,
              "some rule sends mails or messages, and this book has no outbox; open one that is "
              "kept in a database, or ask with a dry run");
}

void Automation::Runner::walk(Run& run) {
  book_.visit_events(
      [&](const Event& event) {
        if (run.is_stopped) return;
        look_at(event, run);
        if (run.is_stopped) return;  // the rest of this event is for the next run
        ++run.told.events;
        log_.come_to(event.sequence);
      },
      log_.position() + 1);
}

void Automation::Runner::look_at(const Event& event, Run& run) {
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

std::string Automation::Runner::held(const Rule& rule, const OpportunityId& deal,
                                     std::uint64_t depth, const Run& run) const {
  const AutomationLimits& limits = run.rules.limits;
  if (depth > static_cast<std::uint64_t>(limits.depth)) return "depth";
  if (log_.fired_on(run.moment.today(), rule.id, deal) >= limits.per_deal_and_day) {
    return "per_deal_and_day";
  }
  const bool is_allowed = log_.owner().empty() || book_.can(log_.owner(), AccessVerb::write, deal);
  return is_allowed ? "" : "not_allowed";
}

void Automation::Runner::consider(const CompiledRule& rule, const Opportunity& deal, Run& run,
                                  const std::function<Cause()>& make_cause) {
  if (run.is_stopped || !rule.only_if.holds(deal, run.moment)) return;
  const Cause cause = make_cause();
  if (log_.has_fired(cause.id)) return;
  if (run.told.firings.size() >= static_cast<std::size_t>(run.rules.limits.per_run)) {
    run.is_stopped = true;
    return;
  }
  Firing firing;
  firing.id = cause.id;
  firing.rule = rule.rule->id;
  firing.opportunity = deal.id;
  firing.cause = cause.event;
  firing.trigger = cause.trigger;
  firing.depth = cause.depth;
  rule.only_if.explain(deal, run.moment, firing.conditions);
  firing.held = held(*rule.rule, deal.id, cause.depth, run);
  RuleFired fired{
      firing.rule, firing.opportunity, firing.cause, firing.why(), firing.depth, firing.held, {}};
  log_.note(firing.id, fired, run.moment.today());  // before its effects, which are counted from it
  if (firing.held.empty()) {
    for (std::size_t i = 0; i < rule.rule->then.size(); ++i) {
      auto outcome = run.actions.perform(rule.rule->then[i], *rule.rule, deal.id, firing.id, i + 1);
      if (outcome.result == ActionResult::refused) {
        ++run.refused;
        fired.troubles.push_back(std::string(to_string(outcome.kind)) + ": " + outcome.trouble);
      }
      firing.actions.push_back(std::move(outcome));
    }
  }
  Event event;
  event.id = firing.id;
  event.stream = {StreamKind::automation, std::string(kAutomationStream)};
  event.occurred_at = run.moment.now();
  event.recorded_at = run.moment.now();
  event.actor = ActorId("automation:" + firing.rule);
  event.payload = std::move(fired);
  book_.append(event);
  run.is_marked = run.is_marked || !firing.cause.empty();
  run.told.firings.push_back(std::move(firing));
}

void Automation::Runner::tell_limits(Run& run) const {
  auto& told = run.told;
  const auto tell = [&](const char* code, std::uint64_t rows, const std::string& message) {
    if (rows > 0)
      told.diagnostics.push_back(
          {Severity::warning, code, message, static_cast<std::int64_t>(rows), {}});
  };
  const auto held = [&](std::string_view code) {
    return static_cast<std::uint64_t>(
        std::count_if(told.firings.begin(), told.firings.end(),
                      [&](const Firing& firing) { return firing.held == code; }));
  };
  tell("depth", held("depth"),
       "rules set each other off more than " + std::to_string(run.rules.limits.depth) +
           " deep and were stopped; look for a loop with lint");
  tell("per_deal_and_day", held("per_deal_and_day"),
       "a rule was stopped that spoke more often for a deal than the limit of a day lets it");
  tell("not_allowed", held("not_allowed"),
       "who configured the rules may not write to these deals; nothing was done to them");
  tell("action_refused", run.refused, "actions could not be done; their firings tell why");
  tell("late", run.late,
       "events were let be because they happened more than " +
           std::to_string(run.rules.limits.late_days) + " days ago");
  if (run.is_stopped) {
    told.diagnostics.push_back({Severity::warning,
                                "per_run",
                                "the limit of " + std::to_string(run.rules.limits.per_run) +
                                    " firings was reached; the next run goes on",
                                0,
                                {}});
  }
}

Automation::Automation(Book& book) : runner_(std::make_unique<Runner>(book)) {}
Automation::Automation(Automation&& other) noexcept = default;
Automation& Automation::operator=(Automation&& other) noexcept = default;
Automation::~Automation() = default;

AutomationRun Automation::run(Instant now, const RunOptions& options) {
  return runner_->run(now, options);
}

bool configure(Book& book, const AutomationRules& rules, const CommandContext& context) {
  for (const Diagnostic& finding : lint(rules, book)) {
    if (finding.severity == Severity::error) {
      throw Error(ErrorCode::invalid_argument, "the rules cannot be used: " + finding.message);
    }
  }
  return book.configure_automation(rules, context);
}

}  // namespace salespipe::automation
