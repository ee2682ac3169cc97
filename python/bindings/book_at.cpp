#include "salespipe/book/book_at.hpp"

#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/book/differences.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

/// The end of a day of the book's zone, or the instant itself.
Instant known_at_from(const Book& book, py::handle value) {
  if (value.is_none()) return kNoInstant;
  const py::object datetime = py::module_::import("datetime").attr("datetime");
  if (py::isinstance(value, datetime)) return instant_from(value);
  return end_of(day_from(value), book.zone());
}

std::vector<std::pair<std::string, std::vector<Opportunity>>> board(const BookAt& book,
                                                                    const PipelineId& pipeline) {
  std::vector<std::pair<std::string, std::vector<Opportunity>>> columns;
  for (const auto& column : book.board(pipeline)) {
    auto& [stage, deals] = columns.emplace_back(column.stage.text(), std::vector<Opportunity>{});
    for (const Opportunity* deal : column.opportunities) deals.push_back(*deal);
  }
  return columns;
}

}  // namespace

void bind_book_at(py::module_& m) {
  py::class_<BookAt>(m, "BookAt", "The native past of a book; use salespipe.BookAt.")
      .def(py::init([](const Book& book, Day as_of, const py::object& known_at) {
             return BookAt(book, {as_of, known_at_from(book, known_at)});
           }),
           py::arg("book"), py::arg("as_of") = py::none(), py::arg("known_at") = py::none())
      .def_property_readonly("as_of", [](const BookAt& self) { return self.moment().as_of; })
      .def_property_readonly("known_at", [](const BookAt& self) { return self.moment().known_at; })
      .def_property_readonly("pipelines", &BookAt::pipelines)
      .def_property_readonly("accounts", &BookAt::accounts)
      .def_property_readonly("opportunities", &BookAt::opportunities)
      .def_property_readonly("tasks", &BookAt::tasks)
      .def_property_readonly("interactions", &BookAt::interactions)
      .def("opportunity",
           [](const BookAt& self, const OpportunityId& id) { return self.opportunity(id); })
      .def("board", &board)
      .def("__len__", [](const BookAt& self) { return self.opportunities().size(); });

  py::class_<DealDifference>(m, "DealDifference",
                             "A deal that is not the same at two moments of a book.")
      .def_property_readonly("id", &DealDifference::id)
      .def_readonly("before", &DealDifference::before, "As it stood; None: it was not there.")
      .def_readonly("after", &DealDifference::after, "As it stands; None: it is not there.")
      .def_property_readonly(
          "differences",
          [](const DealDifference& self) {
            std::vector<std::string> names;
            for (const auto difference : self.differences)
              names.emplace_back(to_string(difference));
            return names;
          },
          "What is different: created, gone, moved, won, lost, parked, reopened, value, owner, "
          "expected_close.")
      .def("__repr__", [](const DealDifference& self) {
        std::string text = "<" + self.id().text() + ":";
        for (const auto difference : self.differences) {
          text += " " + std::string(to_string(difference));
        }
        return text + ">";
      });
  m.def("differences", &differences, py::arg("before"), py::arg("after"));
}

}  // namespace salespipe::python
