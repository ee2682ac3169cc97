#pragma once

#include <pybind11/pybind11.h>

#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/exchange/arrow_writer.hpp"

// Tables over the Arrow PyCapsule interface: a capsule named "arrow_array_stream".
namespace salespipe::python {

/// Takes the stream out of what `__arrow_c_stream__()` gave. TypeError for another capsule.
exchange::ArrowTable table_from_capsule(const pybind11::capsule& capsule);

/// A capsule for a consumer; releases the stream if nobody takes it.
pybind11::capsule capsule_of(exchange::ArrowWriter writer);

}  // namespace salespipe::python
