#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrow_capsule.hpp"
#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/exchange/live_book.hpp"
#include "salespipe/exchange/query_json.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

/// A LiveBook with the table of quotas that it reads.
class WatchedBook {
 public:
  WatchedBook(const Book& book, const std::string& zone, std::vector<PipelineId> pipelines,
              const std::optional<py::capsule>& quotas, Day data_through) {
    exchange::BookDatasetOptions options;
    if (quotas) {
      quotas_ = std::make_unique<exchange::ArrowTable>(table_from_capsule(*quotas));
      options.quotas = quotas_.get();
    }
    options.zone = TimeZone::find(zone);
    options.pipelines = std::move(pipelines);
    options.data_through = data_through;
    live_ = std::make_unique<exchange::LiveBook>(book, std::move(options));
  }

  std::uint32_t watch(const std::string& query, Day today) {
    return live_->watch(exchange::query_from_json(query, today)).number;
  }
  void unwatch(std::uint32_t number) { live_->unwatch({number}); }
  void catch_up() { live_->catch_up(); }
  metrics::Report report(std::uint32_t number) { return live_->report({number}); }
  std::uint64_t sequence() const { return live_->sequence(); }

 private:
  std::unique_ptr<exchange::ArrowTable> quotas_;
  std::unique_ptr<exchange::LiveBook> live_;
};

}  // namespace

void bind_live(py::module_& m) {
  py::class_<WatchedBook>(m, "LiveBook", "A book whose figures are kept current.")
      .def(py::init<const Book&, const std::string&, std::vector<PipelineId>,
                    const std::optional<py::capsule>&, Day>(),
           py::arg("book"), py::arg("timezone"), py::arg("pipelines"), py::arg("quotas"),
           py::arg("data_through"), py::keep_alive<1, 2>())
      .def("watch", &WatchedBook::watch, py::arg("query"), py::arg("today"))
      .def("unwatch", &WatchedBook::unwatch)
      .def("catch_up", &WatchedBook::catch_up)
      .def("report", &WatchedBook::report)
      .def_property_readonly("sequence", &WatchedBook::sequence);
}

}  // namespace salespipe::python
