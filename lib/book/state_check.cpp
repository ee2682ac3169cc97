// What must hold for every event, whatever a pipeline's policy says: the border of the journal.
// Long because: one overload for each payload, and all look things up in the same ways.
#include <algorithm>
#include <array>

#include "book/limits.hpp"
#include "book/state.hpp"
#include "book/undo_rules.hpp"
#include "salespipe/base/recurrence.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/automation.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/definition/pipeline_lint.hpp"

namespace salespipe {
namespace {

constexpr std::array<std::string_view, 8> kOwnFields{
    "account", "contacts", "owner", "value", "source", "product", "expected_close", "tags"};

/// The stream that an event of a type belongs to. An interaction and an undoing have a choice.
StreamKind usual_stream(EventType type) {
  switch (type) {
    case EventType::pipeline_added:
    case EventType::pipeline_changed:
      return StreamKind::pipeline;
    case EventType::account_added:
    case EventType::interaction_logged:
      return StreamKind::account;
    case EventType::contact_added:
    case EventType::person_erased:
      return StreamKind::contact;
    case EventType::access_configured:
    case EventType::access_refused:
      return StreamKind::access;
    case EventType::automation_configured:
    case EventType::rule_fired:
    case EventType::automation_ran:
      return StreamKind::automation;
    case EventType::task_added:
    case EventType::task_completed:
    case EventType::task_snoozed:
    case EventType::task_assigned:
    case EventType::task_edited:
    case EventType::task_dismissed:
      return StreamKind::task;
    default:
      return StreamKind::opportunity;
  }
}

bool begins_stream(EventType type) {
  return type == EventType::pipeline_added || type == EventType::account_added ||
         type == EventType::contact_added || type == EventType::opportunity_created ||
         type == EventType::task_added;
}

std::string words(StreamKind kind, const std::string& id) {
  return std::string(to_string(kind)) + " " + quoted(id);
}

/// One overload for each payload. Streams are known to exist, or not to, before it is called.
class PayloadCheck {
 public:
  PayloadCheck(const Book::State& state, const Event& event) : state_(state), event_(event) {}

  void operator()(const PipelineAdded& added) const { (void)definition(added.definition); }
  void operator()(const PipelineChanged& changed) const {
    const Pipeline pipeline = definition(changed.definition);
    const auto index = state_.pipelines.require(pipeline.id(), "pipeline");
    const Pipeline& before = state_.pipelines[index];
    for (std::uint32_t i = 0; i < state_.opportunities.size(); ++i) {
      if (state_.opportunities.beside(i).pipeline != index) continue;
      const Opportunity& deal = state_.opportunities[i];
      const StageIndex now = pipeline.find_id(deal.stage.text());
      if (!is_known(now) || pipeline.kind(now) != deal.stage_kind) {
        refuse_event(ErrorCode::invalid_state,
                     "the new definition drops stage " + quoted(deal.stage.text()) +
                         " or changes its kind, but deal " + quoted(deal.id.text()) +
                         " is in it; move its deals first",
                     "/payload/definition");
      }
      if (pipeline.currency() != before.currency() && deal.value) {
        refuse_event(ErrorCode::invalid_state,
                     "the currency of pipeline " + quoted(pipeline.id().text()) +
                         " cannot change while deals have values in it; add a new pipeline",
                     "/payload/definition");
      }
    }
  }

  void operator()(const AccountAdded& added) const { check_line(added.name, "/payload/name"); }
  void operator()(const ContactAdded& added) const {
    check_line(added.name, "/payload/name");
    check_optional_line(added.email, "/payload/email");
    known_account(added.account);
  }

