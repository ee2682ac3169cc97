#include "salespipe/simulate/tables.hpp"

#include <string>
#include <utility>
#include <vector>

namespace salespipe::simulate {
namespace {

using exchange::ArrowWriter;

std::vector<Int128> wide(const std::vector<std::int64_t>& values, std::vector<bool>& valid) {
  std::vector<Int128> out;
  out.reserve(values.size());
  valid.reserve(values.size());
  for (const auto value : values) {
    valid.push_back(value != kNoValue);
    out.push_back(value == kNoValue ? 0 : value);
  }
  return out;
}

void money(ArrowWriter& out, const std::string& name, const std::vector<std::int64_t>& values,
           int digits) {
  std::vector<bool> valid;
  auto minor_units = wide(values, valid);
  out.decimals(name, std::move(minor_units), digits, valid);
}

void ids(ArrowWriter& out, const std::string& name, const std::vector<std::uint64_t>& indices) {
  auto column = opportunity_ids(indices);
  out.text(name, std::move(column.offsets), std::move(column.bytes));
}

ArrowWriter opportunities_table(const World& world, Batch& batch) {
  auto& deals = batch.opportunities;
  const auto& names = world.names();
  ArrowWriter out;
  ids(out, "id", deals.index);
  auto titles = opportunity_names(world, deals);
  out.text("name", std::move(titles.offsets), std::move(titles.bytes));
  out.dictionary("pipeline", std::move(deals.pipeline), names.pipelines);
  out.dictionary("stage", std::move(deals.stage), names.stages);
  out.dictionary("owner", std::move(deals.owner), names.owners);
  out.dictionary("account", std::move(deals.account), names.accounts);
  out.dictionary("source", std::move(deals.source), names.sources);
  out.dictionary("product", std::move(deals.product), names.products);
  out.instants("created", deals.created);
  out.instants("closed", deals.closed);
  out.dates("expected_close", deals.expected_close);
  money(out, "value", deals.value, world.options().currency.minor_digits());
  out.dictionary("currency", std::vector<std::int32_t>(deals.size(), 0),
                 {std::string(world.options().currency.code())});
  out.dictionary("lost_reason", std::move(deals.lost_reason), names.lost_reasons);
  return out;
}

ArrowWriter history_table(const World& world, Batch& batch) {
  auto& history = batch.history;
  ArrowWriter out;
  ids(out, "opportunity", history.opportunity);
  out.instants("at", history.at);
  out.dictionary("stage", std::move(history.stage), world.names().stages);
  money(out, "value", history.value, world.options().currency.minor_digits());
  out.dictionary("owner", std::move(history.owner), world.names().owners);
  out.dates("expected_close", history.expected_close);
  return out;
}

ArrowWriter interactions_table(const World& world, Batch& batch) {
  auto& interactions = batch.interactions;
  ArrowWriter out;
  ids(out, "opportunity", interactions.opportunity);
  out.instants("at", interactions.at);
  out.dictionary("type", std::move(interactions.type), world.names().interaction_types);
  out.dictionary("owner", std::move(interactions.owner), world.names().owners);
  out.dictionary("account", std::move(interactions.account), world.names().accounts);
  return out;
}

ArrowWriter tasks_table(const World& world, Batch& batch) {
  auto& tasks = batch.tasks;
  ArrowWriter out;
  ids(out, "opportunity", tasks.opportunity);
  out.dictionary("description", std::move(tasks.description), world.names().tasks);
  out.instants("created", tasks.created);
  out.dates("due", tasks.due);
  out.dictionary("assignee", std::move(tasks.assignee), world.names().owners);
  out.instants("done_at", tasks.done_at);
  return out;
}

}  // namespace

Tables tables(const World& world, std::uint64_t first, std::uint64_t count) {
  Batch batch = generate(world, first, count);
  Tables out;
  out.opportunities = opportunities_table(world, batch);
  out.history = history_table(world, batch);
  out.interactions = interactions_table(world, batch);
  out.tasks = tasks_table(world, batch);
  return out;
}

}  // namespace salespipe::simulate
