#include "automation/automation_log.hpp"

#include <algorithm>
#include <set>

#include "salespipe/definition/automation.hpp"

namespace salespipe::automation {
namespace {

std::string pair_of(const std::string& rule, const OpportunityId& deal) {
  return rule + "\n" + deal.text();
}

}  // namespace

std::uint64_t AutomationLog::depth_of(const EventId& event) const {
  // An effect may have effects of its own: "rule@7/1/2".
  for (std::string id = event.text();;) {
    const auto slash = id.rfind('/');
    if (slash == std::string::npos) return 0;
    id.resize(slash);
    const auto found = fired_.find(id);
    if (found != fired_.end()) return found->second.depth;
  }
}

Day AutomationLog::day_of(const EventId& firing) const {
  const auto found = fired_.find(firing.text());
  return found == fired_.end() ? kNoDay : found->second.day;
}

std::int32_t AutomationLog::fired_on(Day day, const std::string& rule,
                                     const OpportunityId& deal) const {
  const auto found = counts_.find(pair_of(rule, deal));
  return found == counts_.end() || found->second.first != day ? 0 : found->second.second;
}

void AutomationLog::note(const EventId& id, const RuleFired& fired, Day day) {
  fired_[id.text()] = {fired.depth, day};
  if (!fired.held.empty()) return;
  auto& count = counts_[pair_of(fired.rule, fired.opportunity)];
  if (count.first != day) count = {day, 0};
  ++count.second;
}

bool AutomationLog::take(const Event& event, const Book& book) {
  if (const auto* configured = std::get_if<AutomationConfigured>(&event.payload)) {
    owner_ = event.actor;
    std::map<std::string, std::uint64_t> now;
    const auto keep = [&](const auto& one) {
      if (!one.is_on) return;
      const auto known = since_.find(one.id);
      now[one.id] = known == since_.end() ? event.sequence : known->second;
    };
    const AutomationRules rules = automation_from_json(configured->rules);
    for (const Rule& rule : rules.rules) keep(rule);
    for (const Sequence& sequence : rules.sequences) keep(sequence);
    since_ = std::move(now);
    if (position_ == 0) position_ = event.sequence;
    return true;
  }
  if (const auto* fired = std::get_if<RuleFired>(&event.payload)) {
    if (!has_fired(event.id)) note(event.id, *fired, book.zone().day_of(event.occurred_at));
  } else if (const auto* ran = std::get_if<AutomationRan>(&event.payload)) {
    position_ = std::max(position_, ran->through);
  }
  return event.stream.kind == StreamKind::pipeline;
}

bool AutomationLog::follow(const Book& book) {
  bool is_new = false;
  if (begun_ && taken_back_ != book.taken_back()) forget();
  if (!begun_) {
    begun_ = true;
    taken_back_ = book.taken_back();
    if (book.automation() != nullptr) {
      for (const Event& event :
           book.events_of({StreamKind::automation, std::string(kAutomationStream)})) {
        (void)take(event, book);
      }
    }
    is_new = true;
  } else {
    book.visit_events([&](const Event& event) { is_new = take(event, book) || is_new; }, seen_ + 1);
  }
  seen_ = book.last_sequence();
  return is_new;
}

}  // namespace salespipe::automation
