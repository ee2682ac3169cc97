#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/base/diagnostic.hpp"
#include "salespipe/definition/pipeline.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/definition/pipeline_lint.hpp"

namespace py = pybind11;

namespace salespipe::python {

void bind_definition(py::module_& m) {
  py::class_<Diagnostic>(m, "Diagnostic", "One finding of a lint, an import or a metrics run.")
      .def_property_readonly("severity",
                             [](const Diagnostic& d) { return std::string(to_string(d.severity)); })
      .def_readonly("code", &Diagnostic::code)
      .def_readonly("message", &Diagnostic::message)
      .def_readonly("rows", &Diagnostic::rows)
      .def_readonly("where", &Diagnostic::where);

  py::class_<Stage>(m, "Stage", "One step of a pipeline.")
      .def_readonly("id", &Stage::id)
      .def_readonly("name", &Stage::name)
      .def_property_readonly("kind",
                             [](const Stage& stage) { return std::string(to_string(stage.kind)); })
      .def_readonly("probability_ppm", &Stage::probability_ppm,
                    "Chance to win from here in parts per million.")
      .def_property_readonly(
          "forecast_category",
          [](const Stage& stage) { return std::string(to_string(stage.forecast_category)); },
          "How its deals count in a forecast: pipeline, best_case, commit, closed or omitted.")
      .def_readonly("max_age_days", &Stage::max_age_days)
      .def_readonly("qualified", &Stage::qualified);

  py::class_<Pipeline>(m, "Pipeline", "An ordered list of stages with the rules of its deals.")
      .def_static(
          "standard",
          [](std::string name, const std::string& currency, bool fridge) {
            return Pipeline::standard(std::move(name), Currency(currency),
                                      fridge ? Fridge::with : Fridge::without);
          },
          py::arg("name"), py::kw_only(), py::arg("currency"), py::arg("fridge") = false)
      .def_static(
          "from_json", [](const std::string& text) { return pipeline_from_json(text); },
          py::arg("text"))
      .def(
          "to_json",
          [](const Pipeline& pipeline, bool pretty) {
            return to_json(pipeline, pretty ? JsonLayout::pretty : JsonLayout::compact);
          },
          py::kw_only(), py::arg("pretty") = false)
      .def("lint", [](const Pipeline& pipeline) { return lint(pipeline); })
      .def("_repr_html_",
           [](const py::object& pipeline) {
             return py::str(
                 py::module_::import("salespipe.notebook").attr("pipeline_html")(pipeline));
           })
      .def_property_readonly("id", &Pipeline::id)
      .def_property_readonly("name", &Pipeline::name)
      .def_property_readonly(
          "currency",
          [](const Pipeline& pipeline) { return std::string(pipeline.currency().code()); })
      .def_property_readonly("stages", [](const Pipeline& pipeline) { return pipeline.stages(); })
      .def_property_readonly("framework",
                             [](const Pipeline& pipeline) { return pipeline.framework().name(); })
      .def(
          "stage_id",
          [](const Pipeline& pipeline, const std::string& id_or_name) {
            return pipeline.stage(pipeline.require(id_or_name)).id;
          },
          py::arg("id_or_name"))
      .def(
          "classify",
          [](const Pipeline& pipeline, const std::string& from, const std::string& to) {
            return std::string(
                to_string(pipeline.classify(pipeline.require(from), pipeline.require(to))));
          },
          py::arg("from_stage"), py::arg("to_stage"),
          "What a move between two stages, told by id or name, is: \"forward\", \"skip\", "
          "\"win\"...")
      .def("__eq__",
           [](const Pipeline& pipeline, const py::object& other) {
             return py::isinstance<Pipeline>(other) && pipeline == other.cast<const Pipeline&>();
           })
      .def("__hash__",
           [](const Pipeline& pipeline) { return py::hash(py::str(to_json(pipeline))); });
}

}  // namespace salespipe::python
