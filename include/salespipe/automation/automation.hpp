#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/diagnostic.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/definition/automation.hpp"

// Carrying out the rules of a book (docs/automation.md).
namespace salespipe::automation {

/// One condition of a rule, and what was found when it was asked.
struct MetCondition {
  std::string field{};  ///< "value"
  std::string test{};   ///< "at least 10000 EUR"
  std::string found{};  ///< "12000.00 EUR"; empty: nothing is known.
  bool holds = true;    ///< Within any and not, a part may not hold.
  bool operator==(const MetCondition&) const = default;
};

enum class ActionResult : std::uint8_t {
  done,
  nothing_new,  ///< It was so already.
  refused,      ///< The pipeline, the book or the data do not let it.
};
/// "done", "nothing_new", "refused"
std::string_view to_string(ActionResult result) noexcept;

struct ActionOutcome {
  ActionKind kind = ActionKind::create_task;
  ActionResult result = ActionResult::done;
  std::string what{};             ///< For a person: "task \"Call Eve\" of ann, due 2026-03-01".
  std::string trouble{};          ///< Why it was refused.
  std::vector<EventId> events{};  ///< What it recorded.
  std::vector<std::string> messages{};  ///< Keys of what it put into the outbox.
  bool operator==(const ActionOutcome&) const = default;
};

/// A rule that spoke, and why.
struct Firing {
  EventId id{};  ///< Of its event rule_fired; the same causes give the same id.
  std::string rule{};
  OpportunityId opportunity{};
  EventId cause{};        ///< The event that set it off; empty: the time had come.
  std::string trigger{};  ///< "entered stage \"Won\""
  std::vector<MetCondition> conditions{};
  std::uint64_t depth = 1;
  /// Why it did nothing: "depth", "per_deal_and_day" or "not_allowed". Empty: it went ahead.
  std::string held{};
  std::vector<ActionOutcome> actions{};
  std::string why() const;  ///< Trigger and conditions in one line.
  bool operator==(const Firing&) const = default;
};

struct RunOptions {
  bool dry_run = false;  ///< Everything is told, and nothing is kept.
  /// False: only what events set off, which is cheap enough after each command.
  bool with_time = true;
};

struct AutomationRun {
  std::vector<Firing> firings{};
  /// What is wrong with the rules, and what limits stopped.
  Diagnostics diagnostics{};
  std::uint64_t events = 0;   ///< Looked at.
  std::uint64_t through = 0;  ///< The last of them.
  /// False: the limit of a run stopped it; the next one goes on.
  bool is_finished = true;
};

/// Runs the rules of a book: what events since the last run set off, in their order, then what has
/// become due. Everything a run does is one transaction: its events, its messages in the outbox,
/// and how far it came. So what it did is done once, by whichever host comes first, whenever one
/// dies; and a command and a run in one Transaction are kept or not together.
///
/// Effects are ordinary commands by the actor "automation:<rule>". They happen only where who
/// configured the rules may write to the deal by the book's rules of access. An effect sets off
/// other rules like any event, up to the limits.
///
/// Keeps what it has learned of the rules between runs, and takes in only what is new. The book
/// must outlive it, must not be assigned to, and must be the host's own, not one of as_actor().
class Automation {
 public:
  explicit Automation(Book& book);
  Automation(Automation&& other) noexcept;
  Automation& operator=(Automation&& other) noexcept;
  Automation(const Automation&) = delete;
  Automation& operator=(const Automation&) = delete;
  ~Automation();

  /// `now` judges what is due, and is when the effects happen. Error(invalid_argument) for an
  /// unknown one; Error(invalid_state) when a rule is to send something and the book has no outbox.
  /// A dry run tells what a run would do now, by doing it and taking it back.
  /// Cost: the new events, each below 5 microseconds while no rule fires (benchmarks/automation
  /// .cpp), and with time all deals, tasks and interactions where a rule waits for time.
  AutomationRun run(Instant now, const RunOptions& options = {});

 private:
  class Runner;
  std::unique_ptr<Runner> runner_;
};

/// Puts rules in force. They look at events that are recorded after the configuration that brought
/// them, and at all deals for what becomes due. Error(invalid_argument) that names the first
/// mistake where lint() finds an error. Returns false when they are in force already.
bool configure(Book& book, const AutomationRules& rules, const CommandContext& context);

/// What is wrong or unwise in rules for this book, errors first; see docs/automation.md for codes.
/// Each diagnostic has `where`: "rule", and "member" where it is about one.
Diagnostics lint(const AutomationRules& rules, const Book& book);

}  // namespace salespipe::automation
