// Taking changes back. Nothing here takes memory: whatever is needed was put aside.
#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "book/state.hpp"

namespace salespipe {

static_assert(std::is_nothrow_move_assignable_v<Opportunity>);
static_assert(std::is_nothrow_move_assignable_v<Task>);
static_assert(std::is_nothrow_move_assignable_v<Pipeline>);
static_assert(std::is_nothrow_move_constructible_v<Aside>, "so that room for one more is enough");

ChangeMark Book::State::begin_change() noexcept {
  const ChangeMark mark{journal.size(), changes.aside.size(), to_erase.size(), changes.current};
  ++changes.depth;
  changes.current = ++changes.last;
  return mark;
}

/// Whether the outer change can do without it: it has put the thing aside itself, or added it.
/// Otherwise the thing is put aside for the outer one too.
struct Book::State::IsCovered {
  State& state;
  std::uint64_t outer;

  bool operator()(const StageAside& kept) const noexcept { return kept.saved == outer; }
  bool operator()(const std::unique_ptr<DealAside>& kept) const noexcept {
    state.opportunities.beside(kept->index).saved = outer;
    return kept->saved == outer;
  }
  bool operator()(const std::unique_ptr<TaskAside>& kept) const noexcept {
    state.tasks.beside(kept->index).saved = outer;
    return kept->saved == outer;
  }
  bool operator()(const auto& /*rare*/) const noexcept { return false; }
};

void Book::State::end_change(const ChangeMark& mark) noexcept {
  changes.current = mark.outer;
  if (--changes.depth == 0) return changes.forget();
  auto& aside = changes.aside;
  if (aside.size() <= mark.aside) return;
  const auto first = aside.begin() + static_cast<std::ptrdiff_t>(mark.aside);
  const auto last = std::remove_if(first, aside.end(), [&](const Aside& kept) {
    return std::visit(IsCovered{*this, mark.outer}, kept);
  });
  aside.erase(last, aside.end());
}

void Book::State::set_aside_stage(std::uint32_t deal) {
  if (!changes.want(opportunities.beside(deal).saved)) return;
  StageAside kept;
  const auto& beside = opportunities.beside(deal);
  kept.read(deal, opportunities[deal], beside.stage, beside.saved);
  changes.aside.emplace_back(std::move(kept));
}

void Book::State::set_aside_deal(std::uint32_t deal) {
  auto& beside = opportunities.beside(deal);
  if (!changes.want(beside.saved)) return;
  changes.aside.emplace_back(std::make_unique<DealAside>(
      DealAside{deal, beside.pipeline, beside.stage, beside.saved, opportunities[deal]}));
  beside.saved = changes.current;
}

void Book::State::set_aside_task(std::uint32_t task) {
  auto& beside = tasks.beside(task);
  if (!changes.want(beside.saved)) return;
  changes.aside.emplace_back(
      std::make_unique<TaskAside>(TaskAside{task, beside.saved, tasks[task]}));
  beside.saved = changes.current;
}

void Book::State::set_aside_pipeline(std::uint32_t pipeline) {
  if (changes.depth == 0) return;
  auto kept = std::make_unique<PipelineAside>(
      PipelineAside{pipeline, pipelines[pipeline], pipelines.beside(pipeline).stage_numbers, {}});
  for (std::uint32_t deal = 0; deal < opportunities.size(); ++deal) {
    const auto& beside = opportunities.beside(deal);
    if (beside.pipeline == pipeline) {
      kept->deals.push_back({deal, beside.stage, opportunities[deal].verdict});
    }
  }
  changes.aside.emplace_back(std::move(kept));
}

void Book::State::set_aside_access() {
  if (changes.depth > 0) changes.aside.emplace_back(AccessAside{access_stream, access});
}

void Book::State::set_aside_automation() {
  if (changes.depth > 0) changes.aside.emplace_back(AutomationAside{automation_stream, automation});
}

/// Puts back what was there.
struct Book::State::PutBack {
  State& state;

