#pragma once

#include <pybind11/pybind11.h>

// One function for each part of the native module; module.cpp calls them in this order.
namespace salespipe::python {

void bind_errors(pybind11::module_& m);
void bind_base(pybind11::module_& m);
void bind_definition(pybind11::module_& m);
void bind_book(pybind11::module_& m);
void bind_book_at(pybind11::module_& m);
void bind_metrics(pybind11::module_& m);
void bind_live(pybind11::module_& m);
void bind_simulate(pybind11::module_& m);
void bind_states(pybind11::module_& m);

}  // namespace salespipe::python
