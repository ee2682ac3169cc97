#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/period.hpp"
#include "salespipe/base/time_zone.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

Period parse_period(const std::string& text, int fiscal_year_start_month, Day today) {
  return Period::parse(text, CalendarRules{fiscal_year_start_month}, today);
}

}  // namespace

void bind_base(py::module_& m) {
  py::class_<Period>(m, "Period", "A half-open run of whole days [start, end).")
      .def(py::init([](Day start, Day end) { return Period(start, end); }), py::arg("start"),
           py::arg("end"))
      .def_static(
          "parse", &parse_period, py::arg("text"), py::kw_only(),
          py::arg("fiscal_year_start_month") = 1, py::arg("today") = kNoDay,
          "Reads '2017', '2017-Q3', '2017-08', '2017-W23', 'FY2018', 'last-30-days',\n"
          "'2017-01-01..2017-06-30' (both days included) and 'this-month' or 'last-quarter',\n"
          "the relative ones as seen from `today`. Raises ParseError.")
      .def_property_readonly(
          "start", [](const Period& period) { return KnownDay{period.from()}; }, "First day.")
      .def_property_readonly(
          "end", [](const Period& period) { return KnownDay{period.to()}; },
          "First day after the period.")
      .def_property_readonly("days", &Period::days)
      .def("previous", &Period::previous, "The run before, of the same kind or length.")
      .def("next", &Period::next)
      .def("year_before", &Period::year_before)
      .def(
          "split",
          [](const Period& period, const std::string& kind) {
            const auto parsed = parse_period_kind(kind);
            if (!parsed || *parsed == PeriodKind::days) {
              throw py::value_error("kind is day, week, month, quarter or year, not '" + kind +
                                    "'");
            }
            return period.split(*parsed);
          },
          py::arg("kind"), "The calendar periods of a kind that overlap this one, cut to it.")
      .def("__contains__", &Period::contains, py::arg("day"))
      .def("__str__", &Period::to_string)
      .def("__repr__", [](const Period& period) { return "Period('" + period.to_string() + "')"; })
      .def("__eq__",
           [](const Period& period, const py::object& other) {
             return py::isinstance<Period>(other) && period == other.cast<const Period&>();
           })
      .def("__hash__", [](const Period& period) {
        return py::hash(py::make_tuple(period.from().number, period.to().number));
      });

  m.def(
      "day_of", [](Instant at, const std::string& zone) { return TimeZone::find(zone).day_of(at); },
      py::arg("at"), py::arg("timezone"), "The local day that an aware datetime falls on.");
  m.def(
      "check_timezone", [](const std::string& zone) { return TimeZone::find(zone).name(); },
      py::arg("name"), "The zone's IANA name; raises NotFoundError for an unknown one.");
  m.def(
      "currency_digits", [](const std::string& code) { return Currency(code).minor_digits(); },
      py::arg("currency"), "Digits of the minor unit of an ISO 4217 currency.");
}

}  // namespace salespipe::python
