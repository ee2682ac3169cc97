#include "hygiene/facts.hpp"

#include <algorithm>

namespace salespipe::hygiene {
namespace {

/// A large book lies in memory that is far away, so it is asked for ahead.
constexpr std::size_t kAhead = 32;

void raise(Instant& latest, Instant when) { latest = std::max(latest, when); }

bool is_turn(InteractionType type) {
  return type == InteractionType::email_out || type == InteractionType::call ||
         type == InteractionType::meeting;
}

}  // namespace

Facts::Facts(const Book& book, const Touches& touches, Instant at, Instant since)
    : touches_(touches),
      deals_(book.opportunities().size()),
      accounts_(touches.accounts()),
      turns_(touches.contacts(), kNoInstant) {
  look_at_touches(book, at, since);
  look_at_tasks(book, at);
  std::size_t place = 0;
  for (const Opportunity& deal : book.opportunities()) {
    DealFacts& facts = deals_[place];
    raise(facts.last_activity, facts.last_completed);
    raise(facts.last_activity, accounts_[account_of_deal(place++)].last_without_deal);
    if (deal.created_at <= at) raise(facts.last_activity, deal.created_at);
    if (deal.stage_entered_at <= at) raise(facts.last_activity, deal.stage_entered_at);
  }
}

void Facts::look_at_touches(const Book& book, Instant at, Instant since) {
  const auto& rows = touches_.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kAhead < rows.size()) {
      const Touches::Row& ahead = rows[i + kAhead];
      if (ahead.deal != 0) __builtin_prefetch(&deals_[ahead.deal - 1], 1);
      __builtin_prefetch(&accounts_[ahead.account], 1);
    }
    const Touches::Row& touch = rows[i];
    if (touch.at > at) continue;
    look_at(touch);
    if (touch.at < since) continue;
    if (touch.type == InteractionType::email_in) mails_.push_back(&book.interactions()[i]);
    if (touch.type == InteractionType::meeting) meetings_.push_back(&book.interactions()[i]);
  }
}

void Facts::look_at_tasks(const Book& book, Instant at) {
  std::size_t place = 0;
  for (const Task& task : book.tasks()) {
    const std::uint32_t deal_code = touches_.deal_of_tasks()[place++];
    if (task.created_at > at) continue;
    const bool is_open = task.state == TaskState::open || task.finished_at > at;
    const bool is_done = !is_open && task.state == TaskState::completed;
    if (deal_code != 0) {
      DealFacts& deal = deals_[deal_code - 1];
      if (is_open) ++deal.open_tasks;
      if (is_done) raise(deal.last_completed, task.finished_at);
    } else if (is_done && !task.account.empty()) {
      raise(accounts_[touches_.account(task.account)].last_activity, task.finished_at);
    }
  }
}

void Facts::look_at(const Touches::Row& touch) {
  const Instant when = touch.at;
  const bool is_note = touch.type == InteractionType::note;
  if (touch.deal != 0) {
    DealFacts& deal = deals_[touch.deal - 1];
    raise(deal.last_activity, when);
    if (is_note) raise(deal.last_note, when);
    if (touch.contact != 0) {
      deal.has_more_contacts |= deal.contact != 0 && deal.contact != touch.contact;
      deal.contact = touch.contact;
    }
  }
  if (touch.account != 0) {
    AccountFacts& account = accounts_[touch.account];
    raise(account.last_activity, when);
    if (touch.deal == 0) raise(account.last_without_deal, when);
    if (is_note) {
      raise(account.last_note, when);
      if (touch.deal == 0) raise(account.last_note_without_deal, when);
    }
    if (is_turn(touch.type)) {
      raise(account.last_turn, when);
      if (touch.contact == 0) raise(account.last_turn_without_contact, when);
    }
  }
  if (touch.contact != 0 && is_turn(touch.type)) raise(turns_[touch.contact], when);
}

}  // namespace salespipe::hygiene
