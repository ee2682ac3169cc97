#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/book/book.hpp"

// Tasks that the library proposes. A suggestion that somebody takes or dismisses becomes a task of
// the book with the suggestion's id; while that task is there, finished or not, the suggestion is
// not made again. Its id follows from its facts, so it comes back when those change.
namespace salespipe::hygiene {

/// What makes a suggestion; in the order in which they are listed.
enum class SuggestionRule : std::uint8_t {
  unanswered_mail,         ///< A mail came in and nobody turned to its sender since.
  fridge_wake_up,          ///< A parked deal whose day has come.
  close_date_passed,       ///< An open deal that was to be closed.
  meeting_without_notes,   ///< A meeting without a summary, and no note since.
  rotting_deal,            ///< Longer in its stage than the stage allows.
  inactive_account,        ///< Open deals, and no activity with the account.
  no_next_step,            ///< An open deal without an open task.
  single_contact,          ///< A big open deal that hangs on one contact or none.
  value_without_proposal,  ///< Qualified and with a value, and no proposal yet.
};
inline constexpr std::size_t kSuggestionRuleCount = 9;

/// "unanswered_mail", ...
std::string_view to_string(SuggestionRule rule) noexcept;
std::optional<SuggestionRule> parse_suggestion_rule(std::string_view text) noexcept;

/// How a rule is set: data of the host.
struct RuleSetting {
  bool is_on = true;
  std::int32_t days = 0;  ///< So many days after its cause a suggestion is made; 0 to 36'500.
};

struct SuggestionRules {
  SuggestionRules() noexcept;  ///< All on; days 2, 0, 1, 1, 0, 10, 1, 14, 14 in their order.

  RuleSetting& operator[](SuggestionRule rule) { return rules[static_cast<std::size_t>(rule)]; }
  const RuleSetting& operator[](SuggestionRule rule) const {
    return rules[static_cast<std::size_t>(rule)];
  }

  std::array<RuleSetting, kSuggestionRuleCount> rules;
  /// Mails and meetings that are older are let be; 1 to 36'500.
  std::int32_t within_days = 60;
  /// single_contact: a deal is big from so many times the median value of the open deals of its
  /// pipeline on, where at least five have a value; 1 to 1000.
  std::int32_t big_times_median = 3;
  /// value_without_proposal: the name or id of the stage in which a proposal has been made. Deals
  /// of pipelines without it are let be.
  std::string proposal_stage = "Proposal made";
};

struct Suggestion {
  TaskId id;  ///< Stable: of the rule, its subject and its facts. "rotting_deal-93f1c0a2b4d5e6f7"
  SuggestionRule rule = SuggestionRule::no_next_step;
  std::string description;    ///< What to do: "Answer the mail of Eve".
  std::string why;            ///< What speaks for it: "in Lead for 45 days, 30 are allowed".
  OpportunityId opportunity;  ///< Empty: about no one deal.
  AccountId account;
  ContactId contact;
  ActorId assignee;    ///< Who should do it: who owns the deal, else the account.
  Day since = kNoDay;  ///< The day of its cause.
  bool operator==(const Suggestion&) const = default;
};

/// What to do, as of `at`, by days of the book's zone; what happens later is not looked at. In the
/// order of the rules, then of the days of their causes, then of ids.
/// Error(invalid_argument) for settings out of range. Cost: all deals, tasks and interactions once
/// (benchmarks/suggest.cpp).
std::vector<Suggestion> suggestions(const Book& book, Instant at,
                                    const SuggestionRules& rules = {});

/// Answers the same question again and again: what it has read of the interactions it keeps, 24
/// bytes each, and takes in only what is new. The first answer costs as suggestions(), later ones
/// a fraction. The book must outlive it and must not be assigned to.
class SuggestionDesk {
 public:
  explicit SuggestionDesk(const Book& book);
  SuggestionDesk(SuggestionDesk&& other) noexcept;
  SuggestionDesk& operator=(SuggestionDesk&& other) noexcept;
  SuggestionDesk(const SuggestionDesk&) = delete;
  SuggestionDesk& operator=(const SuggestionDesk&) = delete;
  ~SuggestionDesk();

  std::vector<Suggestion> suggestions(Instant at, const SuggestionRules& rules = {});

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

/// Makes a task of a suggestion, due on `due`, and returns its id. Error(already_exists) when it
/// was taken or dismissed before.
TaskId accept(Book& book, const Suggestion& suggestion, Day due, const CommandContext& context);
/// Notes that nobody will do it: a task that is dismissed at once, which undoing the dismissal
/// opens. With an event id, the two events have "<id>" and "<id>/2"; the same id again changes
/// nothing. Error(already_exists) likewise.
void dismiss(Book& book, const Suggestion& suggestion, const CommandContext& context,
             std::string_view reason = {});

}  // namespace salespipe::hygiene
