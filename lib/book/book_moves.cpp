// Asking whether a deal may move, and moving it.
#include <string_view>
#include <type_traits>
#include <utility>

#include "book/checklist_tasks.hpp"
#include "book/evaluate.hpp"
#include "book/limits.hpp"
#include "book/stage_change.hpp"
#include "book/state.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

const std::string kNoReason;

/// Misuse: words that do not go with the stage.
void check_details(const MoveDetails& details, StageKind target) {
  if (!details.lost_reason.empty() && target != StageKind::lost) {
    refuse_event(ErrorCode::invalid_argument,
                 "a lost reason goes with a move to a lost stage; leave it out", "lost_reason");
  }
  if (is_known(details.wake_up) && target != StageKind::parked) {
    refuse_event(ErrorCode::invalid_argument,
                 "a wake-up date goes with a move to a parked stage; leave it out", "wake_up");
  }
  if (!details.lost_reason.empty()) check_line(details.lost_reason, "lost_reason");
  check_day(details.wake_up, "wake_up");
  if (!details.note.empty()) check_free_text(details.note, "note");
}

StageIndex stage_of(const Pipeline& pipeline, const StageId& id) {
  const StageIndex found = pipeline.find_id(id.text());
  if (is_known(found)) return found;
  std::string known;
  for (const Stage& stage : pipeline.stages()) {
    known += (known.empty() ? "" : ", ") + stage.id.text();
  }
  throw Error(ErrorCode::not_found, "pipeline " + quoted(pipeline.name()) +
                                        " has no stage with the id " + quoted(id.text()) +
                                        "; it has " + known);
}

StageIndex stage_of(const Pipeline& pipeline, std::string_view id_or_name) {
  const StageIndex found = pipeline.find_id(id_or_name);
  return is_known(found) ? found : pipeline.require(id_or_name);
}

Decision ask(const Book::State& state, std::uint32_t index, StageIndex to, Instant at,
             const MoveDetails& details) {
  const auto& beside = state.opportunities.beside(index);
  const Opportunity& deal = state.opportunities[index];
  const Pipeline& pipeline = state.pipelines[beside.pipeline];
  check_details(details, pipeline.kind(to));
  if (beside.stage == to) {
    return refusal(TransitionKind::forward, "already_there",
                   "the deal is in stage " + quoted(pipeline.stage(to).name) + " already");
  }
  const TransitionKind transition = pipeline.classify(beside.stage, to);
  return decide(
      {deal, pipeline, pipeline, beside.stage, to, transition, at, state.options.zone, details});
}

Decision ask_switch(const Book::State& state, std::uint32_t index, std::uint32_t target,
                    StageIndex to, Instant at, const MoveDetails& details) {
  const auto& beside = state.opportunities.beside(index);
  const Opportunity& deal = state.opportunities[index];
  const Pipeline& from = state.pipelines[beside.pipeline];
  const Pipeline& pipeline = state.pipelines[target];
  check_details(details, StageKind::open);  // a switch keeps the reason and date that are there
  if (target == beside.pipeline) {
    return refusal(TransitionKind::switch_pipeline, "same_pipeline",
                   "the deal is in pipeline " + quoted(pipeline.name()) +
                       " already; move it to the stage instead");
  }
  Decision decision = decide({deal, from, pipeline, beside.stage, to,
                              TransitionKind::switch_pipeline, at, state.options.zone, details});
  const auto refuse = [&](const char* code, std::string message) {
    decision.allowed = false;
    decision.reasons.insert(decision.reasons.begin(),
                            {ReasonSeverity::refuse, code, std::move(message), {}});
  };
  if (pipeline.kind(to) != deal.stage_kind) {
    refuse("stage_kind_differs",
           "the deal is " + std::string(to_string(deal.stage_kind)) + ", but stage " +
               quoted(pipeline.stage(to).name) + " is " +
               std::string(to_string(pipeline.kind(to))) +
               "; a switch neither closes nor reopens: pick a stage of the same kind");
  }
  if (deal.value && deal.value->currency() != pipeline.currency()) {
    refuse("currency_differs", "the deal is worth " + deal.value->to_string() + ", but pipeline " +
                                   quoted(pipeline.name()) + " counts in " +
                                   std::string(pipeline.currency().code()) +
                                   "; convert or clear its value first");
  }
  return decision;
}

std::vector<std::string> codes_of(const Decision& decision) {
  std::vector<std::string> codes;
  for (const Reason& reason : decision.reasons) codes.push_back(reason.code);
  return codes;
}

