#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/id.hpp"
#include "salespipe/book/access.hpp"
#include "salespipe/book/deal_value.hpp"
#include "salespipe/book/interaction.hpp"
#include "salespipe/definition/exit_criterion.hpp"
#include "salespipe/definition/qualification.hpp"
#include "salespipe/definition/stage.hpp"
#include "salespipe/definition/transition.hpp"

// What each type of event says: one small struct each. The stream of the event names the thing it
// happened to, so no payload repeats that id. Members are plain data; the Book checks them.
namespace salespipe {

// Stream: pipeline.

struct PipelineAdded {
  std::string definition{};  ///< JSON text, as to_json(Pipeline) gives it.
  bool operator==(const PipelineAdded&) const = default;
};
struct PipelineChanged {
  std::string definition{};  ///< The whole new definition.
  bool operator==(const PipelineChanged&) const = default;
};

// Stream: account, contact.

struct AccountAdded {
  std::string name{};
  ActorId owner{};
  bool operator==(const AccountAdded&) const = default;
};
struct ContactAdded {
  std::string name{};
  AccountId account{};
  std::string email{};
  bool operator==(const ContactAdded&) const = default;
};

// Stream: opportunity.

struct OpportunityCreated {
  PipelineId pipeline{};
  StageId stage{};  ///< An open stage of the pipeline; the deal enters it with this event.
  std::string name{};
  AccountId account{};
  std::vector<ContactId> contacts{};
  ActorId owner{};
  std::optional<DealValue> value{};  ///< Absent: no value known.
  std::string source{};
  std::string product{};
  Day expected_close = kNoDay;
  std::vector<std::string> tags{};
  std::map<std::string, std::string> fields{};
  bool operator==(const OpportunityCreated&) const = default;
};
struct ValueChanged {
  std::optional<DealValue> value{};  ///< Absent: no longer known.
  bool operator==(const ValueChanged&) const = default;
};
struct OwnerChanged {
  ActorId owner{};  ///< Empty: nobody's.
  bool operator==(const OwnerChanged&) const = default;
};
struct ExpectedCloseChanged {
  Day expected_close = kNoDay;  ///< kNoDay: no longer known.
  bool operator==(const ExpectedCloseChanged&) const = default;
};
struct Renamed {
  std::string name{};
  bool operator==(const Renamed&) const = default;
};
struct TagAdded {
  std::string tag{};
  bool operator==(const TagAdded&) const = default;
};
struct TagRemoved {
  std::string tag{};
  bool operator==(const TagRemoved&) const = default;
};
struct FieldSet {
  std::string field{};
  std::string value{};  ///< Empty: the field is taken away.
  bool operator==(const FieldSet&) const = default;
};
struct CriterionAssessed {
  CriterionId criterion{};  ///< In the pipeline's qualification framework: "budget".
  CriterionState state = CriterionState::unknown;
  std::string evidence{};
  bool operator==(const CriterionAssessed&) const = default;
};
struct ExitCriterionTicked {
  StageId stage{};              ///< Whose exit criterion it is.
  ExitCriterionId criterion{};  ///< Of the kind ChecklistTask.
  bool done = true;             ///< False: a tick is taken back.
  std::string note{};
  bool operator==(const ExitCriterionTicked&) const = default;
};
struct StageEntered {
  TransitionKind transition = TransitionKind::forward;
  StageId stage{};
  StageKind stage_kind = StageKind::open;  ///< What the stage was when the deal entered it.
  std::string lost_reason{};
  Day wake_up = kNoDay;
  std::string note{};
  std::vector<std::string> overridden{};  ///< Codes of the warnings that did not stop the move.
  bool operator==(const StageEntered&) const = default;
};
struct MovedToPipeline {
  PipelineId pipeline{};
  StageId stage{};  ///< Of the kind that the deal's stage has: a switch neither closes nor reopens.
  std::string note{};
  std::vector<std::string> overridden{};
  bool operator==(const MovedToPipeline&) const = default;
};

// Stream: task.

struct TaskAdded {
  std::string description{};
  OpportunityId opportunity{};
  AccountId account{};
  ActorId assignee{};
  Day due = kNoDay;
  std::string repeat{};      ///< A Recurrence in its canonical form; empty: it comes once.
  Day repeat_from = kNoDay;  ///< The day that a recurrence counts from; kNoDay: the due day.
  bool repeat_after_completion = false;  ///< Counts from the day of completion instead.
  StageId stage{};                       ///< With `criterion`: of the deal's pipeline.
  ExitCriterionId criterion{};           ///< The checklist task that it stands for.
  bool operator==(const TaskAdded&) const = default;
};
struct TaskCompleted {
  std::string outcome{};
  bool operator==(const TaskCompleted&) const = default;
};
struct TaskSnoozed {
  Day due = kNoDay;  ///< The new day.
  bool operator==(const TaskSnoozed&) const = default;
};
struct TaskAssigned {
  ActorId assignee{};
  bool operator==(const TaskAssigned&) const = default;
};
struct TaskEdited {
  std::string description{};
  bool operator==(const TaskEdited&) const = default;
};
struct TaskDismissed {
  std::string reason{};
  bool operator==(const TaskDismissed&) const = default;
};

// Stream: the account; where none is known, the opportunity, else the contact.

struct InteractionLogged {
  InteractionType type = InteractionType::note;
  Direction direction = Direction::none;
  AccountId account{};
  ContactId contact{};
  OpportunityId opportunity{};
  ActorId owner{};
  std::string external_id{};
  std::string summary{};
  bool operator==(const InteractionLogged&) const = default;
};

// Stream: opportunity or task.

/// Takes back what earlier events of the stream did, as if they had not happened. Nothing is
/// rewritten: they stay in the journal, and undoing this event brings their effect back.
struct EventsUndone {
  std::vector<EventId> events{};  ///< Of the same stream; each did count until now.
  std::string reason{};
  bool operator==(const EventsUndone&) const = default;
};

// Stream: access, of which there is one in a book.

/// The rules of access that hold from here on, in place of those before.
struct AccessConfigured {
  std::string rules{};  ///< JSON text, as to_json(AccessRules) gives it.
  bool operator==(const AccessConfigured&) const = default;
};
/// The actor of the event was not allowed what he asked for. Changes nothing.
struct AccessRefused {
  AccessVerb verb = AccessVerb::write;
  std::string change{};         ///< The type of the event that he wanted, such as "stage_entered".
  OpportunityId opportunity{};  ///< What it was about, where that is a deal.
  bool operator==(const AccessRefused&) const = default;
};

// Stream: contact.

/// What was personal about the contact is no longer in the journal (docs/erasure.md).
struct PersonErased {
  std::string reason{};
  bool operator==(const PersonErased&) const = default;
};

// Stream: automation, of which there is one in a book.

/// The rules of automation that hold from here on, in place of those before. They run for the
/// event's actor, who configured them.
struct AutomationConfigured {
  std::string rules{};  ///< JSON text, as to_json(AutomationRules) gives it.
  bool operator==(const AutomationConfigured&) const = default;
};
/// A rule spoke for a deal. What it did are events and messages whose ids begin with the id of this
/// one and a slash.
struct RuleFired {
  std::string rule{};
  OpportunityId opportunity{};
  EventId cause{};                      ///< The event that set it off; empty: the time had come.
  std::string why{};                    ///< For a person.
  std::uint64_t depth = 1;              ///< How many rules are behind it, itself among them.
  std::string held{};                   ///< Why it did nothing, a code; empty: it went ahead.
  std::vector<std::string> troubles{};  ///< Actions that could not be done, and why.
  bool operator==(const RuleFired&) const = default;
};
/// All events up to this one have been looked at by the rules.
struct AutomationRan {
  std::uint64_t through = 0;  ///< A sequence.
  bool operator==(const AutomationRan&) const = default;
};

/// The order is that of EventType.
using Payload =
    std::variant<PipelineAdded, PipelineChanged, AccountAdded, ContactAdded, OpportunityCreated,
                 ValueChanged, OwnerChanged, ExpectedCloseChanged, Renamed, TagAdded, TagRemoved,
                 FieldSet, CriterionAssessed, ExitCriterionTicked, StageEntered, MovedToPipeline,
                 TaskAdded, TaskCompleted, TaskSnoozed, TaskAssigned, TaskEdited, TaskDismissed,
                 InteractionLogged, EventsUndone, AccessConfigured, AccessRefused, PersonErased,
                 AutomationConfigured, RuleFired, AutomationRan>;

}  // namespace salespipe
