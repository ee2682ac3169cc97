#include "bindings.hpp"

PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {
  m.doc() = "The native part of salespipe. Use the package salespipe; this module may change.";
  m.attr("__version__") = SALESPIPE_VERSION;
  salespipe::python::bind_errors(m);
  salespipe::python::bind_base(m);
  salespipe::python::bind_definition(m);
  salespipe::python::bind_book(m);
  salespipe::python::bind_book_at(m);
  salespipe::python::bind_metrics(m);
  salespipe::python::bind_live(m);
  salespipe::python::bind_simulate(m);
  salespipe::python::bind_states(m);
}
