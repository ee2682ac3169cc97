#include "hygiene/facts.hpp"

#include <algorithm>
#include <string_view>

namespace salespipe::hygiene {
namespace {

/// Things whose ids are looked up together. Large books lie in memory that is far away, so it is
/// asked for ahead.
constexpr std::size_t kChunk = 4096;
constexpr std::size_t kAhead = 16;

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

/// The codes of one id of each thing, chunk by chunk.
class Codes {
 public:
  explicit Codes(metrics::IdIndex& index) : index_(index) {}
  void add(const std::string& id) { texts_.emplace_back(id); }
  const std::vector<std::uint32_t>& look_up() {
    codes_.clear();
    index_.intern_all(texts_, 0, 1, codes_);
    texts_.clear();
    return codes_;
  }

 private:
  metrics::IdIndex& index_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> codes_;
};

template <class Things>
void intern_ids(metrics::IdIndex& index, const Things& things) {
  for (const auto& thing : things) index.intern(thing.id.text());
}

}  // namespace

Facts::Facts(const Book& book, Instant at, Instant since) {
  intern_ids(deal_codes_, book.opportunities());
  intern_ids(account_codes_, book.accounts());
  intern_ids(contact_codes_, book.contacts());
  deals_.resize(book.opportunities().size());
  accounts_.resize(account_codes_.size());
  turns_.resize(contact_codes_.size(), kNoInstant);
  look_at_interactions(book, at, since);
  look_at_tasks(book, at);

  Codes accounts(account_codes_);
  account_of_deal_.reserve(deals_.size());
  for (const Opportunity& deal : book.opportunities()) accounts.add(deal.account.text());
  account_of_deal_ = accounts.look_up();
  std::size_t place = 0;
  for (const Opportunity& deal : book.opportunities()) {
    DealFacts& facts = deals_[place];
    raise(facts.last_activity, facts.last_completed);
    raise(facts.last_activity, accounts_[account_of_deal_[place++]].last_without_deal);
    if (deal.created_at <= at) raise(facts.last_activity, deal.created_at);
    if (deal.stage_entered_at <= at) raise(facts.last_activity, deal.stage_entered_at);
  }
}

void Facts::look_at_interactions(const Book& book, Instant at, Instant since) {
  Codes deals(deal_codes_);
  Codes accounts(account_codes_);
  std::vector<const Interaction*> chunk;
  const auto look = [&] {
    const auto& deal_codes = deals.look_up();
    const auto& account_codes = accounts.look_up();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (i + kAhead < chunk.size()) {
        if (deal_codes[i + kAhead] != 0) __builtin_prefetch(&deals_[deal_codes[i + kAhead] - 1], 1);
        __builtin_prefetch(&accounts_[account_codes[i + kAhead]], 1);
      }
      look_at(*chunk[i], deal_codes[i], account_codes[i], since);
    }
    chunk.clear();
  };
  for (const Interaction& interaction : book.interactions()) {
    if (interaction.at > at) continue;
    chunk.push_back(&interaction);
    deals.add(interaction.opportunity.text());
    accounts.add(interaction.account.text());
    if (chunk.size() == kChunk) look();
  }
  look();
}

void Facts::look_at_tasks(const Book& book, Instant at) {
  Codes deals(deal_codes_);
  std::vector<const Task*> chunk;
  const auto look = [&] {
    const auto& codes = deals.look_up();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      const Task& task = *chunk[i];
      const bool is_open = task.state == TaskState::open || task.finished_at > at;
      const bool is_done = !is_open && task.state == TaskState::completed;
      if (codes[i] == 0) {
        if (!is_done || task.account.empty()) continue;
        raise(accounts_[account_code(task.account)].last_activity, task.finished_at);
        continue;
      }
      DealFacts& deal = deals_[codes[i] - 1];
      if (is_open) ++deal.open_tasks;
      if (is_done) raise(deal.last_completed, task.finished_at);
    }
    chunk.clear();
  };
  for (const Task& task : book.tasks()) {
    if (task.created_at > at) continue;
    chunk.push_back(&task);
    deals.add(task.opportunity.text());
    if (chunk.size() == kChunk) look();
  }
  look();
}

void Facts::look_at(const Interaction& interaction, std::uint32_t deal_code,
                    std::uint32_t account_code, Instant since) {
  const Instant when = interaction.at;
  const bool is_note = interaction.type == InteractionType::note;
  const std::uint32_t contact = interaction.contact.empty() ? 0 : contact_code(interaction.contact);
  if (deal_code != 0) {
    DealFacts& deal = deals_[deal_code - 1];
    raise(deal.last_activity, when);
    if (is_note) raise(deal.last_note, when);
    if (contact != 0) {
      deal.has_more_contacts |= deal.contact != 0 && deal.contact != contact;
      deal.contact = contact;
    }
  }
  if (account_code != 0) {
    AccountFacts& account = accounts_[account_code];
    raise(account.last_activity, when);
    if (deal_code == 0) raise(account.last_without_deal, when);
    if (is_note) {
      raise(account.last_note, when);
      if (deal_code == 0) raise(account.last_note_without_deal, when);
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
