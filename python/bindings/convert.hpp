#pragma once

#include <optional>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "salespipe/base/day.hpp"
#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"

// How the library's value types look in Python: ids are str, a Day is a datetime.date, an Instant
// an aware datetime.datetime in UTC, and what is not known is None.
namespace salespipe::python {

/// An aware datetime; TypeError for anything else, ValueError for a naive one.
Instant instant_from(pybind11::handle value);
/// datetime in UTC, or None for kNoInstant.
pybind11::object to_python(Instant instant);
/// A datetime.date (a datetime is refused: which day it is depends on a zone).
Day day_from(pybind11::handle value);
/// datetime.date, or None for kNoDay.
pybind11::object to_python(Day day);

/// A day that is known: never None in Python.
struct KnownDay {
  Day day;
};

}  // namespace salespipe::python

namespace pybind11::detail {

template <class Tag>
struct type_caster<salespipe::Id<Tag>> {
  PYBIND11_TYPE_CASTER(salespipe::Id<Tag>, const_name("str"));

  bool load(handle source, bool) {
    if (!isinstance<str>(source)) return false;
    auto text = source.cast<std::string>();
    value = text.empty() ? salespipe::Id<Tag>() : salespipe::Id<Tag>(std::move(text));
    return true;
  }
  static handle cast(const salespipe::Id<Tag>& id, return_value_policy, handle) {
    return str(id.text()).release();
  }
};

template <>
struct type_caster<salespipe::Instant> {
  PYBIND11_TYPE_CASTER(salespipe::Instant, const_name("datetime.datetime | None"));

  bool load(handle source, bool) {
    value = salespipe::python::instant_from(source);
    return true;
  }
  static handle cast(salespipe::Instant instant, return_value_policy, handle) {
    return salespipe::python::to_python(instant).release();
  }
};

template <>
struct type_caster<salespipe::Day> {
  PYBIND11_TYPE_CASTER(salespipe::Day, const_name("datetime.date | None"));

  bool load(handle source, bool) {
    value = salespipe::python::day_from(source);
    return true;
  }
  static handle cast(salespipe::Day day, return_value_policy, handle) {
    return salespipe::python::to_python(day).release();
  }
};

template <>
struct type_caster<salespipe::python::KnownDay> {
  PYBIND11_TYPE_CASTER(salespipe::python::KnownDay, const_name("datetime.date"));

  bool load(handle, bool) { return false; }  // only given out
  static handle cast(salespipe::python::KnownDay known, return_value_policy, handle) {
    return salespipe::python::to_python(known.day).release();
  }
};

}  // namespace pybind11::detail
