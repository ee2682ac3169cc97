// Settings of the rules, and what becomes of a suggestion.
#include "salespipe/hygiene/suggestion.hpp"

#include "salespipe/base/error.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::hygiene {
namespace {

constexpr std::array<std::string_view, kSuggestionRuleCount> kNames = {
    "unanswered_mail",       "fridge_wake_up", "close_date_passed",
    "meeting_without_notes", "rotting_deal",   "inactive_account",
    "no_next_step",          "single_contact", "value_without_proposal"};
constexpr std::array<std::int32_t, kSuggestionRuleCount> kDays = {2, 0, 1, 1, 0, 10, 1, 14, 14};

NewTask task_of(const Suggestion& suggestion, Day due) {
  NewTask task;
  task.id = suggestion.id;
  task.description = suggestion.description + " (" + suggestion.why + ")";
  task.opportunity = suggestion.opportunity;
  task.account = suggestion.account;
  task.assignee = suggestion.assignee;
  task.due = due;
  return task;
}

}  // namespace

std::string_view to_string(SuggestionRule rule) noexcept {
  return kNames[static_cast<std::size_t>(rule)];
}

std::optional<SuggestionRule> parse_suggestion_rule(std::string_view text) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == text) return static_cast<SuggestionRule>(i);
  }
  return std::nullopt;
}

SuggestionRules::SuggestionRules() noexcept {
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i].days = kDays[i];
}

TaskId accept(Book& book, const Suggestion& suggestion, Day due, const CommandContext& context) {
  return book.add_task(task_of(suggestion, due), context);
}

void dismiss(Book& book, const Suggestion& suggestion, const CommandContext& context,
             std::string_view reason) {
  Transaction changes(book);
  book.add_task(task_of(suggestion, kNoDay), context);
  CommandContext second = context;
  if (!context.event_id.empty()) second.event_id = EventId(context.event_id.text() + "/2");
  second.expected_version.reset();
  book.dismiss_task(suggestion.id, second, reason);
  changes.commit();
}

}  // namespace salespipe::hygiene
