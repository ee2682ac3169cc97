#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "book/access_policy.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe {

/// What an actor may read of a book: which of its events, in order, and so which place each has in
/// his own journal. The choice is closed: whatever a shown event refers to is shown. What is hidden
/// has no part in it, but for being left out.
class Sight {
 public:
  Sight(const Book& book, ActorId actor) : book_(book), actor_(std::move(actor)) {}

  /// Takes in what happened in the book since. Cost: that of the new events; all of them when they
  /// move the actor's sight.
  void follow();
  /// Sequences in the book of the events that are shown.
  const std::vector<std::uint64_t>& shown() const noexcept { return shown_; }
  /// Changes when what was shown before is no longer a beginning of what is shown now.
  std::uint64_t generation() const noexcept { return generation_; }
  /// The place of an event of the book among those shown, from 1.
  std::optional<std::uint64_t> place_of(std::uint64_t sequence) const;
  /// An event that is shown, numbered as the actor has it.
  Event event(std::uint64_t place) const;

 private:
  void look_again();
  void see_deal(const Opportunity& deal);
  void see_contact(const ContactId& id);
  bool shows(const Event& event) const;
  bool shows_interaction(const InteractionLogged& logged) const;
  /// Whether an event can change what else is shown.
  bool moves(const Event& event);
  bool covers(const ActorId& owner) const;

  const Book& book_;
  ActorId actor_;
  std::uint64_t followed_ = 0;
  std::uint64_t taken_back_ = 0;
  std::uint64_t generation_ = 0;
  bool is_behind_ = true;  // a look was not, or not yet, brought to its end
  std::vector<std::uint64_t> shown_;
  // As of the last look.
  const AccessPolicy* policy_ = nullptr;
  bool sees_all_ = false;
  bool sees_pipelines_ = false;
  bool configures_ = false;
  std::unordered_set<OpportunityId> deals_;
  std::unordered_set<AccountId> accounts_;
  std::unordered_set<ContactId> contacts_;
  std::unordered_set<TaskId> tasks_;
};

/// Translates the book's own ids of the events that an undoing names.
void renumber_undone(Event& event, const std::function<std::uint64_t(std::uint64_t)>& translate);

}  // namespace salespipe
