#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "arrow_capsule.hpp"
#include "bindings.hpp"
#include "convert.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/exchange/abandoned_json.hpp"
#include "salespipe/exchange/arrow_dataset.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/exchange/funnel_json.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/report_arrow.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/exchange/series_json.hpp"
#include "salespipe/exchange/table_import.hpp"
#include "salespipe/metrics/report.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

using exchange::ArrowTable;

/// (pipeline, name, kind, probability in ppm, qualified, maximum age in days); -1: not known.
using StageTuple =
    std::tuple<std::string, std::string, std::string, std::int32_t, bool, std::int32_t>;

/// `categories`: the forecast category of each stage, or none at all.
metrics::StageModel stage_model(const std::vector<StageTuple>& stages,
                                const std::vector<std::string>& categories) {
  if (!categories.empty() && categories.size() != stages.size()) {
    throw Error(ErrorCode::invalid_argument, "one forecast category a stage is expected");
  }
  std::vector<metrics::StageInfo> out;
  for (const auto& [pipeline, name, kind, probability, qualified, max_age] : stages) {
    const auto outcome = parse_stage_kind(kind);
    if (!outcome) {
      throw Error(ErrorCode::invalid_argument,
                  "stage '" + name + "': kind is open, won, lost or parked, not '" + kind + "'");
    }
    out.push_back({pipeline, name, metrics::StageOutcome(static_cast<std::uint8_t>(*outcome)),
                   probability, qualified, max_age});
  }
  for (std::size_t i = 0; i < categories.size(); ++i) out[i].forecast_category = categories[i];
  return metrics::StageModel(std::move(out));
}

class OptionalTable {
 public:
  explicit OptionalTable(const std::optional<py::capsule>& capsule) {
    if (capsule) table_ = table_from_capsule(*capsule);
  }
  const ArrowTable* get() const { return table_ ? &*table_ : nullptr; }

 private:
  std::optional<ArrowTable> table_;
};

metrics::Dataset dataset_from_capsules(
    const py::capsule& opportunities, const std::optional<py::capsule>& history,
    const std::optional<py::capsule>& interactions, const std::optional<py::capsule>& quotas,
    const std::vector<StageTuple>& stages, const std::string& currency, const std::string& timezone,
    Day data_through, const std::optional<py::capsule>& rates, Day known_at,
    const std::vector<std::string>& forecast_categories, int threads) {
  // Producers may need the GIL for their batches: streams are read before it is let go.
  const ArrowTable deals = table_from_capsule(opportunities);
  const OptionalTable changes(history);
  const OptionalTable contacts(interactions);
  const OptionalTable targets(quotas);
  const OptionalTable exchange_rates(rates);
  metrics::DatasetOptions options;
  options.zone = TimeZone::find(timezone);
  options.currency = currency;
  options.data_through = data_through;
  options.known_at = known_at;
  options.threads = threads;
  auto model = stage_model(stages, forecast_categories);
  const py::gil_scoped_release release;
  return exchange::dataset_from_tables(
      {&deals, changes.get(), contacts.get(), targets.get(), exchange_rates.get()},
      std::move(model), options);
}

metrics::Dataset dataset_of_book(const Book& book, const std::string& timezone,
                                 const std::vector<PipelineId>& pipelines,
                                 const std::optional<py::capsule>& quotas, Day data_through,
                                 const std::optional<py::capsule>& rates,
                                 const std::string& currency, Day known_at) {
  // The GIL is kept: another thread may be about to append to the book.
  const OptionalTable targets(quotas);
  const OptionalTable exchange_rates(rates);
  exchange::BookDatasetOptions options;
  options.quotas = targets.get();
  options.zone = TimeZone::find(timezone);
  options.pipelines = pipelines;
  options.data_through = data_through;
  options.rates = exchange_rates.get();
  options.currency = currency;
  options.known_at = known_at;
  return exchange::dataset_from_book(book, options);
}

/// First and last day that anything is known of: what "all" means as a period.
std::optional<std::pair<KnownDay, KnownDay>> span_of(const metrics::Dataset& dataset) {
  Day first = kNoDay;
  const auto see = [&first](Day day) {
    if (is_known(day) && (!is_known(first) || day < first)) first = day;
  };
  for (const Day day : dataset.opportunities.created) see(day);
  for (const Day day : dataset.history.day) see(day);
  for (const Day day : dataset.interactions.day) see(day);
  if (!is_known(first) || !is_known(dataset.data_through)) return std::nullopt;
  return std::pair(KnownDay{first}, KnownDay{dataset.data_through});
}

}  // namespace

