#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/id_generator.hpp"
#include "salespipe/base/time_zone.hpp"
#include "salespipe/book/access.hpp"
#include "salespipe/book/account.hpp"
#include "salespipe/book/command_context.hpp"
#include "salespipe/book/decision.hpp"
#include "salespipe/book/event.hpp"
#include "salespipe/book/journal_store.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/outbox.hpp"
#include "salespipe/book/task.hpp"
#include "salespipe/book/undoing.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

class AccessPolicy;
struct AutomationRules;

/// How a book is opened. Not part of its state: the same journal may be replayed under others.
struct BookOptions {
  /// Where new ids come from; must outlive the book. nullptr: "opportunity-1", "task-1", ... An id
  /// that is taken already is asked for again.
  IdGenerator* ids = nullptr;
  /// Whose days wake-up dates and due days are.
  TimeZone zone = TimeZone::utc();
  /// Who acts where a command does not say; also the owner of a deal that is created without one.
  ActorId actor{};
  /// Where salts come from that a store writes beside texts, so that what is left of an erased text
  /// (its checksum) cannot confirm a guess; must outlive the book and be random (SystemSalts).
  /// nullptr: none.
  IdGenerator* salts = nullptr;
};

/// What a new deal is said to be.
struct NewOpportunity {
  std::string name{};
  OpportunityId id{};   ///< Empty: generated.
  StageId stage{};      ///< Empty: the pipeline's first open stage. Must be open.
  AccountId account{};  ///< Empty: none.
  std::vector<ContactId> contacts{};
  ActorId owner{};
  std::optional<DealValue> value{};  ///< In the pipeline's currency.
  std::string source{};
  std::string product{};
  Day expected_close = kNoDay;
  std::vector<std::string> tags{};
  std::map<std::string, std::string> fields{};
};

/// What a new task is said to be. A task may be about a deal, an account, or neither.
struct NewTask {
  std::string description{};
  TaskId id{};  ///< Empty: generated.
  OpportunityId opportunity{};
  AccountId account{};  ///< Empty: the deal's.
  ActorId assignee{};
  Day due = kNoDay;
  /// A rule that Recurrence::parse reads ("weekly"): completing the task adds the next one. Needs a
  /// due day. Empty: it comes once.
  std::string repeat{};
  /// Counted from the day of completion, not from the due day.
  bool repeat_after_completion = false;
  /// The checklist task of a stage of the deal's pipeline that it stands for: completing it ticks
  /// that off, and ticking that off completes it. Both or none.
  StageId stage{};
  ExitCriterionId criterion{};
};

/// A contact with a customer to be noted. At least one of account, contact, opportunity.
struct NewInteraction {
  InteractionType type = InteractionType::note;
  std::optional<Direction> direction{};  ///< Absent: the usual one of the type.
  AccountId account{};                   ///< Empty: the deal's, else the contact's.
  ContactId contact{};
  OpportunityId opportunity{};
  ActorId owner{};
  std::string summary{};
  std::string external_id{};  ///< Logging the same one again changes nothing.
};

/// One column of a board.
struct StageColumn {
  StageId stage{};
  std::vector<const Opportunity*> opportunities{};  ///< In the order they were created.
};

/// A book of business: pipelines, accounts, contacts, deals, tasks and interactions, and the
/// journal of everything that happened to them. Every change is an Event; everything else is a
/// fold over the events in the order of their sequence, so replaying the journal gives the same
/// book, byte for byte of state_json(). Deterministic: no clock, no random source.
///
/// Commands either do what they say and record it, or leave the book as it was: a rule of the
/// pipeline refuses by a Decision; an unknown id is Error(not_found), an argument out of its range
/// Error(invalid_argument), a stream that moved on Error(conflict). Commands that would change
/// nothing (the owner it has already) record nothing and return false.
///
/// A book that has a store (open(), Book(store)) shares its journal with others. Each command takes
/// the store's write lock, takes in what others have written meanwhile, is evaluated on that, and
/// what it records is durable when it returns; when it cannot be written, the command is an Error
/// and the book is as before. A Transaction makes many commands one write. Functions that only read
/// show what the book has seen so far; refresh() takes in the rest.
///
/// A value: copying copies everything but the store: a copy is in memory alone. One thread at a
/// time may change a book; const functions may run in parallel with each other. References and
/// pointers to deals, accounts and tasks stay valid until the book is destroyed or assigned to;
/// moving a book takes them along.
class Book {
 public:
  explicit Book(BookOptions options = {});
  Book(const Book& other);
  Book(Book&& other) noexcept;
  Book& operator=(const Book& other);
  Book& operator=(Book&& other) noexcept;
  ~Book();

