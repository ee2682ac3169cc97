// What an event does to the book, and how it is taken back: everything here is a fold.
#include <algorithm>
#include <set>

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
    case EventType::pipeline_changed:
      set_pipeline(*pipelines.find_text(event.stream.id),
                   pipeline_from_json(as<PipelineChanged>(event).definition));
      return;
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
      const auto index = opportunities.add(std::move(deal), {stream, 0, kNoStage});
      place_in_pipeline(index);
      if (account) accounts.beside(*account).opportunities.push_back(index);
      return;
    }
    case EventType::task_added: {
      Task task;
      fold(task, event);
      const auto deal = opportunities.find(task.opportunity);
      const auto account = accounts.find(task.account);
      const auto index = tasks.add(std::move(task), {stream});
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
        fold(opportunities[*opportunities.find_text(event.stream.id)], event);
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
    case EventType::task_dismissed:
      fold(tasks[*tasks.find_text(event.stream.id)], event);
      return;
    case EventType::stage_entered:
    case EventType::moved_to_pipeline:
    case EventType::criterion_assessed: {
      const auto deal = *opportunities.find_text(event.stream.id);
      fold(opportunities[deal], event);
      place_in_pipeline(deal);
      return;
    }
    default:
      fold(opportunities[*opportunities.find_text(event.stream.id)], event);
      return;
  }
}

void Book::State::unapply_creation(const Event& event) {
  switch (event.type()) {
    case EventType::pipeline_added:
      pipelines.remove_last();
      break;
    case EventType::account_added: {
      const auto name = account_by_name.find(as<AccountAdded>(event).name);
      if (name->second + 1 == accounts.size()) account_by_name.erase(name);
      accounts.remove_last();
      break;
    }
    case EventType::contact_added: {
      const auto account = accounts.find(as<ContactAdded>(event).account);
      if (account) accounts.beside(*account).contacts.pop_back();
      contacts.remove_last();
      break;
    }
    case EventType::opportunity_created: {
      const auto account = accounts.find(as<OpportunityCreated>(event).account);
      if (account) accounts.beside(*account).opportunities.pop_back();
      tasks_of_deal.erase(static_cast<std::uint32_t>(opportunities.size() - 1));
      opportunities.remove_last();
      break;
    }
    case EventType::task_added: {
      const auto& added = as<TaskAdded>(event);
      const auto deal = opportunities.find(added.opportunity);
      const auto account = accounts.find(added.account);
      if (deal) {
        tasks_of_deal[*deal].pop_back();
      } else if (account) {
        accounts.beside(*account).tasks.pop_back();
      }
      tasks.remove_last();
      break;
    }
    case EventType::interaction_logged:
      external_ids.erase(as<InteractionLogged>(event).external_id);
      interactions.pop_back();
      return;  // it began no stream
    case EventType::access_configured:
    case EventType::access_refused:
      if (journal.version(*access_stream) > 0) return;
      access_stream.reset();
      access.reset();
      break;
    case EventType::automation_configured:
    case EventType::rule_fired:
    case EventType::automation_ran:
      if (journal.version(*automation_stream) > 0) return;
      automation_stream.reset();
      automation.reset();
      break;
    default:
      return;
  }
  journal.remove_last_stream();
}

void Book::State::roll_back_to(std::uint64_t sequence) {
  if (journal.size() <= sequence) return;
  ++keeper.taken_back;
  to_erase.clear();
  std::set<std::uint32_t> touched;
  Event event;
  while (journal.size() > sequence) {
    journal.read(journal.size(), event);
    const std::uint32_t stream = journal.stream_of(journal.size()).number;
    journal.remove_last();
    touched.insert(stream);
    if (journal.version({stream}) == 0) touched.erase(stream);
    unapply_creation(event);
  }
  // Pipelines first (they are streams like others, but deals are placed in them).
  for (const bool of_pipelines : {true, false}) {
    for (const std::uint32_t stream : touched) {
      const bool is_pipeline = journal.stream({stream}).kind == StreamKind::pipeline;
      if (is_pipeline == of_pipelines) refold({stream});
    }
  }
}

void Book::State::refold(StreamIndex stream) {
  const Stream& of = journal.stream(stream);
  Event event;
  const auto replay = [&](auto& thing) {
    const std::vector<Event> events = journal.events_of(stream);
    fold_all(thing, events, undone_in(events));
  };
  if (of.kind == StreamKind::pipeline) {
    journal.read(journal.sequences(stream).back(), event);
    const auto* changed = std::get_if<PipelineChanged>(&event.payload);
    set_pipeline(*pipelines.find(PipelineId(of.id)),
                 pipeline_from_json(changed != nullptr ? changed->definition
                                                       : as<PipelineAdded>(event).definition));
  } else if (of.kind == StreamKind::opportunity) {
    const auto index = *opportunities.find(OpportunityId(of.id));
    opportunities[index] = Opportunity{};
    replay(opportunities[index]);
    place_in_pipeline(index);
  } else if (of.kind == StreamKind::task) {
    const auto index = *tasks.find(TaskId(of.id));
    tasks[index] = Task{};
    replay(tasks[index]);
  } else if (of.kind == StreamKind::access) {
    access.reset();
    for (const Event& each : journal.events_of(stream)) apply_access(each, stream);
  } else if (of.kind == StreamKind::automation) {
    automation.reset();
    for (const Event& each : journal.events_of(stream)) apply_automation(each, stream);
  } else {
    count_events(stream);
  }
}

void Book::State::apply_automation(const Event& event, StreamIndex stream) {
  automation_stream = stream;
  if (const auto* configured = std::get_if<AutomationConfigured>(&event.payload)) {
    automation = std::make_shared<AutomationRules>(automation_from_json(configured->rules));
  }
}

void Book::State::apply_access(const Event& event, StreamIndex stream) {
  access_stream = stream;
  if (const auto* configured = std::get_if<AccessConfigured>(&event.payload)) {
    access = std::make_shared<AccessPolicy>(access_rules_from_json(configured->rules));
  }
}

void Book::State::count_events(StreamIndex stream) {
  const Stream& of = journal.stream(stream);
  if (of.kind == StreamKind::account) {
    accounts[*accounts.find(AccountId(of.id))].version = journal.version(stream);
  } else {
    contacts[*contacts.find(ContactId(of.id))].version = journal.version(stream);
  }
}

}  // namespace salespipe
