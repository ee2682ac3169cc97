#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow_capsule.hpp"
#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/simulate/book.hpp"
#include "salespipe/simulate/tables.hpp"

namespace py = pybind11;

namespace salespipe::simulate {
namespace {

/// The four tables of a run of deals, each as a capsule.
std::map<std::string, py::capsule> capsules(const World& world, std::uint64_t first,
                                            std::uint64_t count) {
  Tables made;
  {
    const py::gil_scoped_release release;
    made = tables(world, first, count);
  }
  std::map<std::string, py::capsule> out;
  out.emplace("opportunities", python::capsule_of(std::move(made.opportunities)));
  out.emplace("history", python::capsule_of(std::move(made.history)));
  out.emplace("interactions", python::capsule_of(std::move(made.interactions)));
  out.emplace("tasks", python::capsule_of(std::move(made.tasks)));
  return out;
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
      .def("tables", &simulate::capsules, py::arg("first"), py::arg("count"))
      .def("book", &simulate::make_book, py::call_guard<py::gil_scoped_release>());
}

}  // namespace salespipe::python
