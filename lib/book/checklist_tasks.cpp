#include "book/checklist_tasks.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "book/limits.hpp"

namespace salespipe {
namespace {

/// A description of a step may be longer than that of a task.
std::string as_line(const std::string& description) {
  if (description.size() <= kLongestLine) return description;
  constexpr std::string_view kCut = "...";
  std::size_t end = kLongestLine - kCut.size();
  const auto is_inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(description[at]) & 0xC0U) == 0x80U;
  };
  while (end > 0 && is_inside(end)) --end;
  return description.substr(0, end) + std::string(kCut);
}

/// The first of a deal's tasks that stands for a step, of those that `fits`.
template <class Fits>
std::optional<std::uint32_t> task_of(const Book::State& state, std::uint32_t deal,
                                     const StageId& stage, const ExitCriterionId& criterion,
                                     const Fits& fits) {
  const auto of_deal = state.tasks_of_deal.find(deal);
  if (of_deal == state.tasks_of_deal.end()) return std::nullopt;
  for (const std::uint32_t index : of_deal->second) {
    const Task& task = state.tasks[index];
    if (task.stage == stage && task.criterion == criterion && fits(task)) return index;
  }
  return std::nullopt;
}

/// "deal-7/qualified/send-papers": the same command again finds it, and so does another host.
TaskId id_of(const Book::State& state, const Opportunity& deal, const StageId& stage,
             const ExitCriterionId& criterion) {
  const std::string id = deal.id.text() + "/" + stage.text() + "/" + criterion.text();
  const bool is_free = id.size() <= kLongestId && !state.tasks.find(TaskId(id));
  return is_free ? TaskId(id) : state.new_id<TaskId>("task", state.tasks);
}

}  // namespace

std::vector<TaskId> add_checklist_tasks(Book::State& state, std::uint32_t deal,
                                        const CommandContext& context) {
  std::vector<TaskId> added;
  const auto& beside = state.opportunities.beside(deal);
  const Pipeline pipeline = state.pipelines[beside.pipeline];
  const Stage& stage = pipeline.stage(beside.stage);
  CommandContext each = context;
  each.event_id = {};  // what begins is not undone with the move that it follows from
  for (const ExitCriterion& criterion : stage.exit_criteria) {
    const auto* step = std::get_if<ChecklistTask>(&criterion.what);
    if (step == nullptr) continue;
    const Opportunity& of = state.opportunities[deal];
    if (of.ticked.contains({stage.id, criterion.id})) continue;
    const auto any = [](const Task& /*task*/) { return true; };
    if (task_of(state, deal, stage.id, criterion.id, any)) continue;
    TaskAdded task;
    task.description = as_line(step->description);
    task.opportunity = of.id;
    task.account = of.account;
    task.assignee = of.owner;
    task.stage = stage.id;
    task.criterion = criterion.id;
    added.push_back(id_of(state, of, stage.id, criterion.id));
    state.record(each, {StreamKind::task, added.back().text()}, std::move(task));
  }
  return added;
}

void add_wanted_checklist_tasks(Book::State& state, std::uint32_t deal,
                                const CommandContext& context) {
  const auto& beside = state.opportunities.beside(deal);
  if (state.pipelines[beside.pipeline].stage(beside.stage).checklist_as_tasks) {
    add_checklist_tasks(state, deal, context);
  }
}

std::optional<std::uint32_t> open_task_of(const Book::State& state, std::uint32_t deal,
                                          const StageId& stage, const ExitCriterionId& criterion) {
  return task_of(state, deal, stage, criterion,
                 [](const Task& task) { return task.state == TaskState::open; });
}

bool is_to_tick(const Book::State& state, const Task& task) {
  if (task.criterion.empty()) return false;
  const auto deal = state.opportunities.find(task.opportunity);
  if (!deal || state.opportunities[*deal].ticked.contains({task.stage, task.criterion})) {
    return false;
  }
  const Pipeline& pipeline = state.pipelines[state.opportunities.beside(*deal).pipeline];
  const StageIndex index = pipeline.find_id(task.stage.text());
  if (!is_known(index)) return false;  // the deal is in another pipeline now
  const auto& criteria = pipeline.stage(index).exit_criteria;
  return std::any_of(criteria.begin(), criteria.end(), [&](const ExitCriterion& criterion) {
    return criterion.id == task.criterion && type_of(criterion) == ExitCriterionType::task;
  });
}

}  // namespace salespipe