  /// The book whose journal is `events`. Errors as append() of all of them.
  static Book replay(std::span<const Event> events, BookOptions options = {});
  const TimeZone& zone() const noexcept;  ///< Whose days the book's days are.

  /// The book that a SQLite file or a PostgreSQL server ("postgresql://server/database#book")
  /// keeps, which is made when there is none. Belongs to the floor of stores: docs/store.md tells
  /// what is promised. Errors as SqliteJournal and PostgresJournal.
  static Book open(const std::string& address, BookOptions options = {});
  /// The book whose journal `store` keeps; reads all of it. Error(corrupt) with the number of an
  /// event that cannot follow those before it, otherwise as the store.
  explicit Book(std::unique_ptr<JournalStore> store, BookOptions options = {});
  /// nullptr: the book is in memory alone.
  const JournalStore* store() const noexcept;
  /// Sends a message because of what was recorded last: kept with the events of the Transaction
  /// that is under way, or by itself. Error(invalid_state) for a book whose store has no outbox.
  void post(OutboxMessage message);
  /// The messages of the store; nullptr when it has no outbox, or there is no store.
  Outbox* outbox() noexcept;
  /// Takes in the events that others have written; returns how many. Commands do it by themselves.
  std::uint64_t refresh();
  /// Waits until others have written, at most for `timeout`, and takes it in; returns how many
  /// events. In PostgreSQL the server tells, within milliseconds; a file is looked at fifty times a
  /// second. Error(invalid_state) without a store and within a Transaction.
  std::uint64_t wait(std::chrono::milliseconds timeout);
  /// Lets go of the store's files and connections. What the book holds can still be read; commands
  /// are Error(invalid_state). Error(invalid_state) within a Transaction.
  void close();

  // Pipelines.

  /// Error(already_exists) for its id; Error(invalid_argument) when lint finds an error in it.
  PipelineId add_pipeline(const Pipeline& pipeline, const CommandContext& context);
  /// Takes the definition in place of the one with the same id. Error(invalid_state) when a stage
  /// that deals are in would vanish or change its kind, or the currency would change while deals
  /// are there. Verdicts follow the new framework. Returns false when nothing is new.
  bool change_pipeline(const Pipeline& pipeline, const CommandContext& context);
  const std::deque<Pipeline>& pipelines() const noexcept;
  const Pipeline& pipeline(const PipelineId& id) const;
  const Pipeline* find_pipeline(const PipelineId& id) const noexcept;

  // Accounts and contacts.

  /// A new account. `id` empty: generated. Names need not be unique.
  AccountId add_account(std::string_view name, const CommandContext& context, AccountId id = {},
                        ActorId owner = {});
  /// The first account of that name, which is added when there is none.
  AccountId account_named(std::string_view name, const CommandContext& context);
  ContactId add_contact(std::string_view name, const CommandContext& context,
                        AccountId account = {}, std::string_view email = {}, ContactId id = {});
  const std::deque<Account>& accounts() const noexcept;
  const Account& account(const AccountId& id) const;
  const Account* find_account(const AccountId& id) const noexcept;
  const Account* find_account_named(std::string_view name) const noexcept;
  const std::deque<Contact>& contacts() const noexcept;
  const Contact& contact(const ContactId& id) const;
  const Contact* find_contact(const ContactId& id) const noexcept;

  // Deals.