/// What a repeated command answers: what the first one did, by its event.
Decision as_recorded(const Book::State& state, std::uint64_t sequence, const StageId* to) {
  Event event;
  state.journal.read(sequence, event);
  Decision decision;
  decision.transition = TransitionKind::switch_pipeline;
  const StageId* stage = nullptr;
  if (const auto* entered = std::get_if<StageEntered>(&event.payload)) {
    decision.transition = entered->transition;
    stage = &entered->stage;
  } else {
    stage = &std::get<MovedToPipeline>(event.payload).stage;
  }
  if (to != nullptr && *stage != *to) {
    throw Error(ErrorCode::conflict, "the event id " + quoted(event.id.text()) +
                                         " stands for a move to stage " + quoted(stage->text()) +
                                         " already; give each command an id of its own");
  }
  return decision;
}

/// The same as record() of a StageEntered event without words, without making one. What it comes to
/// is made ready first, so it happens whole or not at all by itself.
void enter_plainly(Book::State& state, std::uint32_t index, StageIndex to,
                   const CommandContext& context, TransitionKind transition) {
  auto& beside = state.opportunities.beside(index);
  Opportunity& deal = state.opportunities[index];
  const Stage& stage = state.pipelines[beside.pipeline].stage(to);
  Changes& changes = state.changes;
  // A command in memory that does nothing else cannot fail any more.
  const bool is_alone = changes.depth == 1 && !state.keeper.store && !stage.checklist_as_tasks;
  const bool is_put_aside = !is_alone && changes.want(beside.saved);
  if (is_put_aside) changes.make_room();
  const Instant recorded = state.recorded_at(context);
  StageAside& entering = changes.entering;
  entering.read(index, deal, to, beside.saved);
  enter_stage(entering, {stage.id, stage.kind, context.at, recorded, kNoReason, kNoDay});
  state.journal.append_stage_entered(
      beside.stream, context.at, recorded, state.actor_of(context), transition, stage.kind,
      state.pipelines.beside(beside.pipeline).stage_numbers[to.number]);
  entering.exchange(deal, beside.stage);
  if (is_put_aside) changes.aside.emplace_back(std::move(entering));
}

/// The move itself, once the stage is known and the context checked.
Decision go(Book::State& state, std::uint32_t index, StageIndex to, const CommandContext& context,
            const MoveDetails& details) {
  const auto& beside = state.opportunities.beside(index);
  const Opportunity& deal = state.opportunities[index];
  state.check_version(context, beside.stream);
  Decision decision = ask(state, index, to, context.at, details);
  if (!decision.allowed) return decision;
  const Pipeline& pipeline = state.pipelines[beside.pipeline];
  const StageId& stage = pipeline.stage(to).id;
  const StageKind kind = pipeline.kind(to);
  const bool plain = decision.reasons.empty() && details.lost_reason.empty() &&
                     details.note.empty() && !is_known(details.wake_up) && context.event_id.empty();
  if (plain) {
    enter_plainly(state, index, to, context, decision.transition);
    add_wanted_checklist_tasks(state, index, context);
    return decision;
  }
  state.record(context, {StreamKind::opportunity, deal.id.text()},
               StageEntered{decision.transition, stage, kind, details.lost_reason, details.wake_up,
                            details.note, codes_of(decision)});
  add_wanted_checklist_tasks(state, index, context);
  return decision;
}

/// A move to the pipeline's first stage of a kind.
Decision go_to_kind(Book::State& state, const OpportunityId& id, StageKind kind,
                    TransitionKind transition, const CommandContext& context,
                    const MoveDetails& details) {
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    if (const auto done =
            state.repeated(context, EventType::stage_entered, StreamKind::opportunity, id.text())) {
      return as_recorded(state, *done, nullptr);
    }
    const Pipeline& pipeline = state.pipelines[state.opportunities.beside(index).pipeline];
    const StageIndex to = pipeline.first(kind);
    if (!is_known(to)) {
      return refusal(transition, "no_" + std::string(to_string(kind)) + "_stage",
                     "pipeline " + quoted(pipeline.name()) + " has no stage of the kind \"" +
                         std::string(to_string(kind)) + "\"");
    }
    return go(state, index, to, context, details);
  });
}

/// `to` is a stage's id, or a text that is its id or its name.
template <class Stage>
Decision evaluate_move(const Book::State& state, const OpportunityId& id, const Stage& to,
                       Instant at, const MoveDetails& details) {
  const auto index = state.opportunities.require(id, "opportunity");
  const Pipeline& pipeline = state.pipelines[state.opportunities.beside(index).pipeline];
  return ask(state, index, stage_of(pipeline, to), at, details);
}

