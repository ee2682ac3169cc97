#include "salespipe/simulate/generate.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <thread>
#include <utility>

#include "salespipe/base/error.hpp"
#include "simulate/deal.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

// Less than this many deals are not worth a thread of their own.
constexpr std::uint64_t kLeastPerThread = 1000;

void add_history(const Calendar& calendar, std::uint64_t index, const Step& step,
                 HistoryColumns& history) {
  history.opportunity.push_back(index);
  history.at.push_back(calendar.instant(step.at));
  history.stage.push_back(step.stage);
  history.value.push_back(step.value);
  history.owner.push_back(step.owner);
  history.expected_close.push_back(step.expected_close);
}

void add_deal(const Calendar& calendar, std::uint64_t index, const Deal& deal, Batch& batch) {
  Step last = deal.steps.front();
  LocalSecond entered = last.at;
  for (const Step& step : deal.steps) {
    add_history(calendar, index, step, batch.history);
    if (step.value != kNoValue) last.value = step.value;
    if (step.owner != kNoCode) last.owner = step.owner;
    if (is_known(step.expected_close)) last.expected_close = step.expected_close;
    if (step.stage == kNoCode) continue;
    last.stage = step.stage;
    last.lost_reason = step.lost_reason;
    last.wake_up = step.wake_up;
    entered = step.at;
  }
  const bool closed = last.stage == kWon || last.stage == kLost;
  OpportunityColumns& rows = batch.opportunities;
  rows.index.push_back(index);
  rows.account.push_back(deal.account);
  rows.owner.push_back(last.owner);
  rows.source.push_back(deal.source);
  rows.product.push_back(deal.product);
  rows.pipeline.push_back(0);
  rows.created.push_back(calendar.instant(deal.steps.front().at));
  rows.stage.push_back(last.stage);
  rows.closed.push_back(closed ? calendar.instant(entered) : kNoInstant);
  rows.expected_close.push_back(last.expected_close);
  rows.value.push_back(last.value);
  rows.lost_reason.push_back(last.lost_reason);
  rows.wake_up.push_back(last.wake_up);
}

void add_touches(const Calendar& calendar, std::uint64_t index, const Deal& deal,
                 const std::vector<Touch>& touches, InteractionColumns& rows) {
  for (const Touch& touch : touches) {
    rows.opportunity.push_back(index);
    rows.at.push_back(calendar.instant(touch.at));
    rows.type.push_back(touch.type);
    rows.owner.push_back(deal.owner_at(touch.at));
    rows.account.push_back(deal.account);
  }
}

void add_next_steps(const Calendar& calendar, std::uint64_t index, const Deal& deal,
                    const std::vector<NextStep>& next_steps, TaskColumns& rows) {
  for (const NextStep& step : next_steps) {
    const bool done = step.done_at != kNotDone;
    // What is open goes along when a deal is handed over.
    const LocalSecond held = done ? step.done_at : calendar.end();
    rows.opportunity.push_back(index);
    rows.description.push_back(step.description);
    rows.created.push_back(calendar.instant(step.created));
    rows.due.push_back(step.due);
    rows.assignee.push_back(deal.owner_at(held));
    rows.done_at.push_back(done ? calendar.instant(step.done_at) : kNoInstant);
  }
}

void reserve(const Options& options, std::uint64_t count, Batch& batch) {
  const auto rows = static_cast<std::size_t>(count);
  OpportunityColumns& deals = batch.opportunities;
  deals.index.reserve(rows);
  deals.account.reserve(rows);
  deals.owner.reserve(rows);
  deals.source.reserve(rows);
  deals.product.reserve(rows);
  deals.pipeline.reserve(rows);
  deals.created.reserve(rows);
  deals.stage.reserve(rows);
  deals.closed.reserve(rows);
  deals.expected_close.reserve(rows);
  deals.value.reserve(rows);
  deals.lost_reason.reserve(rows);
  deals.wake_up.reserve(rows);
  // The rest by what the rates make of it; a vector that has to grow does.
  const std::size_t changes = rows * 4;
  batch.history.opportunity.reserve(changes);
  batch.history.at.reserve(changes);
  batch.history.stage.reserve(changes);
  batch.history.value.reserve(changes);
  batch.history.owner.reserve(changes);
  batch.history.expected_close.reserve(changes);
  const std::size_t touches = options.interactions ? rows * 5 : 0;
  batch.interactions.opportunity.reserve(touches);
  batch.interactions.at.reserve(touches);
  batch.interactions.type.reserve(touches);
  batch.interactions.owner.reserve(touches);
  batch.interactions.account.reserve(touches);
  const std::size_t next_steps = options.tasks ? rows * 5 : 0;
  batch.tasks.opportunity.reserve(next_steps);
  batch.tasks.description.reserve(next_steps);
  batch.tasks.created.reserve(next_steps);
  batch.tasks.due.reserve(next_steps);
  batch.tasks.assignee.reserve(next_steps);
  batch.tasks.done_at.reserve(next_steps);
}

