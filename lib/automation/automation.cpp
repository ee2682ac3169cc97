// A run: what events set off, then what has become due, then what that set off.
#include "salespipe/automation/automation.hpp"

#include <algorithm>

#include "automation/runner.hpp"
#include "book/actor_journal.hpp"
#include "definition/enum_names.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::automation {
namespace {

constexpr EnumNames<ActionResult, 3> kResults{{"done", "nothing_new", "refused"}};

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

std::string Automation::Runner::held(const Firing& firing, bool is_counted, const Run& run) const {
  const AutomationLimits& limits = run.rules.limits;
  if (firing.depth > static_cast<std::uint64_t>(limits.depth)) return "depth";
  if (is_counted && log_.fired_on(run.moment.today(), firing.rule, firing.opportunity) >=
                        limits.per_deal_and_day) {
    return "per_deal_and_day";
  }
  const bool is_allowed =
      log_.owner().empty() || book_.can(log_.owner(), AccessVerb::write, firing.opportunity);
  return is_allowed ? "" : "not_allowed";
}

void Automation::Runner::consider(const CompiledRule& rule, const Opportunity& deal, Run& run,
                                  const std::function<Cause()>& make_cause) {
  if (run.is_stopped || !rule.only_if.holds(deal, run.moment)) return;
  const Cause cause = make_cause();
  if (log_.has_fired(cause.id)) return;
  Firing firing;
  firing.id = cause.id;
  firing.rule = rule.rule->id;
  firing.opportunity = deal.id;
  firing.cause = cause.event;
  firing.trigger = cause.trigger;
  firing.depth = cause.depth;
  rule.only_if.explain(deal, run.moment, firing.conditions);
  fire(std::move(firing), rule.rule->then, true, run);
}

void Automation::Runner::fire(Firing firing, const std::vector<RuleAction>& actions,
                              bool is_counted, Run& run) {
  if (run.told.firings.size() >= static_cast<std::size_t>(run.rules.limits.per_run)) {
    run.is_stopped = true;
    return;
  }
  firing.held = held(firing, is_counted, run);
  RuleFired fired{
      firing.rule, firing.opportunity, firing.cause, firing.why(), firing.depth, firing.held, {}};
  log_.note(firing.id, fired, run.moment.today());  // before its effects, which are counted from it
  if (firing.held.empty()) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      auto outcome =
          run.actions.perform(actions[i], firing.rule, firing.opportunity, firing.id, i + 1);
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
