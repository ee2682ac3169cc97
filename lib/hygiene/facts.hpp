#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hygiene/touches.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::hygiene {

/// What tasks and interactions say about a deal, up to a moment.
struct DealFacts {
  /// Creation, change of stage, an interaction about it or with its account that names no deal, a
  /// completed task: the last of them. Edits of fields are bookkeeping.
  Instant last_activity = kNoInstant;
  Instant last_completed = kNoInstant;  ///< A task of it.
  Instant last_note = kNoInstant;
  std::uint32_t open_tasks = 0;
  std::uint32_t contact = 0;  ///< Code of one that an interaction about it was with; 0: none.
  bool has_more_contacts = false;
};

struct AccountFacts {
  Instant last_activity = kNoInstant;      ///< An interaction, or a completed task about it alone.
  Instant last_without_deal = kNoInstant;  ///< An interaction that names no deal.
  Instant last_note = kNoInstant;
  Instant last_note_without_deal = kNoInstant;
  Instant last_turn = kNoInstant;                  ///< We turned to it: mail out, call, meeting.
  Instant last_turn_without_contact = kNoInstant;  ///< The same, nobody of it named.
};

/// One pass over tasks and interactions for all questions about a book at a moment; what happens
/// later is not looked at. Must not outlive the book nor the touches, nor their next change.
class Facts {
 public:
  /// The touches are those of the book as it is. Mails in and meetings from `since` on are kept one
  /// by one.
  Facts(const Book& book, const Touches& touches, Instant at, Instant since);

  /// Of the deal at that place in Book::opportunities().
  const DealFacts& deal(std::size_t place) const { return deals_[place]; }
  const DealFacts& deal(const OpportunityId& id) const { return deals_[touches_.deal(id) - 1]; }
  std::uint32_t account_of_deal(std::size_t place) const {
    return touches_.account_of_deals()[place];
  }
  /// By code; 0: no account, of which nothing is said.
  const AccountFacts& account(std::uint32_t code) const { return accounts_[code]; }
  std::size_t accounts() const { return accounts_.size(); }  ///< With the one that is none.
  /// When we last turned to a contact of the book.
  Instant last_turn_to(const ContactId& id) const { return turns_[touches_.contact(id)]; }

  const std::vector<const Interaction*>& mails_in() const { return mails_; }
  const std::vector<const Interaction*>& meetings() const { return meetings_; }

 private:
  void look_at(const Touches::Row& touch);
  void look_at_touches(const Book& book, Instant at, Instant since);
  void look_at_tasks(const Book& book, Instant at);

  const Touches& touches_;
  std::vector<DealFacts> deals_;
  std::vector<AccountFacts> accounts_;  // by code
  std::vector<Instant> turns_;          // by code of the contact
  std::vector<const Interaction*> mails_;
  std::vector<const Interaction*> meetings_;
};

}  // namespace salespipe::hygiene
