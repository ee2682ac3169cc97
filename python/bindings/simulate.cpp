#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow_capsule.hpp"
#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/simulate/book.hpp"
#include "salespipe/simulate/generate.hpp"

namespace py = pybind11;

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

/// The four tables of a run of deals, each as a capsule.
std::map<std::string, py::capsule> tables(const World& world, std::uint64_t first,
                                          std::uint64_t count) {
  std::vector<std::pair<const char*, ArrowWriter>> out;
  {
    const py::gil_scoped_release release;
    Batch batch = generate(world, first, count);
    out.emplace_back("opportunities", opportunities_table(world, batch));
    out.emplace_back("history", history_table(world, batch));
    out.emplace_back("interactions", interactions_table(world, batch));
    out.emplace_back("tasks", tasks_table(world, batch));
  }
  std::map<std::string, py::capsule> capsules;
  for (auto& [name, writer] : out) capsules.emplace(name, python::capsule_of(std::move(writer)));
  return capsules;
}

World world_of(std::uint64_t opportunities, std::uint64_t seed, int months, Day start,
               int team_size, const std::string& currency, bool interactions, bool tasks,
               int threads) {
  Options options;
  options.opportunities = opportunities;
  options.seed = seed;
  options.months = months;
  if (is_known(start)) options.start = start;
  options.team_size = team_size;
  options.currency = Currency(currency);
  options.interactions = interactions;
  options.tasks = tasks;
  options.threads = threads;
  return make_world(options);
}

}  // namespace
}  // namespace salespipe::simulate

namespace salespipe::python {

void bind_simulate(py::module_& m) {
  py::class_<simulate::World>(m, "World", "A simulated sales team; see salespipe.simulate.")
      .def(py::init(&simulate::world_of), py::kw_only(), py::arg("opportunities"), py::arg("seed"),
           py::arg("months"), py::arg("start") = py::none(), py::arg("team_size") = 0,
           py::arg("currency") = "EUR", py::arg("interactions") = true, py::arg("tasks") = true,
           py::arg("threads") = 1)
      .def_property_readonly("pipeline", &simulate::team_pipeline,
                             "The definition that the deals follow.")
      .def_property_readonly("stages",
                             [](const simulate::World& world) { return world.names().stages; })
      .def_property_readonly(
          "end",
          [](const simulate::World& world) { return simulate::end_of_span(world.options()); })
      .def("tables", &simulate::tables, py::arg("first"), py::arg("count"))
      .def("book", &simulate::make_book, py::call_guard<py::gil_scoped_release>());
}

}  // namespace salespipe::python