  OpportunityId create_opportunity(const PipelineId& pipeline, const NewOpportunity& deal,
                                   const CommandContext& context);
  /// Error(currency_mismatch) unless it is in the pipeline's currency. Absent: not known.
  bool change_value(const OpportunityId& id, const std::optional<DealValue>& value,
                    const CommandContext& context);
  bool change_owner(const OpportunityId& id, const ActorId& owner, const CommandContext& context);
  bool change_expected_close(const OpportunityId& id, Day day, const CommandContext& context);
  bool rename(const OpportunityId& id, std::string_view name, const CommandContext& context);
  bool tag(const OpportunityId& id, std::string_view tag, const CommandContext& context);
  bool untag(const OpportunityId& id, std::string_view tag, const CommandContext& context);
  /// An empty value takes the field away.
  bool set_field(const OpportunityId& id, std::string_view field, std::string_view value,
                 const CommandContext& context);
  /// Error(not_found) when the pipeline's framework has no such criterion; the message lists them.
  Verdict assess(const OpportunityId& id, const CriterionId& criterion, CriterionState state,
                 std::string_view evidence, const CommandContext& context);
  /// Several criteria at once: all or none. With an event id, the second and later events have
  /// "<id>/2", "<id>/3", ...
  Verdict qualify(const OpportunityId& id, const std::map<CriterionId, CriterionState>& states,
                  const CommandContext& context);
  /// Says that a checklist task among a stage's exit criteria is done, or not done after all.
  /// Error(not_found) when the deal's pipeline has no such stage or the stage no such task.
  bool tick(const OpportunityId& id, const StageId& stage, const ExitCriterionId& criterion,
            bool done, const CommandContext& context, std::string_view note = {});

  // Moves. Asking is separate from doing: evaluate() never changes the book, and a move that it
  // does not allow changes nothing.

  /// Every reason for and against at once. `at` is when the move would happen.
  /// Error(not_found) for a stage that the deal's pipeline does not have.
  Decision evaluate(const OpportunityId& id, const StageId& to, Instant at,
                    const MoveDetails& details = {}) const;
  /// `to`: the id of the stage, else its name. Error(ambiguous) as Pipeline::require().
  Decision evaluate(const OpportunityId& id, std::string_view to, Instant at,
                    const MoveDetails& details = {}) const;
  Decision evaluate_switch(const OpportunityId& id, const PipelineId& pipeline, const StageId& to,
                           Instant at, const MoveDetails& details = {}) const;
  /// Cost: constant; over 5 million a second (benchmarks/book_moves.cpp).
  Decision move(const OpportunityId& id, const StageId& to, const CommandContext& context,
                const MoveDetails& details = {});
  /// `to`: the id of the stage, else its name. Error(ambiguous) as Pipeline::require().
  Decision move(const OpportunityId& id, std::string_view to, const CommandContext& context,
                const MoveDetails& details = {});
  /// To the pipeline's first won stage.
  Decision win(const OpportunityId& id, const CommandContext& context, std::string_view note = {});
  /// To the pipeline's first lost stage, from anywhere.
  Decision lose(const OpportunityId& id, std::string_view reason, const CommandContext& context,
                std::string_view note = {});
  /// To the pipeline's first parked stage; refused where it has none.
  Decision park(const OpportunityId& id, Day wake_up, const CommandContext& context,
                std::string_view note = {});
  /// A closed or parked deal, back to `to`; empty: the open stage it was last in, or the first open
  /// one where that is gone. Refused for an open deal.
  Decision reopen(const OpportunityId& id, const CommandContext& context, const StageId& to = {},
                  std::string_view note = {});
  /// History is kept: the deal keeps its id, events, dates and criteria. The stage must be of the
  /// kind that the deal's stage has.
  Decision move_to_pipeline(const OpportunityId& id, const PipelineId& pipeline, const StageId& to,
                            const CommandContext& context, const MoveDetails& details = {});

  const std::deque<Opportunity>& opportunities() const noexcept;  ///< In order of creation.
  const Opportunity& opportunity(const OpportunityId& id) const;
  const Opportunity* find_opportunity(const OpportunityId& id) const noexcept;
  /// The board: a column for each open stage of the pipeline, in its order. Cost: all deals.
  std::vector<StageColumn> board(const PipelineId& pipeline) const;
  /// Verdict, score and the criterion to ask about next, by the framework of the deal's pipeline.
  Assessment assessment(const OpportunityId& id) const;

