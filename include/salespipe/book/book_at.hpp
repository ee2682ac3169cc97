#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// Which past of a book is meant. The two times are independent: what had happened by a day, as we
/// know it now; what we knew at an instant; or both, what we believed then of an earlier day.
struct Moment {
  Day as_of =
      kNoDay;  ///< Only what happened by the end of this day of the book's zone; kNoDay: all.
  Instant known_at = kNoInstant;  ///< Only what was recorded by then; kNoInstant: everything.
  bool operator==(const Moment&) const = default;
};

/// The last instant of a day in a zone: Moment::known_at for "what did we know on that day".
Instant end_of(Day day, const TimeZone& zone);

/// A book as it stood at a moment: deals, accounts, contacts, tasks and interactions, to be read.
/// The past takes no commands. By these rules, which are those of the figures:
///
/// - Without `as_of` events count in the order in which the book learned of them, so that the
/// moment
///   {} is the book itself; with it in the order in which they happened, so that a back-dated event
///   counts from its own day on and a later one still has the last word.
/// - The beginning of a thing comes before all else of it. Other events of unknown time come next:
///   they hold on every day. What is dated before a deal's creation holds where that says nothing.
/// - A deal of unknown creation is there from its first event of a known day on; where it has none,
///   from the last day of the book on, that of the last event that is known.
/// - A closed deal that was reopened was closed until that day, and is open from then on.
/// - What was undone did not happen, unless it was undone after `known_at`.
/// - Accounts and contacts are there when they had been added by then, or when a deal, task or
///   interaction that is there is about them: an import brings old deals with new accounts.
/// - Pipelines are as they are defined now; a stage that they no longer have stays under its id.
///
/// A value that needs the book no longer. Cost: in proportion to the events of the book.
class BookAt {
 public:
  BookAt(const Book& book, const Moment& moment);

  const Moment& moment() const noexcept { return moment_; }
  /// All in the order in which they came into the book; interactions in that of their events.
  const std::vector<Pipeline>& pipelines() const noexcept { return pipelines_; }
  const std::vector<Account>& accounts() const noexcept { return accounts_; }
  const std::vector<Contact>& contacts() const noexcept { return contacts_; }
  const std::vector<Opportunity>& opportunities() const noexcept { return opportunities_; }
  const std::vector<Task>& tasks() const noexcept { return tasks_; }
  const std::vector<Interaction>& interactions() const noexcept { return interactions_; }

  const Opportunity* find_opportunity(const OpportunityId& id) const noexcept;
  /// Error(not_found) for a deal that was not there, or not known.
  const Opportunity& opportunity(const OpportunityId& id) const;
  /// A column for each open stage of the pipeline, in its order. The pointers are into this object.
  /// Error(not_found) for an unknown pipeline.
  std::vector<StageColumn> board(const PipelineId& pipeline) const;

 private:
  Moment moment_;
  std::vector<Pipeline> pipelines_;
  std::vector<Account> accounts_;
  std::vector<Contact> contacts_;
  std::vector<Opportunity> opportunities_;
  std::vector<Task> tasks_;
  std::vector<Interaction> interactions_;
  std::unordered_map<OpportunityId, std::size_t> place_of_;
};

}  // namespace salespipe
