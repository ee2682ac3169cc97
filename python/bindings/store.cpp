// Where a book is kept: files, transactions, the outbox, what verify() finds.
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/book_file.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "salespipe/store/system_salts.hpp"
#include "salespipe/store/verify.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

/// Waiting for another writer lets other Python threads run (one of them may be that writer), and
/// ends when somebody presses Ctrl-C.
void pause(std::chrono::microseconds time) {
  if (PyGILState_Check() == 0) {
    std::this_thread::sleep_for(time);
    return;
  }
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  const py::gil_scoped_release release;
  std::this_thread::sleep_for(time);
}

/// What lines of texts are salted with: never the same, and known to nobody.
SystemSalts salts;

Book open_database(const std::string& file, const std::string& zone) {
  BookOptions options;
  options.zone = TimeZone::find(zone);
  options.salts = &salts;
  SqliteOptions waiting;
  waiting.pause = &pause;
  return Book(std::make_unique<SqliteJournal>(file, waiting), options);
}

/// Of a book in a file: all of the file, the outbox too. Of another: its events.
void back_up(const Book& book, const std::string& file) {
  const auto* store = dynamic_cast<const SqliteJournal*>(book.store());
  if (store != nullptr) {
    store->back_up(file);
  } else {
    save_sqlite(book, file, &salts);
  }
}

Outbox& outbox_of(Book& book) {
  if (book.outbox() == nullptr) {
    throw Error(ErrorCode::invalid_state,
                "this book has no outbox; open one that is kept in a database");
  }
  return *book.outbox();
}

void bind_outbox(py::module_& m, py::class_<Book>& book) {
  py::class_<Delivery>(m, "Delivery", "A message of the outbox on its way.")
      .def_readonly("number", &Delivery::number)
      .def_property_readonly("key", [](const Delivery& self) { return self.message.key; })
      .def_property_readonly("topic", [](const Delivery& self) { return self.message.topic; })
      .def_property_readonly("body", [](const Delivery& self) { return self.message.body; })
      .def_property_readonly("sequence", [](const Delivery& self) { return self.message.sequence; })
      .def_property_readonly(
          "state", [](const Delivery& self) { return std::string(to_string(self.state)); })
      .def_readonly("attempts", &Delivery::attempts)
      .def_readonly("worker", &Delivery::worker)
      .def_readonly("trouble", &Delivery::trouble)
      .def("__repr__", [](const Delivery& self) {
        return "<Delivery " + std::to_string(self.number) + ": " + self.message.key + ", " +
               std::string(to_string(self.state)) + ">";
      });
  book.def(
          "post",
          [](Book& self, std::string key, std::string topic, std::string body) {
            self.post({std::move(key), std::move(topic), std::move(body), 0});
          },
          py::arg("key"), py::arg("topic"), py::arg("body"))
      .def(
          "lease",
          [](Book& self, const std::string& worker, Instant now, Instant until, std::size_t most) {
            return outbox_of(self).lease(worker, now, until, most);
          },
          py::arg("worker"), py::arg("now"), py::arg("until"), py::arg("most"))
      .def(
          "delivered",
          [](Book& self, std::uint64_t number, const std::string& worker) {
            return outbox_of(self).delivered(number, worker);
          },
          py::arg("number"), py::arg("worker"))
      .def(
          "failed",
          [](Book& self, std::uint64_t number, const std::string& worker,
             const std::string& trouble,
             Instant again) { return outbox_of(self).failed(number, worker, trouble, again); },
          py::arg("number"), py::arg("worker"), py::arg("trouble"), py::arg("again") = py::none())
      .def(
          "messages",
          [](Book& self, const std::string& state, std::uint64_t after, std::size_t most) {
            for (const auto known :
                 {MessageState::waiting, MessageState::delivered, MessageState::dead}) {
              if (to_string(known) == state) return outbox_of(self).list(known, after, most);
            }
            throw Error(ErrorCode::invalid_argument,
                        "a message is waiting, delivered or dead, not '" + state + "'");
          },
          py::arg("state"), py::arg("after"), py::arg("most"))
      .def(
          "revive",
          [](Book& self, std::uint64_t number, Instant due) {
            return outbox_of(self).revive(number, due);
          },
          py::arg("number"), py::arg("due"));
}

}  // namespace

void bind_store(py::module_& m) {
  py::class_<Transaction>(m, "Transaction", "Several commands as one.")
      .def(py::init<Book&>(), py::arg("book"), py::keep_alive<1, 2>())
      .def("commit", &Transaction::commit)
      .def("roll_back", &Transaction::roll_back);

  py::class_<Damage>(m, "Damage", "One thing that is wrong with the file of a book.")
      .def_readonly("sequence", &Damage::sequence)
      .def_readonly("line", &Damage::line)
      .def_readonly("what", &Damage::what)
      .def("__repr__", [](const Damage& self) { return "<Damage: " + self.what + ">"; });
  py::class_<Verification>(m, "Verification", "What verify() found in the file of a book.")
      .def_readonly("events", &Verification::events)
      .def_readonly("damages", &Verification::damages)
      .def_property_readonly("is_whole", &Verification::is_whole)
      .def_property_readonly("head", [](const Verification& self) { return hex(self.head.hash); });
  m.def(
      "verify", [](const std::string& file) { return verify(file); }, py::arg("file"),
      py::call_guard<py::gil_scoped_release>());

  m.def(
      "is_database", [](const std::string& file) { return is_database_file(file); },
      py::arg("file"), py::call_guard<py::gil_scoped_release>());

  py::class_<Book> book = m.attr("Book");
  book.def_static("open", &open_database, py::arg("file"), py::arg("timezone") = "UTC",
                  py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("store",
                             [](const Book& self) -> std::optional<std::string> {
                               if (self.store() == nullptr) return std::nullopt;
                               return self.store()->name();
                             })
      .def("refresh", &Book::refresh)
      .def("close", &Book::close)
      .def(
          "save_database",
          [](const Book& self, const std::string& file) { save_sqlite(self, file, &salts); },
          py::arg("file"))
      .def("back_up", &back_up, py::arg("file"));
  bind_outbox(m, book);
}

}  // namespace salespipe::python
