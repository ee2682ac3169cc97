#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/conflict.hpp"
#include "salespipe/book/event_json.hpp"

namespace py = pybind11;

namespace salespipe::python {

/// A salespipe::Error becomes the exception class that salespipe.errors has for its code.
void bind_errors(py::module_&) {
  py::register_local_exception_translator([](std::exception_ptr pending) {
    try {
      if (pending) std::rethrow_exception(pending);
    } catch (const Error& error) {
      const auto& place = error.place();
      const py::module_ errors = py::module_::import("salespipe.errors");
      const py::object where =
          errors.attr("Place")(place.file, place.line, place.column, place.field);
      const py::object instance = errors.attr("error_for")(
          std::string(to_string(error.code())), error.message(), py::arg("place") = where);
      if (const auto* conflict = dynamic_cast<const Conflict*>(&error)) {
        const py::module_ json = py::module_::import("json");
        py::list meanwhile;
        for (const Event& event : conflict->meanwhile()) {
          meanwhile.append(json.attr("loads")(event_to_json_line(event)));
        }
        instance.attr("version") = conflict->version();
        instance.attr("meanwhile") = meanwhile;
      }
      PyErr_SetObject(py::type::of(instance).ptr(), instance.ptr());
    }
  });
}

}  // namespace salespipe::python
