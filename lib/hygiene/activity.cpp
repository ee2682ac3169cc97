#include "salespipe/hygiene/activity.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace salespipe::hygiene {
namespace {

using Latest = std::unordered_map<std::string_view, Instant>;

void note(Latest& latest, const std::string& id, Instant when) {
  auto& known = latest.try_emplace(id, kNoInstant).first->second;
  known = std::max(known, when);
}

Instant known(const Latest& latest, const std::string& id) {
  if (id.empty()) return kNoInstant;
  const auto found = latest.find(id);
  return found == latest.end() ? kNoInstant : found->second;
}

}  // namespace

Activity::Activity(const Book& book, Instant at) {
  Latest of_deals;
  Latest of_accounts;
  for (const Interaction& interaction : book.interactions()) {
    if (interaction.at > at) continue;
    if (!interaction.opportunity.empty()) {
      note(of_deals, interaction.opportunity.text(), interaction.at);
    } else if (!interaction.account.empty()) {
      note(of_accounts, interaction.account.text(), interaction.at);
    }
  }
  for (const Task& task : book.tasks()) {
    if (task.state != TaskState::completed || task.finished_at > at) continue;
    if (!task.opportunity.empty()) note(of_deals, task.opportunity.text(), task.finished_at);
  }
  deals_.reserve(book.opportunities().size());
  for (const Opportunity& deal : book.opportunities()) {
    Instant last =
        std::max(known(of_deals, deal.id.text()), known(of_accounts, deal.account.text()));
    if (deal.created_at <= at) last = std::max(last, deal.created_at);
    if (deal.stage_entered_at <= at) last = std::max(last, deal.stage_entered_at);
    deals_.push_back(last);
  }
}

}  // namespace salespipe::hygiene
