#include "hygiene/facts.hpp"

#include <algorithm>

namespace salespipe::hygiene {
namespace {

void raise(Instant& latest, Instant when) { latest = std::max(latest, when); }

bool is_turn(const Interaction& interaction) {
  switch (interaction.type) {
    case InteractionType::email_out:
    case InteractionType::call:
    case InteractionType::meeting:
      return true;
    default:
      return false;
  }
}

}  // namespace

Facts::Facts(const Book& book, Instant at, Instant since) {
  for (const Opportunity& deal : book.opportunities()) deal_codes_.intern(deal.id.text());
  for (const Account& account : book.accounts()) account_codes_.intern(account.id.text());
  for (const Contact& contact : book.contacts()) contact_codes_.intern(contact.id.text());
  deals_.resize(book.opportunities().size());
  accounts_.resize(account_codes_.size());
  turns_.resize(contact_codes_.size(), kNoInstant);

  for (const Interaction& interaction : book.interactions()) {
    if (interaction.at <= at) look_at(interaction, since);
  }
  for (const Task& task : book.tasks()) {
    if (task.created_at > at) continue;
    if (task.opportunity.empty()) {
      const bool is_done = task.state == TaskState::completed && task.finished_at <= at;
      if (is_done && !task.account.empty()) {
        raise(accounts_[account_code(task.account)].last_activity, task.finished_at);
      }
      continue;
    }
    DealFacts& deal = deals_[code_of(deal_codes_, task.opportunity.text()) - 1];
    if (task.state == TaskState::open || task.finished_at > at) {
      ++deal.open_tasks;
    } else if (task.state == TaskState::completed) {
      raise(deal.last_completed, task.finished_at);
    }
  }
  std::size_t index = 0;
  for (const Opportunity& deal : book.opportunities()) {
    DealFacts& facts = deals_[index++];
    raise(facts.last_activity, facts.last_completed);
    if (!deal.account.empty()) raise(facts.last_activity, account(deal.account).last_without_deal);
    if (deal.created_at <= at) raise(facts.last_activity, deal.created_at);
    if (deal.stage_entered_at <= at) raise(facts.last_activity, deal.stage_entered_at);
  }
}

void Facts::look_at(const Interaction& interaction, Instant since) {
  const Instant when = interaction.at;
  const bool is_note = interaction.type == InteractionType::note;
  const std::uint32_t contact = interaction.contact.empty() ? 0 : contact_code(interaction.contact);
  if (!interaction.opportunity.empty()) {
    DealFacts& deal = deals_[code_of(deal_codes_, interaction.opportunity.text()) - 1];
    raise(deal.last_activity, when);
    if (is_note) raise(deal.last_note, when);
    if (contact != 0) {
      deal.has_more_contacts |= deal.contact != 0 && deal.contact != contact;
      deal.contact = contact;
    }
  }
  if (!interaction.account.empty()) {
    AccountFacts& account = accounts_[account_code(interaction.account)];
    raise(account.last_activity, when);
    if (interaction.opportunity.empty()) raise(account.last_without_deal, when);
    if (is_note) {
      raise(account.last_note, when);
      if (interaction.opportunity.empty()) raise(account.last_note_without_deal, when);
    }
    if (is_turn(interaction)) {
      raise(account.last_turn, when);
      if (contact == 0) raise(account.last_turn_without_contact, when);
    }
  }
  if (contact != 0 && is_turn(interaction)) raise(turns_[contact], when);
  if (when < since) return;
  if (interaction.type == InteractionType::email_in) mails_.push_back(&interaction);
  if (interaction.type == InteractionType::meeting) meetings_.push_back(&interaction);
}

}  // namespace salespipe::hygiene