  // Tasks. Error(invalid_state) for a task that is finished already.

  TaskId add_task(const NewTask& task, const CommandContext& context);
  /// One that repeats is followed by the next one, due on the first day of its rule after its due
  /// day and after today; its id is "<id>@<day>". Undoing the completion leaves that one alone.
  /// "Always a next step": where it is the last open task of an open deal and `next` gives none,
  /// the pipeline says whether that is told (code "no_next_step", `missing` the step that it
  /// proposes) or refused, and then nothing is recorded. `next`, without a deal, account or
  /// assignee of its own, is about what this one was about.
  Decision complete_task(const TaskId& id, const CommandContext& context,
                         std::string_view outcome = {}, const NewTask* next = nullptr);
  /// Tasks for the checklist of the stage that the deal is in: for each step that is neither ticked
  /// nor has had one. Stages with checklist_as_tasks do it themselves when a deal enters them.
  std::vector<TaskId> add_checklist_tasks(const OpportunityId& id, const CommandContext& context);
  /// Puts it off to `due`.
  bool snooze_task(const TaskId& id, Day due, const CommandContext& context);
  bool assign_task(const TaskId& id, const ActorId& assignee, const CommandContext& context);
  bool edit_task(const TaskId& id, std::string_view description, const CommandContext& context);
  void dismiss_task(const TaskId& id, const CommandContext& context, std::string_view reason = {});
  const std::deque<Task>& tasks() const noexcept;  ///< In order of creation.
  const Task& task(const TaskId& id) const;
  const Task* find_task(const TaskId& id) const noexcept;
  /// Open ones by due day, those without a day last; of one deal, or of all. Cost: all tasks.
  std::vector<const Task*> open_tasks(const OpportunityId& id = {}) const;

  // Interactions.

  /// The sequence of its event; of the earlier one when the external id is known already.
  std::uint64_t log_interaction(const NewInteraction& interaction, const CommandContext& context);
  const std::deque<Interaction>& interactions() const noexcept;  ///< In order of sequence.

  // The journal.

  /// Adds a fact from elsewhere (an import, a store): checked for what must hold whatever the
  /// pipeline's policy says (stream and stage exist, sequence follows, texts are UTF-8), never for
  /// policy: facts happened. Returns its sequence. The id of an event that is there already changes
  /// nothing when the event is the same, and is Error(conflict) when it is not. Events that
  /// happened before earlier ones of the same stream (back-dated) are taken; see Opportunity for
  /// the order.
  std::uint64_t append(const Event& event);
  /// All or nothing. Errors name the event by its place in the batch ("event 3 of 7") and its id.
  void append(std::span<const Event> events);

  std::uint64_t last_sequence() const noexcept;  ///< Number of events; 0 for an empty book.
  /// How often events that could be seen were taken back: by a Transaction that was not committed,
  /// or a command that could not be written. Whoever follows the journal must begin anew then.
  std::uint64_t taken_back() const noexcept;
  Event event(std::uint64_t sequence) const;  ///< Error(not_found) outside 1..last_sequence().
  /// Calls `visit` for each event from `first` on, in order. The event is only valid in the call.
  void visit_events(const std::function<void(const Event&)>& visit, std::uint64_t first = 1) const;
  /// The events of one thing in order of sequence. Error(not_found).
  std::vector<Event> events_of(const Stream& stream) const;
  /// The events of a deal in the order in which they happened: by occurred_at, then sequence;
  /// unknown times first. What metrics are computed from.
  std::vector<Event> history(const OpportunityId& id) const;
  /// Everything about an account, its contacts, deals and tasks and the interactions with them, in
  /// the order in which it happened. Cost: in proportion to its length.
  std::vector<Event> timeline(const AccountId& id) const;

  // Undoing (docs/undo.md): by an event that takes back what earlier ones did; nothing is
  // rewritten.

