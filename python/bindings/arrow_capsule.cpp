#include "arrow_capsule.hpp"

#include <memory>

namespace py = pybind11;

namespace salespipe::python {
namespace {

constexpr const char* kStreamName = "arrow_array_stream";

void release_capsule(PyObject* capsule) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, kStreamName));
  if (stream == nullptr) {
    PyErr_WriteUnraisable(capsule);
    return;
  }
  if (stream->release != nullptr) stream->release(stream);
  delete stream;  // NOLINT(cppcoreguidelines-owning-memory): owned by the capsule
}

}  // namespace

exchange::ArrowTable table_from_capsule(const py::capsule& capsule) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kStreamName));
  if (stream == nullptr) throw py::error_already_set();
  return exchange::ArrowTable::consume(stream);
}

py::capsule capsule_of(exchange::ArrowWriter writer) {
  auto stream = std::make_unique<ArrowArrayStream>();
  writer.finish(stream.get());
  PyObject* raw = PyCapsule_New(stream.get(), kStreamName, &release_capsule);
  if (raw == nullptr) {
    stream->release(stream.get());
    throw py::error_already_set();
  }
  stream.release();  // NOLINT(bugprone-unused-return-value): the capsule owns it now
  return py::reinterpret_steal<py::capsule>(raw);
}

}  // namespace salespipe::python
