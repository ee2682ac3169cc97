// Questions to columns, and their answers as JSON and as tables.
#include "guard.hpp"
#include "objects.hpp"
#include "query_arguments.hpp"
#include "salespipe/exchange/funnel_json.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/report_arrow.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/exchange/series_json.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

/// Answers a question to columns: `read` makes it of its document, `evaluate` computes the answer.
template <class Read, class Evaluate>
sp_status answer(sp_dataset dataset, const char* query, size_t size,
                 const sp_query_options* options, sp_report* report, sp_error error,
                 const Read& read, const Evaluate& evaluate) noexcept {
  clear(report);
  return guarded(error, [&] {
    auto& out = need(report, "report");
    const Held<DatasetObject> held(dataset);
    const QueryOptions how(options);
    const auto asked = read(text_of(query, size, "query"), how.today);
    Made<ReportObject> made(evaluate(asked, held->columns, how.threads));
    out = made.publish();
  });
}

/// Evaluates a question that several threads can work on.
constexpr auto kOnThreads = [](const auto& asked, const metrics::Dataset& columns, int threads) {
  return metrics::evaluate(asked, columns, threads);
};

}  // namespace

sp_status sp_dataset_report(sp_dataset dataset, const char* query, size_t size,
                            const sp_query_options* options, sp_report* report,
                            sp_error error) noexcept {
  return answer(dataset, query, size, options, report, error, exchange::query_from_json,
                kOnThreads);
}

sp_status sp_dataset_funnel(sp_dataset dataset, const char* query, size_t size,
                            const sp_query_options* options, sp_report* report,
                            sp_error error) noexcept {
  return answer(dataset, query, size, options, report, error, exchange::funnel_query_from_json,
                kOnThreads);
}

sp_status sp_dataset_series(sp_dataset dataset, const char* query, size_t size,
                            const sp_query_options* options, sp_report* report,
                            sp_error error) noexcept {
  return answer(dataset, query, size, options, report, error, exchange::series_query_from_json,
                [](const auto& asked, const metrics::Dataset& columns, int /*threads*/) {
                  return metrics::evaluate(asked, columns);
                });
}

sp_status sp_report_json(sp_report report, int32_t pretty, sp_buffer* json,
                         sp_error error) noexcept {
  clear(json);
  return guarded(error, [&] {
    auto& out = need(json, "json");
    const Held<ReportObject> held(report);
    struct Write {
      bool pretty;
      std::string operator()(const metrics::Report& of) const {
        return exchange::to_json(of, pretty);
      }
      std::string operator()(const metrics::FunnelResult& of) const {
        return exchange::to_json(of);
      }
      std::string operator()(const metrics::Series& of) const { return exchange::to_json(of); }
    };
    give(&out, std::visit(Write{pretty != 0}, held->answer));
  });
}

sp_status sp_report_arrow(sp_report report, ArrowArrayStream* stream, sp_error error) noexcept {
  clear(stream);
  return guarded(error, [&] {
    auto& out = need_stream(stream);
    const Held<ReportObject> held(report);
    if (const auto* figures = std::get_if<metrics::Report>(&held->answer)) {
      exchange::to_arrow(*figures).finish(&out);
    } else if (const auto* series = std::get_if<metrics::Series>(&held->answer)) {
      exchange::to_arrow(*series).finish(&out);
    } else {
      throw Failure{SP_ERROR_UNSUPPORTED, "a funnel has no form as a table; take its JSON"};
    }
  });
}

sp_status sp_report_close(sp_report report, sp_error error) noexcept {
  return close_handle(report, Kind::report, error);
}

sp_status sp_metrics_catalogue(sp_buffer* catalogue, sp_error error) noexcept {
  clear(catalogue);
  return guarded(error, [&] { give(&need(catalogue, "catalogue"), exchange::catalogue_json()); });
}
