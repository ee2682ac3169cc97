// The folds: what each event does to the deal or task of its stream.
#include <algorithm>

#include "book/stage_change.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/event.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/task.hpp"

namespace salespipe {
namespace {

[[noreturn]] void refuse(const Event& event, std::string_view what) {
  throw Error(ErrorCode::internal, "event " + std::to_string(event.sequence) + " (" +
                                       std::string(to_string(event.type())) +
                                       ") does not belong to the stream of " + std::string(what));
}

void add_tag(std::vector<std::string>& tags, const std::string& tag) {
  const auto at = std::lower_bound(tags.begin(), tags.end(), tag);
  if (at == tags.end() || *at != tag) tags.insert(at, tag);
}

void set_field(std::map<std::string, std::string>& fields, const std::string& field,
               const std::string& value) {
  if (value.empty()) {
    fields.erase(field);
  } else {
    fields.insert_or_assign(field, value);
  }
}

/// One overload for each payload of a deal's stream.
struct DealFold {
  Opportunity& deal;
  const Event& event;

  void operator()(const OpportunityCreated& created) const {
    deal.id = OpportunityId(event.stream.id);
    deal.pipeline = created.pipeline;
    deal.stage = created.stage;
    deal.last_open_stage = created.stage;
    deal.created_at = event.occurred_at;
    deal.stage_entered_at = event.occurred_at;
    deal.expected_close = created.expected_close;
    deal.name = created.name;
    deal.account = created.account;
    deal.contacts = created.contacts;
    deal.owner = created.owner;
    deal.value = created.value;
    deal.source = created.source;
    deal.product = created.product;
    for (const auto& tag : created.tags) add_tag(deal.tags, tag);
    for (const auto& [field, value] : created.fields) set_field(deal.fields, field, value);
  }
  void operator()(const ValueChanged& changed) const { deal.value = changed.value; }
  void operator()(const OwnerChanged& changed) const { deal.owner = changed.owner; }
  void operator()(const ExpectedCloseChanged& changed) const {
    deal.expected_close = changed.expected_close;
  }
  void operator()(const Renamed& renamed) const { deal.name = renamed.name; }
  void operator()(const TagAdded& added) const { add_tag(deal.tags, added.tag); }
  void operator()(const TagRemoved& removed) const {
    const auto at = std::lower_bound(deal.tags.begin(), deal.tags.end(), removed.tag);
    if (at != deal.tags.end() && *at == removed.tag) deal.tags.erase(at);
  }
  void operator()(const FieldSet& set) const { set_field(deal.fields, set.field, set.value); }
  void operator()(const CriterionAssessed& assessed) const {
    deal.criteria.insert_or_assign(
        assessed.criterion,
        CriterionFinding{assessed.state, assessed.evidence, event.actor, event.occurred_at});
  }
  void operator()(const ExitCriterionTicked& ticked) const {
    if (ticked.done) {
      deal.ticked.emplace(ticked.stage, ticked.criterion);
    } else {
      deal.ticked.erase({ticked.stage, ticked.criterion});
    }
  }
  void operator()(const MovedToPipeline& moved) const {
    deal.pipeline = moved.pipeline;
    deal.stage = moved.stage;
    deal.stage_entered_at = event.occurred_at;
    if (deal.is_open()) deal.last_open_stage = moved.stage;
  }
  void operator()(const InteractionLogged&) const {}  // of a deal without account: history only
  void operator()(const EventsUndone&) const {}       // whoever folds leaves out what was undone
  template <class Other>
  void operator()(const Other&) const {
    refuse(event, "an opportunity");
  }
};

class TaskFold {
 public:
  TaskFold(Task& folded, const Event& by) : task_(folded), event_(by) {}

  void operator()(const TaskAdded& added) const {
    task_.id = TaskId(event_.stream.id);
    task_.description = added.description;
    task_.opportunity = added.opportunity;
    task_.account = added.account;
    task_.assignee = added.assignee;
    task_.due = added.due;
    task_.repeat = added.repeat;
    if (!added.repeat.empty() && !added.repeat_after_completion) {
      task_.repeat_from = is_known(added.repeat_from) ? added.repeat_from : added.due;
    }
    task_.repeat_after_completion = added.repeat_after_completion;
    task_.stage = added.stage;
    task_.criterion = added.criterion;
    task_.created_at = event_.occurred_at;
  }
  void operator()(const TaskCompleted& completed) const {
    finish(TaskState::completed, completed.outcome);
  }
  void operator()(const TaskDismissed& dismissed) const {
    finish(TaskState::dismissed, dismissed.reason);
  }
  void operator()(const TaskSnoozed& snoozed) const {
    task_.due = snoozed.due;
    ++task_.snoozed;
  }
  void operator()(const TaskAssigned& assigned) const { task_.assignee = assigned.assignee; }
  void operator()(const TaskEdited& edited) const { task_.description = edited.description; }
  void operator()(const EventsUndone&) const {}  // whoever folds leaves out what was undone
  template <class Other>
  void operator()(const Other&) const {
    refuse(event_, "a task");
  }

 private:
  void finish(TaskState state, const std::string& outcome) const {
    task_.state = state;
    task_.outcome = outcome;
    task_.finished_at = event_.occurred_at;
  }
  Task& task_;
  const Event& event_;
};

}  // namespace

void fold(Opportunity& opportunity, const Event& event) {
  if (const auto* entered = std::get_if<StageEntered>(&event.payload)) {
    enter_stage(opportunity, {entered->stage, entered->stage_kind, event.occurred_at,
                              event.recorded_at, entered->lost_reason, entered->wake_up});
    return;
  }
  std::visit(DealFold{opportunity, event}, event.payload);
  opportunity.changed_at = event.recorded_at;
  ++opportunity.version;
}

void fold(Task& task, const Event& event) {
  std::visit(TaskFold{task, event}, event.payload);
  ++task.version;
}

}  // namespace salespipe