Batch generate_here(const World::Data& world, std::uint64_t first, std::uint64_t count) {
  Batch batch;
  reserve(world.options, count, batch);
  Deal deal;
  std::vector<Touch> touches;
  std::vector<NextStep> next_steps;
  for (std::uint64_t index = first; index < first + count; ++index) {
    live(world, index, deal);
    add_deal(world.calendar, index, deal, batch);
    if (world.options.interactions) {
      talk(world, index, deal, touches);
      add_touches(world.calendar, index, deal, touches, batch.interactions);
    }
    if (world.options.tasks) {
      plan(world, index, deal, next_steps);
      add_next_steps(world.calendar, index, deal, next_steps, batch.tasks);
    }
  }
  return batch;
}

void put_text(TextColumn& column) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
  if (column.bytes.size() > kMost) {
    throw Error(ErrorCode::overflow,
                "the texts of these deals do not fit in one column of 2 GiB; generate fewer deals "
                "at a time");
  }
  column.offsets.push_back(static_cast<std::int32_t>(column.bytes.size()));
}

void put_id(std::uint64_t index, std::string& text) {
  constexpr std::size_t kDigits = 7;
  const std::string number = std::to_string(index + 1);
  text += 'D';
  if (number.size() < kDigits) text.append(kDigits - number.size(), '0');
  text += number;
}

}  // namespace

Batch generate(const World& world, std::uint64_t first, std::uint64_t count) {
  const Options& options = world.options();
  if (first > options.opportunities || count > options.opportunities - first) {
    throw Error(ErrorCode::invalid_argument,
                "there are no deals " + std::to_string(first) + " and " + std::to_string(count) +
                    " on in a team of " + std::to_string(options.opportunities) +
                    "; ask for a range within them");
  }
  const World::Data& data = world.data();
  const std::uint64_t threads = std::min(static_cast<std::uint64_t>(options.threads),
                                         std::max(count / kLeastPerThread, std::uint64_t{1}));
  if (threads == 1) return generate_here(data, first, count);
  std::vector<Batch> parts(threads);
  std::vector<std::exception_ptr> failures(threads);
  {
    std::vector<std::jthread> running;
    for (std::uint64_t n = 0; n < threads; ++n) {
      const std::uint64_t from = first + count * n / threads;
      const std::uint64_t to = first + count * (n + 1) / threads;
      running.emplace_back([&, n, from, to] {
        try {
          parts[n] = generate_here(data, from, to - from);
        } catch (...) {
          failures[n] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  for (std::uint64_t n = 1; n < threads; ++n) {
    parts[0].append(parts[n]);
    parts[n] = Batch();
  }
  return std::move(parts[0]);
}

Batch generate(const Options& options, std::uint64_t first, std::uint64_t count) {
  return generate(World(options), first, count);
}

std::string opportunity_id(std::uint64_t index) {
  std::string text;
  put_id(index, text);
  return text;
}

std::string opportunity_name(const World& world, Code account, Code product) {
  const Dictionaries& names = world.names();
  return names.accounts.at(static_cast<std::size_t>(account)) + ", " +
         names.products.at(static_cast<std::size_t>(product));
}

TextColumn opportunity_ids(const std::vector<std::uint64_t>& indices) {
  TextColumn column;
  column.offsets.reserve(indices.size() + 1);
  column.bytes.reserve(indices.size() * 8);
  for (const std::uint64_t index : indices) {
    put_id(index, column.bytes);
    put_text(column);
  }
  return column;
}

TextColumn opportunity_names(const World& world, const OpportunityColumns& opportunities) {
  const Dictionaries& names = world.names();
  TextColumn column;
  column.offsets.reserve(opportunities.size() + 1);
  for (std::size_t row = 0; row < opportunities.size(); ++row) {
    column.bytes += names.accounts.at(static_cast<std::size_t>(opportunities.account[row]));
    column.bytes += ", ";
    column.bytes += names.products.at(static_cast<std::size_t>(opportunities.product[row]));
    put_text(column);
  }
  return column;
}

}  // namespace salespipe::simulate
