#include "salespipe/simulate/book.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/simulate/generate.hpp"
#include "simulate/deal.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

constexpr std::uint64_t kMostDeals = 10'000'000;

enum class What : std::uint8_t { step, touch, task_added, task_assigned, task_done };

// One thing to tell the book; `item` is a position in the list of its kind.
struct Entry {
  LocalSecond at;
  std::uint32_t deal;
  std::uint32_t item;
  Code owner;  // Of the deal at that time.
  What what;
};

struct Facts {
  Code account;
  Code source;
  Code product;
};

std::string numbered(char letter, std::size_t number) {
  std::string text = std::to_string(number + 1);
  if (text.size() < 6) text.insert(0, 6 - text.size(), '0');
  return letter + text;
}

Pipeline standard_pipeline(const World::Data& world) {
  return Pipeline::standard(world.names.pipelines.front(), world.options.currency, Fridge::with);
}

// Collects the lives of all deals, then tells the book in the order of time.
class Writer {
 public:
  Writer(Book& book, const World& world) : book_(book), world_(world.data()) {
    for (std::uint64_t index = 0; index < world_.options.opportunities; ++index) collect(index);
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.at < b.at; });
  }

  void write() {
    begin();
    for (const Entry& entry : entries_) {
      CommandContext context;
      context.at = world_.calendar.instant(entry.at);
      context.actor = owners_[static_cast<std::size_t>(entry.owner)];
      switch (entry.what) {
        case What::step:
          tell_step(entry, context);
          break;
        case What::touch:
          tell_touch(entry, context);
          break;
        default:
          tell_task(entry, context);
          break;
      }
    }
  }

 private:
  void collect(std::uint64_t index);
  void begin();
  void tell_step(const Entry& entry, const CommandContext& context);
  void tell_stage(const Entry& entry, const Step& step, const CommandContext& context);
  void create(const Entry& entry, const Step& step, const CommandContext& context);
  void qualify(const Entry& entry, const CommandContext& context);
  void tell_touch(const Entry& entry, const CommandContext& context);
  void tell_task(const Entry& entry, const CommandContext& context);

  std::optional<DealValue> worth(std::int64_t minor_units) const {
    if (minor_units == kNoValue) return std::nullopt;
    return DealValue(Money(minor_units, world_.options.currency));
  }
  const ActorId& owner(Code code) const { return owners_[static_cast<std::size_t>(code)]; }

  Book& book_;
  const World::Data& world_;
  std::vector<Facts> deals_;
  std::vector<Step> steps_;
  std::vector<Touch> touches_;
  std::vector<NextStep> tasks_;
  std::vector<Entry> entries_;
  // What the book calls them.
  PipelineId pipeline_;
  std::vector<StageId> stages_;
  std::vector<ActorId> owners_;
  std::vector<AccountId> accounts_;  // Empty until the first deal with it.
  std::vector<OpportunityId> ids_;
  std::vector<TaskId> task_ids_;
  // Working memory of collect().
  Deal life_;
  std::vector<Touch> said_;
  std::vector<NextStep> planned_;
};

void Writer::collect(std::uint64_t index) {
  const auto deal = static_cast<std::uint32_t>(index);
  live(world_, index, life_);
  deals_.push_back({life_.account, life_.source, life_.product});
  Code owner = life_.steps.front().owner;
  for (const Step& step : life_.steps) {
    if (step.owner != kNoCode) owner = step.owner;
    entries_.push_back(
        {step.at, deal, static_cast<std::uint32_t>(steps_.size()), owner, What::step});
    steps_.push_back(step);
  }
  if (world_.options.interactions) {
    talk(world_, index, life_, said_);
    for (const Touch& touch : said_) {
      entries_.push_back({touch.at, deal, static_cast<std::uint32_t>(touches_.size()),
                          life_.owner_at(touch.at), What::touch});
      touches_.push_back(touch);
    }
  }
  if (!world_.options.tasks) return;
  plan(world_, index, life_, planned_);
  for (const NextStep& task : planned_) {
    const auto item = static_cast<std::uint32_t>(tasks_.size());
    const bool done = task.done_at != kNotDone;
    const LocalSecond until = done ? task.done_at : std::numeric_limits<LocalSecond>::max();
    entries_.push_back({task.created, deal, item, life_.owner_at(task.created), What::task_added});
    for (const Step& step : life_.steps) {
      if (step.owner == kNoCode || step.at <= task.created || step.at > until) continue;
      entries_.push_back({step.at, deal, item, step.owner, What::task_assigned});
    }
    if (done) {
      entries_.push_back({task.done_at, deal, item, life_.owner_at(task.done_at), What::task_done});
    }
    tasks_.push_back(task);
  }
}

void Writer::begin() {
  const Dictionaries& names = world_.names;
  CommandContext context;
  context.at = world_.calendar.instant(start_of(world_.options.start) + 6 * 3600);
  const Pipeline pipeline = standard_pipeline(world_);
  pipeline_ = book_.add_pipeline(pipeline, context);
  for (const Stage& stage : pipeline.stages()) stages_.push_back(stage.id);
  for (const std::string& name : names.owners) owners_.emplace_back(name);
  accounts_.resize(names.accounts.size());
  ids_.resize(deals_.size());
  task_ids_.resize(tasks_.size());
}

