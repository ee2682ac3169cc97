#include "convert.hpp"

#include <cstdint>
#include <datetime.h>

#include "salespipe/base/date.hpp"

namespace py = pybind11;

// The macros of Python's datetime.h cast in the manner of C.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace salespipe::python {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

void need_datetime_api() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
}

py::object checked(PyObject* object) {
  if (object == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

}  // namespace

Instant instant_from(py::handle value) {
  need_datetime_api();
  if (value.is_none()) return kNoInstant;
  PyObject* raw = value.ptr();
  if (PyDateTime_Check(raw) == 0) {
    throw py::type_error("a datetime.datetime with a time zone is expected, not " +
                         py::repr(value).cast<std::string>());
  }
  const py::object offset = value.attr("utcoffset")();
  if (offset.is_none()) {
    throw py::value_error("the datetime " + py::str(value).cast<std::string>() +
                          " has no time zone; give it one, such as tzinfo=timezone.utc");
  }
  const Date date(PyDateTime_GET_YEAR(raw), PyDateTime_GET_MONTH(raw), PyDateTime_GET_DAY(raw));
  const std::int64_t seconds = static_cast<std::int64_t>(date.day().number) * kSecondsPerDay +
                               PyDateTime_DATE_GET_HOUR(raw) * 3600 +
                               PyDateTime_DATE_GET_MINUTE(raw) * 60 +
                               PyDateTime_DATE_GET_SECOND(raw);
  const std::int64_t offset_micros = (PyDateTime_DELTA_GET_DAYS(offset.ptr()) * kSecondsPerDay +
                                      PyDateTime_DELTA_GET_SECONDS(offset.ptr())) *
                                         kMicrosPerSecond +
                                     PyDateTime_DELTA_GET_MICROSECONDS(offset.ptr());
  return Instant{seconds * kMicrosPerSecond + PyDateTime_DATE_GET_MICROSECOND(raw) - offset_micros};
}

py::object to_python(Instant instant) {
  if (!is_known(instant)) return py::none();
  need_datetime_api();
  const std::int64_t seconds = floor_divide(instant.micros, kMicrosPerSecond);
  const std::int64_t days = floor_divide(seconds, kSecondsPerDay);
  const auto in_day = static_cast<int>(seconds - days * kSecondsPerDay);
  const Date date(Day{static_cast<std::int32_t>(days)});
  return checked(PyDateTimeAPI->DateTime_FromDateAndTime(
      date.year(), date.month(), date.day_of_month(), in_day / 3600, in_day / 60 % 60, in_day % 60,
      static_cast<int>(instant.micros - seconds * kMicrosPerSecond), PyDateTime_TimeZone_UTC,
      PyDateTimeAPI->DateTimeType));
}

Day day_from(py::handle value) {
  need_datetime_api();
  if (value.is_none()) return kNoDay;
  PyObject* raw = value.ptr();
  if (PyDate_Check(raw) == 0 || PyDateTime_Check(raw) != 0) {
    throw py::type_error("a datetime.date is expected, not " + py::repr(value).cast<std::string>());
  }
  return Date(PyDateTime_GET_YEAR(raw), PyDateTime_GET_MONTH(raw), PyDateTime_GET_DAY(raw)).day();
}

py::object to_python(Day day) {
  if (!is_known(day)) return py::none();
  need_datetime_api();
  const Date date(day);
  return checked(PyDate_FromDate(date.year(), date.month(), date.day_of_month()));
}

}  // namespace salespipe::python
