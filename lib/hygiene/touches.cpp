#include "hygiene/touches.hpp"

#include <algorithm>
#include <string_view>

namespace salespipe::hygiene {
namespace {

/// So many ids are looked up together: a large book lies in memory that is far away.
constexpr std::size_t kChunk = 4096;

template <class Things>
void add_ids(metrics::IdIndex& index, const Things& things) {
  for (std::size_t i = index.size() - 1; i < things.size(); ++i) index.intern(things[i].id.text());
}

/// The codes of `text_of(i)` for all i from `first` to `last`.
template <class TextOf>
void look_up_ids(metrics::IdIndex& index, std::size_t first, std::size_t last,
                 const TextOf& text_of, std::vector<std::uint32_t>& codes) {
  std::vector<std::string_view> texts;
  texts.reserve(last - first);
  for (std::size_t i = first; i < last; ++i) texts.emplace_back(text_of(i));
  codes.clear();
  index.intern_all(texts, 0, 1, codes);
}

}  // namespace

void Touches::refresh(const Book& book) {
  if (book.taken_back() != taken_back_) {
    *this = Touches();
    taken_back_ = book.taken_back();
  }
  add_ids(deals_, book.opportunities());
  add_ids(accounts_, book.accounts());
  add_ids(contacts_, book.contacts());
  look_up(book);
}

void Touches::look_up(const Book& book) {
  const auto& all = book.interactions();
  std::vector<std::uint32_t> deals;
  std::vector<std::uint32_t> accounts;
  std::vector<std::uint32_t> contacts;
  rows_.reserve(all.size());
  for (std::size_t first = rows_.size(); first < all.size(); first = rows_.size()) {
    const std::size_t last = std::min(first + kChunk, all.size());
    const auto look = [&](metrics::IdIndex& index, auto member, std::vector<std::uint32_t>& codes) {
      look_up_ids(
          index, first, last,
          [&](std::size_t i) -> const std::string& { return (all[i].*member).text(); }, codes);
    };
    look(deals_, &Interaction::opportunity, deals);
    look(accounts_, &Interaction::account, accounts);
    look(contacts_, &Interaction::contact, contacts);
    for (std::size_t i = first; i < last; ++i) {
      const std::size_t row = i - first;
      rows_.push_back({all[i].at, deals[row], accounts[row], contacts[row], all[i].type});
    }
  }
  // A deal's account and a task's deal never change once they are there.
  const auto& all_deals = book.opportunities();
  const auto& all_tasks = book.tasks();
  look_up_ids(
      accounts_, account_of_deals_.size(), all_deals.size(),
      [&](std::size_t i) -> const std::string& { return all_deals[i].account.text(); }, accounts);
  account_of_deals_.insert(account_of_deals_.end(), accounts.begin(), accounts.end());
  look_up_ids(
      deals_, deal_of_tasks_.size(), all_tasks.size(),
      [&](std::size_t i) -> const std::string& { return all_tasks[i].opportunity.text(); }, deals);
  deal_of_tasks_.insert(deal_of_tasks_.end(), deals.begin(), deals.end());
}

}  // namespace salespipe::hygiene
