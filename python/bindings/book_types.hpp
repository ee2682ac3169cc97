#pragma once

#include <pybind11/pybind11.h>

namespace salespipe::python {

/// The values that a book gives: deals, tasks, interactions, decisions, events. All are copies,
/// which stay as they are when the book goes on.
void bind_book_types(pybind11::module_& m);

}  // namespace salespipe::python