  void operator()(const OpportunityCreated& created) const {
    const Pipeline& pipeline =
        state_.pipelines[state_.pipelines.require(created.pipeline, "pipeline")];
    const StageIndex stage = stage_of(pipeline, created.stage);
    if (!pipeline.is_open(stage)) {
      refuse_event(ErrorCode::invalid_argument,
                   "a deal begins in an open stage, which " + quoted(created.stage.text()) +
                       " is not; create it in an open one and move it",
                   "/payload/stage");
    }
    check_line(created.name, "/payload/name");
    check_optional_line(created.source, "/payload/source");
    check_optional_line(created.product, "/payload/product");
    check_day(created.expected_close, "/payload/expected_close");
    for (const auto& tag : created.tags) check_line(tag, "/payload/tags");
    for (const auto& [field, value] : created.fields) own_field(field, value, "/payload/fields");
    known_account(created.account);
    for (const auto& contact : created.contacts) {
      (void)state_.contacts.require(contact, "contact");
    }
    in_currency(created.value, pipeline);
  }
  void operator()(const ValueChanged& changed) const { in_currency(changed.value, pipeline()); }
  void operator()(const OwnerChanged&) const {}
  void operator()(const ExpectedCloseChanged& changed) const {
    check_day(changed.expected_close, "/payload/expected_close");
  }
  void operator()(const Renamed& renamed) const { check_line(renamed.name, "/payload/name"); }
  void operator()(const TagAdded& added) const { check_line(added.tag, "/payload/tag"); }
  void operator()(const TagRemoved& removed) const { check_line(removed.tag, "/payload/tag"); }
  void operator()(const FieldSet& set) const { own_field(set.field, set.value, "/payload/field"); }
  void operator()(const CriterionAssessed& assessed) const {
    (void)pipeline().framework().require(assessed.criterion.text());
    check_enum(to_string(assessed.state), "/payload/state");
    check_free_text(assessed.evidence, "/payload/evidence");
  }
  void operator()(const ExitCriterionTicked& ticked) const {
    checklist_task(pipeline(), ticked.stage, ticked.criterion);
    check_free_text(ticked.note, "/payload/note");
  }
  void operator()(const StageEntered& entered) const {
    const auto index = deal();
    const StageIndex from = state_.opportunities.beside(index).stage;
    const StageIndex to = stage_of(pipeline(), entered.stage);
    if (from == to) {
      refuse_event(
          ErrorCode::invalid_argument,
          "the deal is in stage " + quoted(entered.stage.text()) + " already; leave this event out",
          "/payload/stage");
    }
    if (pipeline().kind(to) != entered.stage_kind) {
      refuse_event(ErrorCode::invalid_argument,
                   "stage " + quoted(entered.stage.text()) + " is " +
                       std::string(to_string(pipeline().kind(to))) + ", not " +
                       std::string(to_string(entered.stage_kind)),
                   "/payload/stage_kind");
    }
    const TransitionKind transition = pipeline().classify(from, to);
    if (transition != entered.transition) {
      refuse_event(ErrorCode::invalid_argument,
                   "a move from " + quoted(pipeline().stage(from).name) + " to " +
                       quoted(pipeline().stage(to).name) + " is " +
                       std::string(to_string(transition)) + ", not " +
                       std::string(to_string(entered.transition)),
                   "/payload/transition");
    }
    check_optional_line(entered.lost_reason, "/payload/lost_reason");
    if (!entered.lost_reason.empty() && entered.stage_kind != StageKind::lost) {
      refuse_event(
          ErrorCode::invalid_argument,
          "a lost reason goes with a lost stage, which " + quoted(entered.stage.text()) + " is not",
          "/payload/lost_reason");
    }
    check_day(entered.wake_up, "/payload/wake_up");
    if (is_known(entered.wake_up) && entered.stage_kind != StageKind::parked) {
      refuse_event(ErrorCode::invalid_argument,
                   "a wake-up date goes with a parked stage, which " +
                       quoted(entered.stage.text()) + " is not",
                   "/payload/wake_up");
    }
    note_and_codes(entered.note, entered.overridden);
  }
  void operator()(const MovedToPipeline& moved) const {
    const Opportunity& opportunity = state_.opportunities[deal()];
    const Pipeline& target = state_.pipelines[state_.pipelines.require(moved.pipeline, "pipeline")];
    const StageIndex to = stage_of(target, moved.stage);
    if (moved.pipeline == opportunity.pipeline) {
      refuse_event(ErrorCode::invalid_argument,
                   "the deal is in pipeline " + quoted(moved.pipeline.text()) +
                       " already; enter the stage instead",
                   "/payload/pipeline");
    }
    if (target.kind(to) != opportunity.stage_kind) {
      refuse_event(ErrorCode::invalid_argument,
                   "a deal changes its pipeline into a stage of the kind it is in (" +
                       std::string(to_string(opportunity.stage_kind)) + "), which " +
                       quoted(moved.stage.text()) + " is not",
                   "/payload/stage");
    }
    in_currency(opportunity.value, target);
    note_and_codes(moved.note, moved.overridden);
  }