void bind_metrics(py::module_& m) {
  py::class_<metrics::Report>(m, "Report", "The answer to a query.")
      .def(
          "to_json",
          [](const metrics::Report& report, bool pretty) {
            return exchange::to_json(report, pretty);
          },
          py::arg("pretty") = false)
      .def(
          "__arrow_c_stream__",
          [](const metrics::Report& report, const py::object&) {
            return capsule_of(exchange::to_arrow(report));
          },
          py::arg("requested_schema") = py::none());

  py::class_<metrics::Series>(m, "Series", "The open pipeline of every step, and what changed it.")
      .def("to_json", [](const metrics::Series& series) { return exchange::to_json(series); })
      .def(
          "__arrow_c_stream__",
          [](const metrics::Series& series, const py::object&) {
            return capsule_of(exchange::to_arrow(series));
          },
          py::arg("requested_schema") = py::none());

  py::class_<metrics::Dataset>(m, "Dataset", "Columns that figures are computed from.")
      .def_static("from_tables", &dataset_from_capsules, py::arg("opportunities"),
                  py::arg("history"), py::arg("interactions"), py::arg("quotas"), py::arg("stages"),
                  py::arg("currency"), py::arg("timezone"), py::arg("data_through"),
                  py::arg("rates") = py::none(), py::arg("known_at") = kNoDay,
                  py::arg("forecast_categories") = std::vector<std::string>(),
                  py::arg("threads") = 1)
      .def_static("from_book", &dataset_of_book, py::arg("book"), py::arg("timezone"),
                  py::arg("pipelines"), py::arg("quotas"), py::arg("data_through"),
                  py::arg("rates") = py::none(), py::arg("currency") = "",
                  py::arg("known_at") = kNoDay)
      .def_readonly("currency", &metrics::Dataset::currency)
      .def_property_readonly("dimensions", &metrics::Dataset::dimension_names)
      .def_property_readonly("span", &span_of)
      .def("__len__", [](const metrics::Dataset& data) { return data.opportunities.size(); })
      .def(
          "evaluate",
          [](const metrics::Dataset& data, const std::string& query, Day today, int threads) {
            const auto parsed = exchange::query_from_json(query, today);
            const py::gil_scoped_release release;
            return metrics::evaluate(parsed, data, threads);
          },
          py::arg("query"), py::arg("today"), py::arg("threads"))
      .def(
          "funnel",
          [](const metrics::Dataset& data, const std::string& query, Day today, int threads) {
            const auto parsed = exchange::funnel_query_from_json(query, today);
            const py::gil_scoped_release release;
            return exchange::to_json(metrics::evaluate(parsed, data, threads));
          },
          py::arg("query"), py::arg("today"), py::arg("threads") = 1)
      .def(
          "abandoned",
          [](const metrics::Dataset& data, const std::string& query, Day today, std::size_t most) {
            const auto parsed = exchange::query_from_json(query, today);
            const py::gil_scoped_release release;
            return exchange::to_json(metrics::abandoned_deals(parsed, data, most), data);
          },
          py::arg("query"), py::arg("today"), py::arg("most"))
      .def(
          "series",
          [](const metrics::Dataset& data, const std::string& query, Day today) {
            const auto parsed = exchange::series_query_from_json(query, today);
            const py::gil_scoped_release release;
            return metrics::evaluate(parsed, data);
          },
          py::arg("query"), py::arg("today"));

  m.def("catalogue_json", &exchange::catalogue_json);

  m.def(
      "tidy_columns",
      [](const py::capsule& table, const std::vector<std::string>& columns) {
        const ArrowTable texts = table_from_capsule(table);
        const py::gil_scoped_release release;
        for (const auto& column : columns) {
          if (!texts.is_tidy(column)) return false;
        }
        return true;
      },
      py::arg("table"), py::arg("columns"),
      "Whether all texts of these columns are texts as they stand, without spaces around them.");

  m.def(
      "import_tables",
      [](Book& book, const py::capsule& opportunities, const std::optional<py::capsule>& history,
         const std::optional<py::capsule>& interactions, const PipelineId& pipeline,
         Instant recorded_at, const ActorId& actor, const std::string& timezone) {
        const ArrowTable deals = table_from_capsule(opportunities);
        const OptionalTable changes(history);
        const OptionalTable contacts(interactions);
        exchange::TableImportOptions options;
        options.pipeline = pipeline;
        options.recorded_at = recorded_at;
        options.actor = actor;
        options.zone = TimeZone::find(timezone);
        const auto counts =
            exchange::import_tables(book, deals, changes.get(), contacts.get(), options);
        return std::map<std::string, std::int64_t>{{"opportunities", counts.opportunities},
                                                   {"accounts", counts.accounts},
                                                   {"interactions", counts.interactions},
                                                   {"events", counts.events}};
      },
      py::arg("book"), py::arg("opportunities"), py::arg("history"), py::arg("interactions"),
      py::arg("pipeline"), py::arg("recorded_at"), py::arg("actor"), py::arg("timezone"));
}

}  // namespace salespipe::python