  /// Why these events cannot be undone together now; no reasons: they can.
  /// Error(not_found) for an unknown event id.
  Undoing evaluate_undo(std::span<const EventId> events) const;
  /// Takes back commands by the ids of their events: one, or all those of a bulk, all or nothing.
  /// An id that a host gave stands for all events of its command ("<id>", "<id>/2", ...). Records
  /// one event in each stream; with an event id, the second and later ones have "<id>/2", ... An
  /// expected version is that of the only stream. The state is afterwards as if the events had not
  /// happened, but for versions and times of change; undoing the undoing brings them back.
  Undoing undo(std::span<const EventId> events, const CommandContext& context,
               std::string_view reason = {});
  /// The same for the last `count` events of a deal that still count and can be undone; fewer where
  /// there are not so many. Error(invalid_argument) for 0.
  Undoing undo_last(const OpportunityId& id, const CommandContext& context, std::size_t count = 1,
                    std::string_view reason = {});
  /// Sequences of the events that do not count, in order: what was undone and not brought back, by
  /// what had been recorded by `known_at` (kNoInstant: by all). Cost: constant for a book in which
  /// nothing was ever undone, else all events.
  std::vector<std::uint64_t> undone(Instant known_at = kNoInstant) const;

  // Access (docs/access.md). This book is the host's own hand and is not restricted; what it does
  // for a person goes through the book that as_actor() gives.

  /// Puts rules in force, in place of those before. Error(invalid_argument) when they contradict
  /// themselves. Returns false when they are in force already.
  bool configure_access(const AccessRules& rules, const CommandContext& context);
  /// The rules in force; nullptr: none, and everybody may everything.
  const AccessRules* access() const noexcept;
  /// The one policy: whether the actor may do that to the deal as it stands. False for a deal that
  /// is not there. configure is not about a deal, whose id may be empty then.
  bool can(const ActorId& actor, AccessVerb verb, const OpportunityId& deal) const;
  /// The book as one actor has it: a Book of what he may read and of nothing else, so no answer,
  /// count, number or error depends on the rest. What he changes in it is checked, made in this
  /// book, and kept where this book is kept. A change that he may not make to something that he
  /// sees is Error(not_allowed) and leaves an event access_refused here. What others change shows
  /// after refresh(), or his next command; things that leave his sight are gone then, and
  /// references to things of it with them.
  ///
  /// This book must outlive it and stay where it is, and belongs to the same thread. Cost: making
  /// it is linear in the events; a change that moves nobody's sight costs nothing beyond itself.
  Book as_actor(const ActorId& actor);
  /// A copy of what the actor may read now: the same book, in memory alone and tied to nothing.
  Book seen_by(const ActorId& actor) const;
  /// Who did what: the events about a deal, its tasks and the contacts about it, and refusals, in
  /// the order of their sequence; only those of an actor where one is given. Either may be empty.
  /// Error(not_found) for an unknown deal. Cost: all events.
  std::vector<Event> audit(const OpportunityId& deal, const ActorId& actor = {}) const;

  // Automation (docs/automation.md): the rules are kept here, automation/automation.hpp runs them.

  /// Puts rules in force, in place of those before; they run for the command's actor. Does not ask
  /// whether they make sense in this book: automation::configure() does. Returns false when they
  /// are in force already.
  bool configure_automation(const AutomationRules& rules, const CommandContext& context);
  /// The rules in force; nullptr: none.
  const AutomationRules* automation() const noexcept;

  // Erasing a person (docs/erasure.md).

  /// Takes what is personal about a contact (his name and address, what was noted of contacts with
  /// him, texts that name him) out of the journal, here and where it is kept, for good; records
  /// person_erased. Ids, times and amounts stay, and so does every figure. Returns false when there
  /// was nothing left to erase. Error(not_found); Error(invalid_state) within a transaction;
  /// Error(unsupported) for a store that cannot; Error(io_error) when another process reads the
  /// file so that not all traces could be removed: try again. References to things of the book are
  /// no longer valid. Cost: all events, and with a store all of its file.
  bool erase_person(const ContactId& id, const CommandContext& context,
                    std::string_view reason = {});

  /// The whole state as canonical JSON: keys sorted, no blanks, one text for one state.
  std::string state_json() const;

  struct State;  ///< The library's own.

  const AccessPolicy* policy() const noexcept;  ///< The library's own.

 private:
  friend class Transaction;
  std::unique_ptr<State> state_;
};

}  // namespace salespipe