  void operator()(const TaskAdded& added) const {
    check_line(added.description, "/payload/description");
    check_day(added.due, "/payload/due");
    known_account(added.account);
    if (!added.opportunity.empty()) {
      const auto& of =
          state_.opportunities[state_.opportunities.require(added.opportunity, "opportunity")];
      of_account(of, added.account);
    }
    recurrence(added);
    stands_for(added);
  }
  void operator()(const TaskCompleted& completed) const {
    open_task();
    check_free_text(completed.outcome, "/payload/outcome");
  }
  void operator()(const TaskSnoozed& snoozed) const {
    open_task();
    check_day(snoozed.due, "/payload/due");
    if (!is_known(snoozed.due)) {
      refuse_event(ErrorCode::invalid_argument, "a snoozed task needs its new day", "/payload/due");
    }
  }
  void operator()(const TaskAssigned&) const { open_task(); }
  void operator()(const TaskEdited& edited) const {
    open_task();
    check_line(edited.description, "/payload/description");
  }
  void operator()(const TaskDismissed& dismissed) const {
    open_task();
    check_free_text(dismissed.reason, "/payload/reason");
  }

  void operator()(const InteractionLogged& logged) const {
    check_enum(to_string(logged.type), "/payload/type");
    check_enum(to_string(logged.direction), "/payload/direction");
    check_optional_line(logged.external_id, "/payload/external_id");
    check_free_text(logged.summary, "/payload/summary");
    known_account(logged.account);
    if (!logged.contact.empty()) (void)state_.contacts.require(logged.contact, "contact");
    if (!logged.opportunity.empty()) {
      of_account(
          state_.opportunities[state_.opportunities.require(logged.opportunity, "opportunity")],
          logged.account);
    }
    const std::string& id = !logged.account.empty()       ? logged.account.text()
                            : !logged.opportunity.empty() ? logged.opportunity.text()
                                                          : logged.contact.text();
    const StreamKind kind = !logged.account.empty()       ? StreamKind::account
                            : !logged.opportunity.empty() ? StreamKind::opportunity
                                                          : StreamKind::contact;
    if (event_.stream.id != id || event_.stream.kind != kind) {
      refuse_event(ErrorCode::invalid_argument,
                   "this interaction belongs to the stream of " + words(kind, id) + ", not of " +
                       words(event_.stream.kind, event_.stream.id),
                   "/stream");
    }
    if (!logged.external_id.empty() && state_.external_ids.contains(logged.external_id)) {
      refuse_event(ErrorCode::already_exists,
                   "the interaction with the external id " + quoted(logged.external_id) +
                       " is in the book already; leave this event out",
                   "/payload/external_id");
    }
  }

  void operator()(const AccessConfigured& configured) const {
    const AccessRules rules = access_rules_from_json(configured.rules);
    if (to_json(rules) != configured.rules) {
      refuse_event(ErrorCode::invalid_argument,
                   "the rules are not in their canonical form; write them by to_json(AccessRules)",
                   "/payload/rules");
    }
  }
  void operator()(const AccessRefused& refused) const {
    check_enum(to_string(refused.verb), "/payload/verb");
    check_line(refused.change, "/payload/change");
  }
  void operator()(const AutomationConfigured& configured) const {
    if (to_json(automation_from_json(configured.rules)) != configured.rules) {
      refuse_event(ErrorCode::invalid_argument,
                   "the rules are not in their canonical form; write them by "
                   "to_json(AutomationRules)",
                   "/payload/rules");
    }
  }
  void operator()(const RuleFired& fired) const {
    check_line(fired.rule, "/payload/rule");
    (void)state_.opportunities.require(fired.opportunity, "opportunity");
    check_free_text(fired.why, "/payload/why");
    check_optional_line(fired.held, "/payload/held");
    for (const auto& trouble : fired.troubles) check_free_text(trouble, "/payload/troubles");
    if (fired.depth == 0) {
      refuse_event(ErrorCode::invalid_argument, "a depth is counted from 1", "/payload/depth");
    }
  }
  void operator()(const AutomationRan& ran) const {
    if (ran.through == 0 || ran.through > state_.journal.size()) {
      refuse_event(ErrorCode::invalid_argument,
                   "there is no event " + std::to_string(ran.through) + " before this one",
                   "/payload/through");
    }
  }
  void operator()(const PersonErased& erased) const {
    check_free_text(erased.reason, "/payload/reason");
  }

  void operator()(const EventsUndone& undone) const {
    check_free_text(undone.reason, "/payload/reason");
    const auto stream = state_.find_stream(event_.stream.kind, event_.stream.id);
    const auto reasons = against_undoing(state_, *stream, undone.events);
    if (!reasons.empty()) {
      refuse_event(ErrorCode::invalid_state, reasons.front().message, "/payload/events");
    }
  }

