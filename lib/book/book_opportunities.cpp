// Deals: creating and editing them, qualifying them, looking them up.
#include <algorithm>
#include <utility>

#include "book/checklist_tasks.hpp"
#include "book/state.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

/// A command that edits a deal: what is common to all of them. `changes` says whether there is
/// anything new, and is asked only when the command has not been given before.
template <class Changes>
bool edit(Book::State& state, const OpportunityId& id, const CommandContext& context,
          Payload payload, const Changes& changes) {
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    const auto type = static_cast<EventType>(payload.index());
    if (state.repeated(context, type, StreamKind::opportunity, id.text())) return true;
    state.check_version(context, state.opportunities.beside(index).stream);
    Event event = state.event_of(context, {StreamKind::opportunity, id.text()}, std::move(payload));
    state.check(event);  // what is wrong is told even where nothing would change
    if (!changes(state.opportunities[index])) return false;
    state.append_checked(event);
    return true;
  });
}

CriterionFinding finding_of(const Opportunity& deal, const CriterionId& criterion) {
  const auto found = deal.criteria.find(criterion);
  return found == deal.criteria.end() ? CriterionFinding{} : found->second;
}

}  // namespace

OpportunityId Book::create_opportunity(const PipelineId& pipeline, const NewOpportunity& deal,
                                       const CommandContext& context) {
  State& state = *state_;
  return state.write([&]() -> OpportunityId {
    state.check_context(context);
    if (const auto done = state.repeated(context, EventType::opportunity_created,
                                         StreamKind::opportunity, deal.id.text())) {
      return OpportunityId(state.journal.stream(state.journal.stream_of(*done)).id);
    }
    state.check_new(context);
    const Pipeline& of = state.pipelines[state.pipelines.require(pipeline, "pipeline")];
    const OpportunityId id =
        deal.id.empty() ? state.new_id<OpportunityId>("opportunity", state.opportunities) : deal.id;
    const StageId& stage = deal.stage.empty() ? of.stage(of.first(StageKind::open)).id : deal.stage;
    state.record(
        context, {StreamKind::opportunity, id.text()},
        OpportunityCreated{pipeline, stage, deal.name, deal.account, deal.contacts,
                           deal.owner.empty() ? state.options.actor : deal.owner, deal.value,
                           deal.source, deal.product, deal.expected_close, deal.tags, deal.fields});
    add_wanted_checklist_tasks(state, *state.opportunities.find(id), context);
    return id;
  });
}

bool Book::change_value(const OpportunityId& id, const std::optional<DealValue>& value,
                        const CommandContext& context) {
  return edit(*state_, id, context, ValueChanged{value},
              [&](const Opportunity& deal) { return deal.value != value; });
}

bool Book::change_owner(const OpportunityId& id, const ActorId& owner,
                        const CommandContext& context) {
  return edit(*state_, id, context, OwnerChanged{owner},
              [&](const Opportunity& deal) { return deal.owner != owner; });
}

bool Book::change_expected_close(const OpportunityId& id, Day day, const CommandContext& context) {
  return edit(*state_, id, context, ExpectedCloseChanged{day},
              [&](const Opportunity& deal) { return deal.expected_close != day; });
}

bool Book::rename(const OpportunityId& id, std::string_view name, const CommandContext& context) {
  return edit(*state_, id, context, Renamed{std::string(name)},
              [&](const Opportunity& deal) { return deal.name != name; });
}

bool Book::tag(const OpportunityId& id, std::string_view tag, const CommandContext& context) {
  return edit(*state_, id, context, TagAdded{std::string(tag)}, [&](const Opportunity& deal) {
    return std::find(deal.tags.begin(), deal.tags.end(), tag) == deal.tags.end();
  });
}

bool Book::untag(const OpportunityId& id, std::string_view tag, const CommandContext& context) {
  return edit(*state_, id, context, TagRemoved{std::string(tag)}, [&](const Opportunity& deal) {
    return std::find(deal.tags.begin(), deal.tags.end(), tag) != deal.tags.end();
  });
}

bool Book::set_field(const OpportunityId& id, std::string_view field, std::string_view value,
                     const CommandContext& context) {
  return edit(*state_, id, context, FieldSet{std::string(field), std::string(value)},
              [&](const Opportunity& deal) {
                const auto found = deal.fields.find(std::string(field));
                return found == deal.fields.end() ? !value.empty() : found->second != value;
              });
}

