// Tasks and interactions.
#include <algorithm>
#include <tuple>
#include <utility>

#include "book/state.hpp"
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

/// An open deal always has a next step: a warning where the finished task was its last open one.
Decision about_next_step(const Book::State& state, const TaskId& finished) {
  const Task& task = state.tasks[state.tasks.require(finished, "task")];
  if (task.opportunity.empty()) return {};
  const auto deal = state.opportunities.require(task.opportunity, "opportunity");
  if (!state.opportunities[deal].is_open()) return {};
  const auto others = state.tasks_of_deal.find(deal);
  for (const auto other : others->second) {
    if (state.tasks[other].state == TaskState::open) return {};
  }
  const auto& pipeline = state.pipelines[state.opportunities.beside(deal).pipeline];
  const auto step = proposed_step(pipeline, state.opportunities[deal]);
  Reason reason{ReasonSeverity::warn,
                "no_next_step",
                "this was the last open task of an open deal; plan the next one",
                {}};
  if (!step.empty()) {
    reason.message += ", perhaps: " + step;
    reason.missing.push_back(step);
  }
  Decision decision;
  decision.reasons.push_back(std::move(reason));
  return decision;
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
    AccountId account = task.account;
    if (account.empty() && !task.opportunity.empty())
      account = opportunity(task.opportunity).account;
    state.record(
        context, {StreamKind::task, id.text()},
        TaskAdded{task.description, task.opportunity, std::move(account), task.assignee, task.due});
    return id;
  });
}

Decision Book::complete_task(const TaskId& id, const CommandContext& context,
                             std::string_view outcome) {
  edit(*state_, id, context, TaskCompleted{std::string(outcome)}, always);
  return about_next_step(*state_, id);
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