 private:
  std::uint32_t deal() const { return *state_.opportunities.find_text(event_.stream.id); }
  const Pipeline& pipeline() const {
    return state_.pipelines[state_.opportunities.beside(deal()).pipeline];
  }
  Pipeline definition(const std::string& text) const {
    Pipeline made = pipeline_from_json(text);
    if (made.id().text() != event_.stream.id) {
      refuse_event(ErrorCode::invalid_argument,
                   "the definition is of pipeline " + quoted(made.id().text()) +
                       ", but the event is about " + words(StreamKind::pipeline, event_.stream.id),
                   "/payload/definition");
    }
    if (to_json(made) != text) {
      refuse_event(ErrorCode::invalid_argument,
                   "the definition is not in its canonical form; write it by to_json(Pipeline)",
                   "/payload/definition");
    }
    for (const auto& finding : lint(made)) {
      if (finding.severity == Severity::error) {
        refuse_event(ErrorCode::invalid_argument, "the pipeline cannot be used: " + finding.message,
                     "/payload/definition");
      }
    }
    return made;
  }
  static StageIndex stage_of(const Pipeline& pipeline, const StageId& id) {
    const StageIndex found = pipeline.find_id(id.text());
    if (!is_known(found)) {
      refuse_event(ErrorCode::not_found,
                   "pipeline " + quoted(pipeline.id().text()) + " has no stage with the id " +
                       quoted(id.text()),
                   "/payload/stage");
    }
    return found;
  }
  static void in_currency(const std::optional<DealValue>& value, const Pipeline& pipeline) {
    if (value && value->currency() != pipeline.currency()) {
      refuse_event(ErrorCode::currency_mismatch,
                   "a value in " + std::string(value->currency().code()) +
                       " cannot stand in pipeline " + quoted(pipeline.id().text()) +
                       ", which counts in " + std::string(pipeline.currency().code()) +
                       "; convert it, or use a pipeline in that currency",
                   "/payload/value");
    }
  }
  void known_account(const AccountId& id) const {
    if (!id.empty()) (void)state_.accounts.require(id, "account");
  }
  static void of_account(const Opportunity& of, const AccountId& account) {
    if (!account.empty() && of.account != account) {
      refuse_event(ErrorCode::invalid_argument,
                   "deal " + quoted(of.id.text()) + " is not of account " + quoted(account.text()) +
                       "; leave one of them out",
                   "/payload/account");
    }
  }
  static void recurrence(const TaskAdded& added) {
    if (added.repeat.empty()) {
      if (is_known(added.repeat_from) || added.repeat_after_completion) {
        refuse_event(ErrorCode::invalid_argument,
                     "the task does not repeat; give the rule by which it does", "/payload/repeat");
      }
      return;
    }
    if (Recurrence::parse(added.repeat).to_string() != added.repeat) {
      refuse_event(ErrorCode::invalid_argument,
                   "the rule is not in its canonical form; write it by Recurrence::to_string()",
                   "/payload/repeat");
    }
    check_day(added.repeat_from, "/payload/repeat_from");
    if (!is_known(added.due)) {
      refuse_event(ErrorCode::invalid_argument,
                   "a task that repeats needs the day on which it is due first", "/payload/due");
    }
    if (!added.criterion.empty()) {
      refuse_event(ErrorCode::invalid_argument,
                   "a task that stands for an exit criterion is done once; leave the rule out",
                   "/payload/repeat");
    }
  }
  void stands_for(const TaskAdded& added) const {
    if (added.criterion.empty() && added.stage.empty()) return;
    if (added.criterion.empty() || added.stage.empty() || added.opportunity.empty()) {
      refuse_event(ErrorCode::invalid_argument,
                   "a task stands for an exit criterion of a stage of a deal; give all three, or "
                   "only the deal",
                   "/payload/criterion");
    }
    const auto of = state_.opportunities.require(added.opportunity, "opportunity");
    checklist_task(state_.pipelines[state_.opportunities.beside(of).pipeline], added.stage,
                   added.criterion);
  }
  static void checklist_task(const Pipeline& pipeline, const StageId& id,
                             const ExitCriterionId& criterion) {
    const Stage& stage = pipeline.stage(stage_of(pipeline, id));
    const auto is_it = [&](const ExitCriterion& one) {
      return one.id == criterion && type_of(one) == ExitCriterionType::task;
    };
    if (std::none_of(stage.exit_criteria.begin(), stage.exit_criteria.end(), is_it)) {
      refuse_event(ErrorCode::not_found,
                   "stage " + quoted(stage.name) + " has no checklist task " +
                       quoted(criterion.text()) + " among its exit criteria",
                   "/payload/criterion");
    }
  }
  static void own_field(const std::string& field, const std::string& value, const char* place) {
    check_line(field, place);
    check_free_text(value, place);
    if (std::find(kOwnFields.begin(), kOwnFields.end(), field) != kOwnFields.end()) {
      refuse_event(ErrorCode::invalid_argument,
                   quoted(field) +
                       " is a member of every deal, not a custom field; change it by "
                       "its own command",
                   place);
    }
  }
  static void note_and_codes(const std::string& note, const std::vector<std::string>& codes) {
    check_free_text(note, "/payload/note");
    for (const auto& code : codes) check_line(code, "/payload/overridden");
  }
  /// Data from a host may hold a number that is no enumerator; it has no name then.
  static void check_enum(std::string_view name, const char* place) {
    if (name.empty()) refuse_event(ErrorCode::invalid_argument, "the value is not known", place);
  }
  void open_task() const {
    const Task& task = state_.tasks[*state_.tasks.find_text(event_.stream.id)];
    if (task.state != TaskState::open) {
      refuse_event(ErrorCode::invalid_state,
                   words(StreamKind::task, event_.stream.id) + " is " +
                       std::string(to_string(task.state)) + " already; add a new one",
                   "/stream/id");
    }
  }

