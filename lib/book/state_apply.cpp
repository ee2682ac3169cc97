// What an event does to the book: everything here is a fold. What it changes is put aside before.
#include <utility>

#include "book/assessment_of.hpp"
#include "book/redaction.hpp"
#include "book/state.hpp"
#include "book/undone.hpp"
#include "salespipe/definition/automation.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

template <class Payload>
const Payload& as(const Event& event) {
  return std::get<Payload>(event.payload);
}

}  // namespace

void Book::State::set_pipeline(std::uint32_t index, Pipeline pipeline) {
  auto& numbers = pipelines.beside(index).stage_numbers;
  numbers.clear();
  for (const Stage& stage : pipeline.stages()) numbers.push_back(journal.stage_number(stage.id));
  pipelines[index] = std::move(pipeline);
  for (std::uint32_t deal = 0; deal < opportunities.size(); ++deal) {
    if (opportunities.beside(deal).pipeline == index) place_in_pipeline(deal);
  }
}

void Book::State::place_in_pipeline(std::uint32_t deal) {
  auto& beside = opportunities.beside(deal);
  beside.pipeline = *pipelines.find(opportunities[deal].pipeline);
  beside.stage = pipelines[beside.pipeline].find_id(opportunities[deal].stage.text());
  opportunities[deal].verdict = assessment(deal).verdict;
}

Assessment Book::State::assessment(std::uint32_t deal) const {
  return assessment_of(opportunities[deal],
                       pipelines[opportunities.beside(deal).pipeline].framework());
}

void Book::State::append_checked(const Event& event) {
  const auto stream = find_stream(event.stream.kind, event.stream.id);
  journal.append(stream ? *stream : journal.add_stream(event.stream.kind, event.stream.id), event);
  apply(event);
}

void Book::State::apply(const Event& event) {
  // A stream that this event begins is the one of the event just written.
  const StreamIndex stream = journal.stream_of(journal.size());
  switch (event.type()) {
    case EventType::pipeline_added: {
      Pipeline pipeline = pipeline_from_json(as<PipelineAdded>(event).definition);
      const auto index = pipelines.add(pipeline, {stream, {}});
      set_pipeline(index, std::move(pipeline));
      return;
    }
    case EventType::pipeline_changed: {
      const auto index = *pipelines.find_text(event.stream.id);
      set_aside_pipeline(index);
      set_pipeline(index, pipeline_from_json(as<PipelineChanged>(event).definition));
      return;
    }
    case EventType::account_added: {
      const auto& added = as<AccountAdded>(event);
      Account account{AccountId(event.stream.id), added.name, added.owner, event.occurred_at, 1};
      const auto index = accounts.add(account, {stream, {}, {}, {}});
      account_by_name.emplace(added.name, index);
      return;
    }
    case EventType::contact_added: {
      const auto& added = as<ContactAdded>(event);
      Contact contact{ContactId(event.stream.id), added.name, added.account, added.email,
                      event.occurred_at,          1};
      const auto index = contacts.add(contact, {stream});
      if (!added.account.empty()) {
        accounts.beside(*accounts.find(added.account)).contacts.push_back(index);
      }
      return;
    }
    case EventType::opportunity_created: {
      Opportunity deal;
      fold(deal, event);
      const auto account = accounts.find(deal.account);
      const auto index = opportunities.add(std::move(deal), {stream, 0, kNoStage, changes.current});
      place_in_pipeline(index);
      if (account) accounts.beside(*account).opportunities.push_back(index);
      return;
    }
    case EventType::task_added: {
      Task task;
      fold(task, event);
      const auto deal = opportunities.find(task.opportunity);
      const auto account = accounts.find(task.account);
      const auto index = tasks.add(std::move(task), {stream, changes.current});
      if (deal) {
        tasks_of_deal[*deal].push_back(index);
      } else if (account) {
        accounts.beside(*account).tasks.push_back(index);
      }
      return;
    }
    case EventType::interaction_logged: {
      const auto& logged = as<InteractionLogged>(event);
      interactions.push_back({logged.type, logged.direction, logged.account, logged.contact,
                              logged.opportunity, logged.owner, logged.summary, logged.external_id,
                              event.occurred_at, journal.size()});
      if (!logged.external_id.empty()) external_ids.emplace(logged.external_id, journal.size());
      if (event.stream.kind == StreamKind::opportunity) {
        const auto deal = *opportunities.find_text(event.stream.id);
        set_aside_deal(deal);
        fold(opportunities[deal], event);
      } else {
        count_events(stream);
      }
      return;
    }
    case EventType::events_undone:
      refold(stream);
      return;
    case EventType::access_configured:
    case EventType::access_refused:
      apply_access(event, stream);
      return;
    case EventType::automation_configured:
    case EventType::rule_fired:
    case EventType::automation_ran:
      apply_automation(event, stream);
      return;
    case EventType::person_erased: {
      count_events(stream);
      const ContactId id(event.stream.id);
      if (contacts[*contacts.find(id)].name != kErased) to_erase.push_back(id);
      return;
    }
    case EventType::task_completed:
    case EventType::task_snoozed:
    case EventType::task_assigned:
    case EventType::task_edited:
    case EventType::task_dismissed: {
      const auto task = *tasks.find_text(event.stream.id);
      set_aside_task(task);
      fold(tasks[task], event);
      return;
    }
    case EventType::stage_entered: {
      const auto deal = *opportunities.find_text(event.stream.id);
      set_aside_stage(deal);
      fold(opportunities[deal], event);
      place_in_pipeline(deal);
      return;
    }
    case EventType::moved_to_pipeline:
    case EventType::criterion_assessed: {
      const auto deal = *opportunities.find_text(event.stream.id);
      set_aside_deal(deal);
      fold(opportunities[deal], event);
      place_in_pipeline(deal);
      return;
    }
    default: {
      const auto deal = *opportunities.find_text(event.stream.id);
      set_aside_deal(deal);
      fold(opportunities[deal], event);
      return;
    }
  }
}

/// The thing of the stream anew, from the events that count: only deals and tasks are undone.
void Book::State::refold(StreamIndex stream) {
  const Stream& of = journal.stream(stream);
  const std::vector<Event> events = journal.events_of(stream);
  const auto undone = undone_in(events);
  if (of.kind == StreamKind::opportunity) {
    const auto index = *opportunities.find_text(of.id);
    set_aside_deal(index);
    opportunities[index] = Opportunity{};
    fold_all(opportunities[index], events, undone);
    place_in_pipeline(index);
  } else if (of.kind == StreamKind::task) {
    const auto index = *tasks.find_text(of.id);
    set_aside_task(index);
    tasks[index] = Task{};
    fold_all(tasks[index], events, undone);
  }
}

void Book::State::apply_automation(const Event& event, StreamIndex stream) {
  set_aside_automation();
  automation_stream = stream;
  if (const auto* configured = std::get_if<AutomationConfigured>(&event.payload)) {
    automation = std::make_shared<AutomationRules>(automation_from_json(configured->rules));
  }
}

void Book::State::apply_access(const Event& event, StreamIndex stream) {
  set_aside_access();
  access_stream = stream;
  if (const auto* configured = std::get_if<AccessConfigured>(&event.payload)) {
    access = std::make_shared<AccessPolicy>(access_rules_from_json(configured->rules));
  }
}

}  // namespace salespipe
