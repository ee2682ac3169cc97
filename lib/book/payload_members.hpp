#pragma once

#include "salespipe/book/payload.hpp"

// The members of each payload in JSON, in one table for writing and reading. `must` is always
// there; `may` is left out when it holds nothing.
namespace salespipe {

template <class Payload>
struct Members;

template <>
struct Members<PipelineAdded> {
  static void visit(auto& v, auto& p) { v.definition("definition", p.definition); }
};
template <>
struct Members<PipelineChanged> {
  static void visit(auto& v, auto& p) { v.definition("definition", p.definition); }
};
template <>
struct Members<AccountAdded> {
  static void visit(auto& v, auto& p) {
    v.must("name", p.name);
    v.may("owner", p.owner);
  }
};
template <>
struct Members<ContactAdded> {
  static void visit(auto& v, auto& p) {
    v.must("name", p.name);
    v.may("account", p.account);
    v.may("email", p.email);
  }
};
template <>
struct Members<OpportunityCreated> {
  static void visit(auto& v, auto& p) {
    v.must("pipeline", p.pipeline);
    v.must("stage", p.stage);
    v.must("name", p.name);
    v.may("account", p.account);
    v.may("contacts", p.contacts);
    v.may("owner", p.owner);
    v.may("value", p.value);
    v.may("source", p.source);
    v.may("product", p.product);
    v.may("expected_close", p.expected_close);
    v.may("tags", p.tags);
    v.may("fields", p.fields);
  }
};
template <>
struct Members<ValueChanged> {
  static void visit(auto& v, auto& p) { v.may("value", p.value); }
};
template <>
struct Members<OwnerChanged> {
  static void visit(auto& v, auto& p) { v.may("owner", p.owner); }
};
template <>
struct Members<ExpectedCloseChanged> {
  static void visit(auto& v, auto& p) { v.may("expected_close", p.expected_close); }
};
template <>
struct Members<Renamed> {
  static void visit(auto& v, auto& p) { v.must("name", p.name); }
};
template <>
struct Members<TagAdded> {
  static void visit(auto& v, auto& p) { v.must("tag", p.tag); }
};
template <>
struct Members<TagRemoved> {
  static void visit(auto& v, auto& p) { v.must("tag", p.tag); }
};
template <>
struct Members<FieldSet> {
  static void visit(auto& v, auto& p) {
    v.must("field", p.field);
    v.may("value", p.value);
  }
};
template <>
struct Members<CriterionAssessed> {
  static void visit(auto& v, auto& p) {
    v.must("criterion", p.criterion);
    v.must("state", p.state);
    v.may("evidence", p.evidence);
  }
};
template <>
struct Members<ExitCriterionTicked> {
  static void visit(auto& v, auto& p) {
    v.must("stage", p.stage);
    v.must("criterion", p.criterion);
    v.must("done", p.done);
    v.may("note", p.note);
  }
};
template <>
struct Members<StageEntered> {
  static void visit(auto& v, auto& p) {
    v.must("transition", p.transition);
    v.must("stage", p.stage);
    v.must("stage_kind", p.stage_kind);
    v.may("lost_reason", p.lost_reason);
    v.may("wake_up", p.wake_up);
    v.may("note", p.note);
    v.may("overridden", p.overridden);
  }
};
template <>
struct Members<MovedToPipeline> {
  static void visit(auto& v, auto& p) {
    v.must("pipeline", p.pipeline);
    v.must("stage", p.stage);
    v.may("note", p.note);
    v.may("overridden", p.overridden);
  }
};
template <>
struct Members<TaskAdded> {
  static void visit(auto& v, auto& p) {
    v.must("description", p.description);
    v.may("opportunity", p.opportunity);
    v.may("account", p.account);
    v.may("assignee", p.assignee);
    v.may("due", p.due);
    v.may("repeat", p.repeat);
    v.may("repeat_from", p.repeat_from);
    v.may("repeat_after_completion", p.repeat_after_completion);
    v.may("stage", p.stage);
    v.may("criterion", p.criterion);
  }
};
template <>
struct Members<TaskCompleted> {
  static void visit(auto& v, auto& p) { v.may("outcome", p.outcome); }
};
template <>
struct Members<TaskSnoozed> {
  static void visit(auto& v, auto& p) { v.must("due", p.due); }
};
template <>
struct Members<TaskAssigned> {
  static void visit(auto& v, auto& p) { v.may("assignee", p.assignee); }
};
template <>
struct Members<TaskEdited> {
  static void visit(auto& v, auto& p) { v.must("description", p.description); }
};
template <>
struct Members<TaskDismissed> {
  static void visit(auto& v, auto& p) { v.may("reason", p.reason); }
};
template <>
struct Members<InteractionLogged> {
  static void visit(auto& v, auto& p) {
    v.must("type", p.type);
    v.must("direction", p.direction);
    v.may("account", p.account);
    v.may("contact", p.contact);
    v.may("opportunity", p.opportunity);
    v.may("owner", p.owner);
    v.may("external_id", p.external_id);
    v.may("summary", p.summary);
  }
};
template <>
struct Members<EventsUndone> {
  static void visit(auto& v, auto& p) {
    v.must("events", p.events);
    v.may("reason", p.reason);
  }
};
template <>
struct Members<AccessConfigured> {
  static void visit(auto& v, auto& p) { v.rules("rules", p.rules); }
};
template <>
struct Members<AccessRefused> {
  static void visit(auto& v, auto& p) {
    v.must("verb", p.verb);
    v.must("change", p.change);
    v.may("opportunity", p.opportunity);
  }
};
template <>
struct Members<PersonErased> {
  static void visit(auto& v, auto& p) { v.may("reason", p.reason); }
};
template <>
struct Members<AutomationConfigured> {
  static void visit(auto& v, auto& p) { v.automation("rules", p.rules); }
};
template <>
struct Members<RuleFired> {
  static void visit(auto& v, auto& p) {
    v.must("rule", p.rule);
    v.must("opportunity", p.opportunity);
    v.may("cause", p.cause);
    v.may("why", p.why);
    v.must("depth", p.depth);
    v.may("held", p.held);
    v.may("troubles", p.troubles);
  }
};
template <>
struct Members<AutomationRan> {
  static void visit(auto& v, auto& p) { v.must("through", p.through); }
};

}  // namespace salespipe
