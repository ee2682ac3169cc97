#include <string>
#include <utility>

#include "arrow_capsule.hpp"
#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/exchange/partial_state.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/state_arrow.hpp"
#include "salespipe/exchange/state_blob.hpp"

namespace py = pybind11;

namespace salespipe::python {

using exchange::PartialState;

void bind_states(py::module_& m) {
  py::class_<PartialState>(m, "State", "The additive state of a part of the data.")
      .def_static(
          "of",
          [](const metrics::Dataset& data, const std::string& query, Day today, int threads) {
            const auto parsed = exchange::query_from_json(query, today);
            const py::gil_scoped_release release;
            return PartialState(parsed, data, threads);
          },
          py::arg("data"), py::arg("query"), py::arg("today"), py::arg("threads"))
      .def_static(
          "from_arrow",
          [](const py::capsule& table) {
            const auto rows = table_from_capsule(table);
            const py::gil_scoped_release release;
            return exchange::state_from_arrow(rows);
          },
          py::arg("table"))
      .def_static(
          "from_bytes",
          [](const py::bytes& bytes) {
            const std::string_view view = bytes;
            const py::gil_scoped_release release;
            return exchange::state_from_bytes(view);
          },
          py::arg("data"))
      .def(
          "__arrow_c_stream__",
          [](const PartialState& state, const py::object&) {
            return capsule_of(exchange::to_arrow(state));
          },
          py::arg("requested_schema") = py::none())
      .def(
          "to_bytes",
          [](const PartialState& state, const std::string& producer) {
            return py::bytes(exchange::to_bytes(state, producer));
          },
          py::arg("producer"))
      .def("document", &PartialState::document)
      .def("copy", [](const PartialState& state) { return state; })
      .def("merge", &PartialState::merge, py::arg("other"),
           py::call_guard<py::gil_scoped_release>())
      .def("finish", &PartialState::finish, py::call_guard<py::gil_scoped_release>())
      .def(
          "equals",
          [](const PartialState& a, const PartialState& b) {
            return a.state() == b.state() && a.document() == b.document() &&
                   a.state().data_through() == b.state().data_through();
          },
          py::arg("other"))
      .def("__len__", [](const PartialState& state) { return state.state().cells().size(); });
  m.def(
      "producer_of",
      [](const py::bytes& bytes) { return exchange::producer_of(std::string_view(bytes)); },
      py::arg("data"));
}

}  // namespace salespipe::python
