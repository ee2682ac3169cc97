// Tasks and interactions.
#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "book/checklist_tasks.hpp"
#include "book/limits.hpp"
#include "book/state.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/recurrence.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/next_step.hpp"

namespace salespipe {
namespace {

/// A command about a task: what is common to all of them; see edit() of a deal.
template <class Changes>
bool edit(Book::State& state, const TaskId& id, const CommandContext& context, Payload payload,
          const Changes& changes) {
  return state.write([&] {
    state.check_context(context);
    const auto index = state.tasks.require(id, "task");
    const auto type = static_cast<EventType>(payload.index());
    if (state.repeated(context, type, StreamKind::task, id.text())) return true;
    state.check_version(context, state.tasks.beside(index).stream);
    Event event = state.event_of(context, {StreamKind::task, id.text()}, std::move(payload));
    state.check(event);
    if (!changes(state.tasks[index])) return false;
    state.append_checked(event);
    return true;
  });
}

bool always(const Task&) { return true; }

bool is_last_open(const Book::State& state, std::uint32_t deal, std::uint32_t finished) {
  const auto& others = state.tasks_of_deal.find(deal)->second;
  return std::none_of(others.begin(), others.end(), [&](std::uint32_t other) {
    return other != finished && state.tasks[other].state == TaskState::open;
  });
}

/// An open deal always has a next step: what its pipeline says where `finished` was its last open
/// task.
Decision about_next_step(const Book::State& state, std::uint32_t finished) {
  const Task& task = state.tasks[finished];
  if (task.opportunity.empty()) return {};
  const auto index = state.opportunities.require(task.opportunity, "opportunity");
  const Pipeline& pipeline = state.pipelines[state.opportunities.beside(index).pipeline];
  const Permission permission = pipeline.next_step();
  if (permission == Permission::allow || !state.opportunities[index].is_open()) return {};
  if (!is_last_open(state, index, finished)) return {};
  Opportunity deal = state.opportunities[index];  // as it is once the task's own step is ticked
  if (!task.criterion.empty()) deal.ticked.emplace(task.stage, task.criterion);
  const auto step = proposed_step(pipeline, deal);
  const bool refuses = permission == Permission::refuse;
  Reason reason{refuses ? ReasonSeverity::refuse : ReasonSeverity::warn,
                "no_next_step",
                refuses ? "this is the last open task of an open deal; give the next one with it"
                        : "this was the last open task of an open deal; plan the next one",
                {}};
  if (!step.empty()) {
    reason.message += ", perhaps: " + step;
    reason.missing.push_back(step);
  }
  Decision decision;
  decision.allowed = !refuses;
  decision.reasons.push_back(std::move(reason));
  return decision;
}

TaskAdded added_of(const Book::State& state, const NewTask& task) {
  AccountId account = task.account;
  if (account.empty() && !task.opportunity.empty()) {
    account =
        state.opportunities[state.opportunities.require(task.opportunity, "opportunity")].account;
  }
  TaskAdded added{task.description, task.opportunity, std::move(account), task.assignee, task.due};
  if (!task.repeat.empty()) added.repeat = Recurrence::parse(task.repeat).to_string();
  added.repeat_after_completion = task.repeat_after_completion;
  added.stage = task.stage;
  added.criterion = task.criterion;
  return added;
}

/// "call-acme@2026-07-08": completed twice (the first time undone), it is not added twice.
TaskId id_of_next(const Book::State& state, const TaskId& id, Day due) {
  const std::string day = "@" + to_string(due);
  std::string base = id.text();
  const std::size_t mark = base.size() < day.size() ? std::string::npos : base.size() - day.size();
  if (mark != std::string::npos && mark > 0 && base[mark] == '@') base.resize(mark);
  base += day;
  return base.size() <= kLongestId ? TaskId(base) : state.new_id<TaskId>("task", state.tasks);
}

/// The next one of a task that repeats, where there is one that is not in the book yet.
std::optional<Event> next_of(const Book::State& state, const Task& task,
                             const CommandContext& context) {
  if (task.repeat.empty()) return std::nullopt;
  const Day today = state.options.zone.day_of(context.at);
  const Day from = task.repeat_after_completion ? today : task.repeat_from;
  const Day after = task.repeat_after_completion ? today : std::max(task.due, today);
  const Day due = Recurrence::parse(task.repeat).next(from, after);
  if (!is_known(due)) return std::nullopt;
  const TaskId id = id_of_next(state, task.id, due);
  if (state.tasks.find(id)) return std::nullopt;
  TaskAdded added{task.description, task.opportunity, task.account, task.assignee, due};
  added.repeat = task.repeat;
  added.repeat_from = task.repeat_from;
  added.repeat_after_completion = task.repeat_after_completion;
  CommandContext own = context;
  own.event_id = {};  // what begins is not undone with the completion that it follows from
  return state.event_of(own, {StreamKind::task, id.text()}, std::move(added));
}

bool is_about(const Event& added, const Task& of) {
  return std::get<TaskAdded>(added.payload).opportunity == of.opportunity;
}

/// The task that is given along with the completion of another.
Event given_next(const Book::State& state, const Task& task, NewTask next,
                 const CommandContext& context) {
  if (next.opportunity.empty() && next.account.empty()) {
    next.opportunity = task.opportunity;
    next.account = task.account;
  }
  if (next.assignee.empty()) next.assignee = task.assignee;
  const TaskId id = next.id.empty() ? state.new_id<TaskId>("task", state.tasks) : next.id;
  CommandContext own = context;
  own.event_id = {};
  return state.event_of(own, {StreamKind::task, id.text()}, added_of(state, next));
}

}  // namespace

TaskId Book::add_task(const NewTask& task, const CommandContext& context) {
  State& state = *state_;
  return state.write([&]() -> TaskId {
    state.check_context(context);
    if (const auto done =
            state.repeated(context, EventType::task_added, StreamKind::task, task.id.text())) {
      return TaskId(state.journal.stream(state.journal.stream_of(*done)).id);
    }
    state.check_new(context);
    const TaskId id = task.id.empty() ? state.new_id<TaskId>("task", state.tasks) : task.id;
    state.record(context, {StreamKind::task, id.text()}, added_of(state, task));
    return id;
  });
}

Decision Book::complete_task(const TaskId& id, const CommandContext& context,
                             std::string_view outcome, const NewTask* next) {
  State& state = *state_;
  return state.write([&]() -> Decision {
    state.check_context(context);
    const auto index = state.tasks.require(id, "task");
    if (state.repeated(context, EventType::task_completed, StreamKind::task, id.text())) {
      Decision again = about_next_step(state, index);
      again.allowed = true;  // as it was then
      for (Reason& reason : again.reasons) reason.severity = ReasonSeverity::warn;
      return again;
    }
    state.check_version(context, state.tasks.beside(index).stream);
    // All is checked before anything is recorded.
    const Task& task = state.tasks[index];
    std::vector<Event> events;
    events.push_back(state.event_of(context, {StreamKind::task, id.text()},
                                    TaskCompleted{std::string(outcome)}));
    state.check(events.front());
    if (is_to_tick(state, task)) {
      CommandContext second = context;
      second.event_id = numbered(context.event_id, 2);
      events.push_back(state.event_of(
          second, {StreamKind::opportunity, task.opportunity.text()},
          ExitCriterionTicked{task.stage, task.criterion, true, std::string(outcome)}));
    }
    auto following = next_of(state, task, context);
    if (next != nullptr) events.push_back(given_next(state, task, *next, context));
    Decision decision;
    const bool goes_on = following || (next != nullptr && is_about(events.back(), task));
    if (!goes_on) decision = about_next_step(state, index);
    if (!decision.allowed) return decision;
    if (following) events.push_back(*std::move(following));
    for (std::size_t i = 1; i < events.size(); ++i) state.check(events[i]);
    for (const Event& event : events) state.append_checked(event);
    return decision;
  });
}

bool Book::snooze_task(const TaskId& id, Day due, const CommandContext& context) {
  return edit(*state_, id, context, TaskSnoozed{due},
              [&](const Task& task) { return task.due != due; });
}

bool Book::assign_task(const TaskId& id, const ActorId& assignee, const CommandContext& context) {
  return edit(*state_, id, context, TaskAssigned{assignee},
              [&](const Task& task) { return task.assignee != assignee; });
}

bool Book::edit_task(const TaskId& id, std::string_view description,
                     const CommandContext& context) {
  return edit(*state_, id, context, TaskEdited{std::string(description)},
              [&](const Task& task) { return task.description != description; });
}

void Book::dismiss_task(const TaskId& id, const CommandContext& context, std::string_view reason) {
  edit(*state_, id, context, TaskDismissed{std::string(reason)}, always);
}

const std::deque<Task>& Book::tasks() const noexcept { return state_->tasks.things(); }
const Task& Book::task(const TaskId& id) const {
  return state_->tasks[state_->tasks.require(id, "task")];
}
const Task* Book::find_task(const TaskId& id) const noexcept {
  const auto index = state_->tasks.find(id);
  return index ? &state_->tasks[*index] : nullptr;
}

std::vector<const Task*> Book::open_tasks(const OpportunityId& id) const {
  if (!id.empty()) (void)opportunity(id);
  std::vector<const Task*> open;
  for (const Task& task : state_->tasks.things()) {
    if (task.state != TaskState::open) continue;
    if (id.empty() || task.opportunity == id) open.push_back(&task);
  }
  std::stable_sort(open.begin(), open.end(), [](const Task* a, const Task* b) {
    return std::tuple(!is_known(a->due), a->due) < std::tuple(!is_known(b->due), b->due);
  });
  return open;
}

std::uint64_t Book::log_interaction(const NewInteraction& interaction,
                                    const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    if (!interaction.external_id.empty()) {
      const auto known = state.external_ids.find(interaction.external_id);
      if (known != state.external_ids.end()) return known->second;
    }
    AccountId account = interaction.account;
    if (account.empty() && !interaction.opportunity.empty()) {
      account = opportunity(interaction.opportunity).account;
    }
    // A deal that is of no account takes none from the contact: it would not be the deal's.
    if (account.empty() && interaction.opportunity.empty() && !interaction.contact.empty())
      account = contact(interaction.contact).account;
    Stream stream{StreamKind::account, account.text()};
    if (account.empty() && !interaction.opportunity.empty()) {
      stream = {StreamKind::opportunity, interaction.opportunity.text()};
    } else if (account.empty() && !interaction.contact.empty()) {
      stream = {StreamKind::contact, interaction.contact.text()};
    } else if (account.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  "an interaction is with somebody; give its account, contact or deal");
    }
    if (const auto done =
            state.repeated(context, EventType::interaction_logged, stream.kind, stream.id)) {
      return *done;
    }
    if (const auto of = state.find_stream(stream.kind, stream.id))
      state.check_version(context, *of);
    return state.record(
        context, std::move(stream),
        InteractionLogged{interaction.type,
                          interaction.direction.value_or(usual_direction(interaction.type)),
                          std::move(account), interaction.contact, interaction.opportunity,
                          interaction.owner, interaction.external_id, interaction.summary});
  });
}

const std::deque<Interaction>& Book::interactions() const noexcept { return state_->interactions; }

}  // namespace salespipe
