#include "book/sight.hpp"

#include <algorithm>
#include <unordered_map>

#include "book/journal.hpp"

namespace salespipe {

bool Sight::covers(const ActorId& owner) const {
  return policy_ == nullptr || policy_->covers(actor_, AccessVerb::read, owner);
}

void Sight::see_contact(const ContactId& id) {
  if (id.empty() || !contacts_.insert(id).second) return;
  const AccountId& account = book_.contact(id).account;
  if (!account.empty()) accounts_.insert(account);
}

void Sight::see_deal(const Opportunity& deal) {
  deals_.insert(deal.id);
  if (!deal.account.empty()) accounts_.insert(deal.account);
  for (const auto& contact : deal.contacts) see_contact(contact);
}

bool Sight::shows_interaction(const InteractionLogged& logged) const {
  if (!logged.opportunity.empty()) return deals_.contains(logged.opportunity);
  if (!logged.contact.empty() && !contacts_.contains(logged.contact)) return false;
  return logged.account.empty() || accounts_.contains(logged.account);
}

bool Sight::shows(const Event& event) const {
  const Stream& stream = event.stream;
  if (stream.kind == StreamKind::access) {
    return configures_ && event.type() == EventType::access_configured;
  }
  if (stream.kind == StreamKind::automation) {
    // How far the rules have come is told in numbers of the whole book, which are not his.
    if (event.type() == EventType::automation_configured) return sees_pipelines_;
    const auto* fired = std::get_if<RuleFired>(&event.payload);
    return fired != nullptr && (sees_all_ || deals_.contains(fired->opportunity));
  }
  if (sees_all_) return true;
  if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    return shows_interaction(*logged);
  }
  switch (stream.kind) {
    case StreamKind::pipeline:
      return sees_pipelines_;
    case StreamKind::account:
      return accounts_.contains(AccountId(stream.id));
    case StreamKind::contact:
      return contacts_.contains(ContactId(stream.id));
    case StreamKind::opportunity:
      return deals_.contains(OpportunityId(stream.id));
    case StreamKind::task:
      return tasks_.contains(TaskId(stream.id));
    case StreamKind::access:
    case StreamKind::automation:
      break;
  }
  return false;
}

/// Everything anew, from the book as it stands.
void Sight::look_again() {
  is_behind_ = true;
  policy_ = book_.policy();
  const AccessScope reads =
      policy_ == nullptr ? AccessScope::all : policy_->scope(actor_, AccessVerb::read);
  configures_ =
      policy_ == nullptr || policy_->scope(actor_, AccessVerb::configure) == AccessScope::all;
  sees_all_ = reads == AccessScope::all;
  sees_pipelines_ = reads != AccessScope::none;
  deals_.clear();
  accounts_.clear();
  contacts_.clear();
  tasks_.clear();
  if (!sees_all_ && sees_pipelines_) {
    for (const auto& deal : book_.opportunities()) {
      if (covers(deal.owner)) see_deal(deal);
    }
    for (const auto& interaction : book_.interactions()) {
      if (deals_.contains(interaction.opportunity)) see_contact(interaction.contact);
    }
    std::unordered_map<std::string, ActorId> makers;  // of tasks
    book_.visit_events([&](const Event& event) {
      if (event.type() == EventType::account_added) {
        const auto& owner = std::get<AccountAdded>(event.payload).owner;
        if (covers(owner) || covers(event.actor)) accounts_.insert(AccountId(event.stream.id));
      } else if (event.type() == EventType::contact_added && covers(event.actor)) {
        see_contact(ContactId(event.stream.id));
      } else if (event.type() == EventType::task_added) {
        makers[event.stream.id] = event.actor;
      }
    });
    for (const auto& contact : book_.contacts()) {
      if (accounts_.contains(contact.account)) contacts_.insert(contact.id);
    }
    for (const auto& task : book_.tasks()) {
      const bool is_there = !task.opportunity.empty()
                                ? deals_.contains(task.opportunity)
                                : (task.account.empty() || accounts_.contains(task.account)) &&
                                      (covers(task.assignee) || covers(makers[task.id.text()]));
      if (is_there) tasks_.insert(task.id);
    }
  }
  std::vector<std::uint64_t> now;
  book_.visit_events([&](const Event& event) {
    if (shows(event)) now.push_back(event.sequence);
  });
  const bool goes_on =
      now.size() >= shown_.size() && std::equal(shown_.begin(), shown_.end(), now.begin());
  if (!goes_on) ++generation_;
  shown_ = std::move(now);
  is_behind_ = false;
}

