#pragma once

#include <cstdint>
#include <vector>

#include "metrics/id_index.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::hygiene {

/// The interactions of a book as rows of numbers, which are read many times faster than the
/// interactions themselves; and numbers for the ids of deals, accounts and contacts. Kept between
/// questions, it takes in only what is new.
class Touches {
 public:
  struct Row {
    Instant at;
    std::uint32_t deal = 0;  ///< Codes; 0: none.
    std::uint32_t account = 0;
    std::uint32_t contact = 0;
    InteractionType type = InteractionType::note;
  };

  /// Takes in what the book has got since; all of it anew where events were taken back.
  void refresh(const Book& book);

  /// Row n is that of the n-th interaction of the book.
  const std::vector<Row>& rows() const { return rows_; }
  /// The code of a deal is its place in the book, counted from 1.
  std::uint32_t deal(const OpportunityId& id) const { return deals_.intern(id.text()); }
  std::uint32_t account(const AccountId& id) const { return accounts_.intern(id.text()); }
  std::uint32_t contact(const ContactId& id) const { return contacts_.intern(id.text()); }
  std::size_t accounts() const { return accounts_.size(); }  ///< With code 0.
  std::size_t contacts() const { return contacts_.size(); }
  /// By the places of the tasks: the codes of the deals that they are about.
  const std::vector<std::uint32_t>& deal_of_tasks() const { return deal_of_tasks_; }
  /// By the places of the deals.
  const std::vector<std::uint32_t>& account_of_deals() const { return account_of_deals_; }

 private:
  void look_up(const Book& book);

  // Looking up adds nothing: every id that is asked for is one of the book's.
  mutable metrics::IdIndex deals_;
  mutable metrics::IdIndex accounts_;
  mutable metrics::IdIndex contacts_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> account_of_deals_;
  std::vector<std::uint32_t> deal_of_tasks_;
  std::uint64_t taken_back_ = 0;
};

}  // namespace salespipe::hygiene