bool Book::tick(const OpportunityId& id, const StageId& stage, const ExitCriterionId& criterion,
                bool done, const CommandContext& context, std::string_view note) {
  State& state = *state_;
  return state.write([&] {
    const bool has_changed =
        edit(state, id, context, ExitCriterionTicked{stage, criterion, done, std::string(note)},
             [&](const Opportunity& deal) {
               return deal.ticked.contains({stage, criterion}) != done;
             });
    if (!has_changed || !done) return has_changed;
    // The task that stands for it is done too, and comes back with the tick when that is undone.
    if (const auto task =
            open_task_of(state, state.opportunities.require(id, "opportunity"), stage, criterion)) {
      CommandContext second = context;
      second.event_id = numbered(context.event_id, 2);
      state.record(second, {StreamKind::task, state.tasks[*task].id.text()},
                   TaskCompleted{std::string(note)});
    }
    return true;
  });
}

std::vector<TaskId> Book::add_checklist_tasks(const OpportunityId& id,
                                              const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const auto deal = state.opportunities.require(id, "opportunity");
    state.check_version(context, state.opportunities.beside(deal).stream);
    return salespipe::add_checklist_tasks(state, deal, context);
  });
}

Verdict Book::assess(const OpportunityId& id, const CriterionId& criterion, CriterionState state,
                     std::string_view evidence, const CommandContext& context) {
  edit(*state_, id, context, CriterionAssessed{criterion, state, std::string(evidence)},
       [&](const Opportunity& deal) {
         const CriterionFinding known = finding_of(deal, criterion);
         return known.state != state || known.evidence != evidence;
       });
  return opportunity(id).verdict;
}

Verdict Book::qualify(const OpportunityId& id, const std::map<CriterionId, CriterionState>& states,
                      const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    if (state.repeated(context, EventType::criterion_assessed, StreamKind::opportunity,
                       id.text())) {
      return state.opportunities[index].verdict;
    }
    state.check_version(context, state.opportunities.beside(index).stream);
    std::vector<Event> events;
    for (const auto& [criterion, found] : states) {
      Event event = state.event_of(context, {StreamKind::opportunity, id.text()},
                                   CriterionAssessed{criterion, found, {}});
      if (!event.id.empty() && !events.empty()) {
        event.id = numbered(event.id, events.size() + 1);
        if (state.journal.find(event.id)) {
          throw Error(ErrorCode::conflict, "the event id " + quoted(event.id.text()) +
                                               " is taken; give this command another id");
        }
      }
      state.check(event);
      if (finding_of(state.opportunities[index], criterion).state != found) {
        events.push_back(std::move(event));
      }
    }
    for (const Event& event : events) state.append_checked(event);
    return state.opportunities[index].verdict;
  });
}

const std::deque<Opportunity>& Book::opportunities() const noexcept {
  return state_->opportunities.things();
}
const Opportunity& Book::opportunity(const OpportunityId& id) const {
  return state_->opportunities[state_->opportunities.require(id, "opportunity")];
}
const Opportunity* Book::find_opportunity(const OpportunityId& id) const noexcept {
  const auto index = state_->opportunities.find(id);
  return index ? &state_->opportunities[*index] : nullptr;
}

std::vector<StageColumn> Book::board(const PipelineId& pipeline) const {
  const State& state = *state_;
  const auto index = state.pipelines.require(pipeline, "pipeline");
  const Pipeline& of = state.pipelines[index];
  std::vector<StageColumn> columns;
  for (std::size_t i = 0; i < of.open_count(); ++i) columns.push_back({of.stages()[i].id, {}});
  for (std::uint32_t deal = 0; deal < state.opportunities.size(); ++deal) {
    const auto& beside = state.opportunities.beside(deal);
    if (beside.pipeline == index && of.is_open(beside.stage)) {
      columns[beside.stage.number].opportunities.push_back(&state.opportunities[deal]);
    }
  }
  return columns;
}

Assessment Book::assessment(const OpportunityId& id) const {
  const auto deal = state_->opportunities.require(id, "opportunity");
  return state_->assessment(deal);
}

}  // namespace salespipe