template <class Stage>
Decision move_to(Book::State& state, const OpportunityId& id, const Stage& to,
                 const CommandContext& context, const MoveDetails& details) {
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    const Pipeline& pipeline = state.pipelines[state.opportunities.beside(index).pipeline];
    if (!context.event_id.empty()) {
      if (const auto done = state.repeated(context, EventType::stage_entered,
                                           StreamKind::opportunity, id.text())) {
        if constexpr (std::is_same_v<Stage, StageId>) {
          return as_recorded(state, *done, &to);
        } else {
          return as_recorded(state, *done, &pipeline.stage(stage_of(pipeline, to)).id);
        }
      }
    }
    return go(state, index, stage_of(pipeline, to), context, details);
  });
}

}  // namespace

Decision Book::evaluate(const OpportunityId& id, const StageId& to, Instant at,
                        const MoveDetails& details) const {
  return evaluate_move(*state_, id, to, at, details);
}

Decision Book::evaluate(const OpportunityId& id, std::string_view to, Instant at,
                        const MoveDetails& details) const {
  return evaluate_move(*state_, id, to, at, details);
}

Decision Book::evaluate_switch(const OpportunityId& id, const PipelineId& pipeline,
                               const StageId& to, Instant at, const MoveDetails& details) const {
  const State& state = *state_;
  const auto index = state.opportunities.require(id, "opportunity");
  const auto target = state.pipelines.require(pipeline, "pipeline");
  return ask_switch(state, index, target, stage_of(state.pipelines[target], to), at, details);
}

Decision Book::move(const OpportunityId& id, const StageId& to, const CommandContext& context,
                    const MoveDetails& details) {
  return move_to(*state_, id, to, context, details);
}

Decision Book::move(const OpportunityId& id, std::string_view to, const CommandContext& context,
                    const MoveDetails& details) {
  return move_to(*state_, id, to, context, details);
}

Decision Book::win(const OpportunityId& id, const CommandContext& context, std::string_view note) {
  return go_to_kind(*state_, id, StageKind::won, TransitionKind::win, context,
                    {{}, kNoDay, std::string(note)});
}

Decision Book::lose(const OpportunityId& id, std::string_view reason, const CommandContext& context,
                    std::string_view note) {
  return go_to_kind(*state_, id, StageKind::lost, TransitionKind::lose, context,
                    {std::string(reason), kNoDay, std::string(note)});
}

Decision Book::park(const OpportunityId& id, Day wake_up, const CommandContext& context,
                    std::string_view note) {
  return go_to_kind(*state_, id, StageKind::parked, TransitionKind::park, context,
                    {{}, wake_up, std::string(note)});
}

Decision Book::reopen(const OpportunityId& id, const CommandContext& context, const StageId& to,
                      std::string_view note) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    if (const auto done =
            state.repeated(context, EventType::stage_entered, StreamKind::opportunity, id.text())) {
      return as_recorded(state, *done, to.empty() ? nullptr : &to);
    }
    const Opportunity& deal = state.opportunities[index];
    const Pipeline& pipeline = state.pipelines[state.opportunities.beside(index).pipeline];
    StageIndex target =
        to.empty() ? pipeline.find_id(deal.last_open_stage.text()) : stage_of(pipeline, to);
    if (to.empty() && (!is_known(target) || !pipeline.is_open(target))) {
      target = pipeline.first(StageKind::open);
    }
    if (!pipeline.is_open(target)) {
      return refusal(TransitionKind::reopen, "not_an_open_stage",
                     "a deal is reopened into an open stage, which " +
                         quoted(pipeline.stage(target).name) + " is not");
    }
    if (deal.is_open()) {
      return refusal(
          TransitionKind::reopen, "already_open",
          "the deal is open, in stage " + quoted(deal.stage.text()) + "; move it instead");
    }
    return go(state, index, target, context, {{}, kNoDay, std::string(note)});
  });
}

Decision Book::move_to_pipeline(const OpportunityId& id, const PipelineId& pipeline,
                                const StageId& to, const CommandContext& context,
                                const MoveDetails& details) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const auto index = state.opportunities.require(id, "opportunity");
    if (const auto done = state.repeated(context, EventType::moved_to_pipeline,
                                         StreamKind::opportunity, id.text())) {
      return as_recorded(state, *done, &to);
    }
    const auto target = state.pipelines.require(pipeline, "pipeline");
    state.check_version(context, state.opportunities.beside(index).stream);
    Decision decision = ask_switch(state, index, target, stage_of(state.pipelines[target], to),
                                   context.at, details);
    if (decision.allowed) {
      state.record(context, {StreamKind::opportunity, id.text()},
                   MovedToPipeline{pipeline, to, details.note, codes_of(decision)});
      add_wanted_checklist_tasks(state, index, context);
    }
    return decision;
  });
}

}  // namespace salespipe