/// Things that are new and shown by themselves need no other look.
bool Sight::moves(const Event& event) {
  switch (event.type()) {
    case EventType::access_configured:
    case EventType::person_erased:
      return true;
    case EventType::owner_changed:
    case EventType::task_assigned:
    case EventType::events_undone:
    case EventType::account_added:
    case EventType::contact_added:
      return !sees_all_;
    case EventType::opportunity_created: {
      if (sees_all_) return false;
      const auto& created = std::get<OpportunityCreated>(event.payload);
      if (!covers(created.owner)) return false;
      const bool is_closed =
          (created.account.empty() || accounts_.contains(created.account)) &&
          std::all_of(created.contacts.begin(), created.contacts.end(),
                      [&](const ContactId& id) { return contacts_.contains(id); });
      if (is_closed) deals_.insert(OpportunityId(event.stream.id));
      return !is_closed;
    }
    case EventType::task_added: {
      if (sees_all_) return false;
      const auto& added = std::get<TaskAdded>(event.payload);
      if (added.opportunity.empty()) return true;
      if (deals_.contains(added.opportunity)) tasks_.insert(TaskId(event.stream.id));
      return false;
    }
    case EventType::interaction_logged: {
      const auto& logged = std::get<InteractionLogged>(event.payload);
      return !sees_all_ && deals_.contains(logged.opportunity) && !logged.contact.empty() &&
             !contacts_.contains(logged.contact);
    }
    default:
      return false;
  }
}

void Sight::follow() {
  const std::uint64_t last = book_.last_sequence();
  const bool begins = is_behind_ || followed_ == 0 || policy_ != book_.policy();
  if (taken_back_ != book_.taken_back()) {
    // The same numbers may stand for other events now.
    look_again();
    ++generation_;
  } else if (begins) {
    look_again();
  } else {
    for (std::uint64_t sequence = followed_ + 1; sequence <= last; ++sequence) {
      const Event event = book_.event(sequence);
      if (moves(event)) {
        look_again();
        break;
      }
      if (shows(event)) shown_.push_back(sequence);
      followed_ = sequence;
    }
  }
  followed_ = last;
  taken_back_ = book_.taken_back();
}

std::optional<std::uint64_t> Sight::place_of(std::uint64_t sequence) const {
  const auto at = std::lower_bound(shown_.begin(), shown_.end(), sequence);
  if (at == shown_.end() || *at != sequence) return std::nullopt;
  return static_cast<std::uint64_t>(at - shown_.begin()) + 1;
}

Event Sight::event(std::uint64_t place) const {
  Event event = book_.event(shown_[place - 1]);
  // All events of a deal or a task are shown, or none is.
  renumber_undone(event, [&](std::uint64_t number) { return place_of(number).value_or(place); });
  if (Journal::generated_number(event.id.text())) event.id = EventId(Journal::generated_id(place));
  event.sequence = place;
  return event;
}

void renumber_undone(Event& event, const std::function<std::uint64_t(std::uint64_t)>& translate) {
  auto* undone = std::get_if<EventsUndone>(&event.payload);
  if (undone == nullptr) return;
  for (EventId& id : undone->events) {
    const auto number = Journal::generated_number(id.text());
    if (number) id = EventId(Journal::generated_id(translate(*number)));
  }
}

}  // namespace salespipe