void Writer::tell_step(const Entry& entry, const CommandContext& context) {
  const Step& step = steps_[entry.item];
  const OpportunityId& id = ids_[entry.deal];
  if (id.empty()) return create(entry, step, context);
  // What changes in the same moment as the stage is known when it does.
  if (step.value != kNoValue) book_.change_value(id, worth(step.value), context);
  if (step.owner != kNoCode) book_.change_owner(id, owner(step.owner), context);
  if (is_known(step.expected_close)) {
    book_.change_expected_close(id, step.expected_close, context);
  }
  if (step.stage != kNoCode) tell_stage(entry, step, context);
}

void Writer::create(const Entry& entry, const Step& step, const CommandContext& context) {
  const Facts& facts = deals_[entry.deal];
  const Dictionaries& names = world_.names;
  const auto account = static_cast<std::size_t>(facts.account);
  if (accounts_[account].empty()) {
    accounts_[account] = book_.add_account(names.accounts[account], context,
                                           AccountId(numbered('A', account)), owner(step.owner));
  }
  NewOpportunity deal;
  deal.name =
      names.accounts[account] + ", " + names.products[static_cast<std::size_t>(facts.product)];
  deal.id = OpportunityId(opportunity_id(entry.deal));
  deal.stage = stages_[static_cast<std::size_t>(step.stage)];
  deal.account = accounts_[account];
  deal.owner = owner(step.owner);
  deal.value = worth(step.value);
  deal.source = names.sources[static_cast<std::size_t>(facts.source)];
  deal.product = names.products[static_cast<std::size_t>(facts.product)];
  deal.expected_close = step.expected_close;
  ids_[entry.deal] = book_.create_opportunity(pipeline_, deal, context);
}

void Writer::tell_stage(const Entry& entry, const Step& step, const CommandContext& context) {
  const OpportunityId& id = ids_[entry.deal];
  const StageId& stage = stages_[static_cast<std::size_t>(step.stage)];
  const bool was_open = book_.opportunity(id).is_open();
  Decision decision;
  switch (step.stage) {
    case kWon:
      decision = book_.win(id, context);
      break;
    case kLost:
      decision = book_.lose(
          id, world_.names.lost_reasons[static_cast<std::size_t>(step.lost_reason)], context);
      break;
    case kFridge:
      decision = book_.park(id, step.wake_up, context);
      break;
    default:
      if (step.stage >= kQualified) qualify(entry, context);
      decision = was_open ? book_.move(id, stage, context) : book_.reopen(id, context, stage);
  }
  if (!decision) {
    throw Error(ErrorCode::internal, "the standard pipeline refuses the simulated move of " +
                                         id.text() + " to " + stage.text());
  }
}

// Most deals that become qualified have been asked the questions of the framework.
void Writer::qualify(const Entry& entry, const CommandContext& context) {
  const OpportunityId& id = ids_[entry.deal];
  if (!book_.opportunity(id).criteria.empty()) return;
  Draw draw(world_.options.seed, Stream::qualification, entry.deal);
  if (!draw.chance(kAssessed)) return;
  std::map<CriterionId, CriterionState> states;
  for (const QualificationCriterion& criterion : book_.pipeline(pipeline_).framework().criteria()) {
    states.emplace(criterion.id, CriterionState::met);
  }
  book_.qualify(id, states, context);
}

void Writer::tell_touch(const Entry& entry, const CommandContext& context) {
  NewInteraction interaction;
  const auto type = static_cast<std::size_t>(touches_[entry.item].type);
  interaction.type = parse_interaction_type(world_.names.interaction_types[type]).value();
  interaction.opportunity = ids_[entry.deal];
  interaction.owner = owner(entry.owner);
  book_.log_interaction(interaction, context);
}

void Writer::tell_task(const Entry& entry, const CommandContext& context) {
  const NextStep& next = tasks_[entry.item];
  TaskId& id = task_ids_[entry.item];
  if (entry.what == What::task_added) {
    NewTask task;
    task.description = world_.names.tasks[static_cast<std::size_t>(next.description)];
    task.id = TaskId(numbered('T', entry.item));
    task.opportunity = ids_[entry.deal];
    task.assignee = owner(entry.owner);
    task.due = next.due;
    id = book_.add_task(task, context);
  } else if (entry.what == What::task_assigned) {
    book_.assign_task(id, owner(entry.owner), context);
  } else {
    book_.complete_task(id, context);
  }
}

}  // namespace

Pipeline team_pipeline(const World& world) { return standard_pipeline(world.data()); }

void into_book(Book& book, const World& world) {
  if (world.options().opportunities > kMostDeals) {
    throw Error(ErrorCode::invalid_argument,
                std::to_string(world.options().opportunities) +
                    " simulated deals are too many for a book of 10000000 at most; write tables "
                    "instead");
  }
  Writer(book, world).write();
}

Book make_book(const World& world) {
  BookOptions options;
  options.zone = TimeZone::find("Europe/Stockholm");
  Book book(options);
  into_book(book, world);
  return book;
}

}  // namespace salespipe::simulate