  void operator()(StageAside& kept) const noexcept {
    kept.exchange(state.opportunities[kept.index], state.opportunities.beside(kept.index).stage);
  }
  void operator()(std::unique_ptr<DealAside>& kept) const noexcept {
    auto& beside = state.opportunities.beside(kept->index);
    beside.pipeline = kept->pipeline;
    beside.stage = kept->place;
    state.opportunities[kept->index] = std::move(kept->deal);
  }
  void operator()(std::unique_ptr<TaskAside>& kept) const noexcept {
    state.tasks[kept->index] = std::move(kept->task);
  }
  void operator()(std::unique_ptr<PipelineAside>& kept) const noexcept {
    state.pipelines[kept->index] = std::move(kept->pipeline);
    state.pipelines.beside(kept->index).stage_numbers = std::move(kept->stage_numbers);
    for (const PipelineAside::Place& place : kept->deals) {
      state.opportunities.beside(place.deal).stage = place.stage;
      state.opportunities[place.deal].verdict = place.verdict;
    }
  }
  void operator()(AccessAside& kept) const noexcept {
    state.access_stream = kept.stream;
    state.access = std::move(kept.policy);
  }
  void operator()(AutomationAside& kept) const noexcept {
    state.automation_stream = kept.stream;
    state.automation = std::move(kept.rules);
  }
};

void Book::State::take_back(const ChangeMark& mark) noexcept {
  for (; changes.aside.size() > mark.aside; changes.aside.pop_back()) {
    std::visit(PutBack{*this}, changes.aside.back());
  }
  if (journal.size() > mark.sequence) ++keeper.taken_back;
  while (journal.size() > mark.sequence) {
    const StreamIndex stream = journal.stream_of(journal.size());
    take_back_thing(journal.type(journal.size()), stream);
    journal.remove_last();
    if (journal.version(stream) > 0) count_events(stream);
  }
  journal.remove_empty_streams();  // also one whose first event did not come about
  while (to_erase.size() > mark.to_erase) to_erase.pop_back();
}

namespace {

void remove_last(std::vector<std::uint32_t>& list, std::size_t index) noexcept {
  if (!list.empty() && list.back() == index) list.pop_back();
}

/// Whether the last of a shelf is what the last event made. It is not where the event did not come
/// as far.
template <class OnShelf>
bool made_last(const OnShelf& shelf, StreamIndex stream) noexcept {
  return shelf.size() > 0 &&
         shelf.beside(static_cast<std::uint32_t>(shelf.size() - 1)).stream == stream;
}

}  // namespace

/// What the last event, of `type`, added.
void Book::State::take_back_thing(EventType type, StreamIndex stream) noexcept {
  switch (type) {
    case EventType::pipeline_added:
      if (made_last(pipelines, stream)) pipelines.remove_last();
      return;
    case EventType::account_added: {
      if (!made_last(accounts, stream)) return;
      const auto name = account_by_name.find(accounts.things().back().name);
      if (name != account_by_name.end() && name->second + 1 == accounts.size()) {
        account_by_name.erase(name);
      }
      accounts.remove_last();
      return;
    }
    case EventType::contact_added: {
      if (!made_last(contacts, stream)) return;
      const auto account = accounts.find(contacts.things().back().account);
      if (account) remove_last(accounts.beside(*account).contacts, contacts.size() - 1);
      contacts.remove_last();
      return;
    }
    case EventType::opportunity_created: {
      if (!made_last(opportunities, stream)) return;
      const auto account = accounts.find(opportunities.things().back().account);
      if (account) remove_last(accounts.beside(*account).opportunities, opportunities.size() - 1);
      tasks_of_deal.erase(static_cast<std::uint32_t>(opportunities.size() - 1));
      opportunities.remove_last();
      return;
    }
    case EventType::task_added: {
      if (!made_last(tasks, stream)) return;
      const Task& task = tasks.things().back();
      const auto deal = opportunities.find(task.opportunity);
      const auto account = accounts.find(task.account);
      if (deal) {
        const auto of_deal = tasks_of_deal.find(*deal);
        if (of_deal != tasks_of_deal.end()) remove_last(of_deal->second, tasks.size() - 1);
      } else if (account) {
        remove_last(accounts.beside(*account).tasks, tasks.size() - 1);
      }
      tasks.remove_last();
      return;
    }
    case EventType::interaction_logged: {
      if (interactions.empty() || interactions.back().sequence != journal.size()) return;
      const auto external = external_ids.find(interactions.back().external_id);
      if (external != external_ids.end() && external->second == journal.size()) {
        external_ids.erase(external);
      }
      interactions.pop_back();
      return;
    }
    default:
      return;
  }
}

/// Of an account or contact, whose events add up only.
void Book::State::count_events(StreamIndex stream) noexcept {
  const Stream& of = journal.stream(stream);
  if (of.kind == StreamKind::account) {
    accounts[*accounts.find_text(of.id)].version = journal.version(stream);
  } else if (of.kind == StreamKind::contact) {
    contacts[*contacts.find_text(of.id)].version = journal.version(stream);
  }
}

static_assert(std::is_nothrow_move_assignable_v<Journal>);
static_assert(std::is_nothrow_move_assignable_v<decltype(Book::State::opportunities)>);
static_assert(std::is_nothrow_move_assignable_v<decltype(Book::State::interactions)>);
static_assert(std::is_nothrow_move_assignable_v<decltype(Book::State::tasks_of_deal)>);
static_assert(std::is_nothrow_move_assignable_v<decltype(Book::State::external_ids)>);

void Book::State::become(State& other) noexcept {
  journal = std::move(other.journal);
  pipelines = std::move(other.pipelines);
  accounts = std::move(other.accounts);
  contacts = std::move(other.contacts);
  opportunities = std::move(other.opportunities);
  tasks = std::move(other.tasks);
  interactions = std::move(other.interactions);
  access_stream = other.access_stream;
  access = std::move(other.access);
  automation_stream = other.automation_stream;
  automation = std::move(other.automation);
  to_erase = std::move(other.to_erase);
  tasks_of_deal = std::move(other.tasks_of_deal);
  external_ids = std::move(other.external_ids);
  account_by_name = std::move(other.account_by_name);
  changes.last = std::max(changes.last, other.changes.last);
  ++keeper.taken_back;
}

}  // namespace salespipe