  const Book::State& state_;
  const Event& event_;
};

}  // namespace

void Book::State::check(const Event& event) const {
  const std::uint64_t next = journal.size() + 1;
  if (event.sequence != 0 && event.sequence != next) {
    refuse_event(ErrorCode::invalid_argument,
                 "sequence " + std::to_string(event.sequence) + " does not follow " +
                     std::to_string(journal.size()) + "; give " + std::to_string(next) +
                     ", or 0 for the next one",
                 "/sequence");
  }
  if (const auto number = Journal::generated_number(event.id.text()); number && *number != next) {
    refuse_event(ErrorCode::invalid_argument,
                 "the id " + quoted(event.id.text()) + " is of the form that the book gives to " +
                     "event " + std::to_string(*number) + ", and this is event " +
                     std::to_string(next) + "; give another id, or none",
                 "/id");
  }
  const EventType type = event.type();
  if (event.schema_version != current_schema_version(type)) {
    refuse_event(ErrorCode::unsupported,
                 "schema version " + std::to_string(event.schema_version) + " of " +
                     std::string(to_string(type)) + " is not known here, only " +
                     std::to_string(current_schema_version(type)) +
                     "; a newer version of the library reads it",
                 "/schema_version");
  }
  check_instant(event.recorded_at, "/recorded_at");
  const bool may_be_unknown =
      type == EventType::opportunity_created || type == EventType::stage_entered;
  if (is_known(event.occurred_at) || !may_be_unknown) {
    check_instant(event.occurred_at, "/occurred_at");
  }
  const bool may_be_of_task =
      type == EventType::events_undone && event.stream.kind == StreamKind::task;
  if (event.stream.kind != usual_stream(type) && type != EventType::interaction_logged &&
      !may_be_of_task) {
    refuse_event(ErrorCode::invalid_argument,
                 std::string(to_string(type)) + " belongs to the stream of " +
                     std::string(to_string(usual_stream(type))) + ", not of " +
                     words(event.stream.kind, event.stream.id),
                 "/stream/kind");
  }
  const bool is_known_stream = find_stream(event.stream.kind, event.stream.id).has_value();
  if (!is_known_stream) check_id(event.stream.id, to_string(event.stream.kind).data());
  if (event.stream.kind == StreamKind::access && event.stream.id != kAccessStream) {
    refuse_event(ErrorCode::invalid_argument,
                 "the stream of access is called " + quoted(kAccessStream), "/stream/id");
  }
  if (event.stream.kind == StreamKind::automation && event.stream.id != kAutomationStream) {
    refuse_event(ErrorCode::invalid_argument,
                 "the stream of automation is called " + quoted(kAutomationStream), "/stream/id");
  }
  // The one stream of access, or of automation, begins with whatever comes first.
  const bool exists = event.stream.kind == StreamKind::access ||
                      event.stream.kind == StreamKind::automation || is_known_stream;
  if (begins_stream(type) && exists) {
    refuse_event(ErrorCode::already_exists,
                 words(event.stream.kind, event.stream.id) + " is in the book already",
                 "/stream/id");
  }
  if (!begins_stream(type) && !exists) {
    refuse_event(ErrorCode::not_found,
                 "there is no " + words(event.stream.kind, event.stream.id) + " in the book",
                 "/stream/id");
  }
  std::visit(PayloadCheck(*this, event), event.payload);
}

}  // namespace salespipe
