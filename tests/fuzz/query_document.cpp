// Questions to columns as JSON: figures, funnels, series, and states of parts.
#include "books.hpp"
#include "tables.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

using Ask = sp_status (*)(sp_dataset, const char*, size_t, const sp_query_options*, sp_report*,
                          sp_error);

constexpr std::uint64_t kDeals = 60;

sp_query_options from_today() {
  sp_query_options how{};
  how.struct_size = sizeof how;
  how.today = "2025-06-30";
  return how;
}

Told ask(Ask function, sp_dataset dataset, std::string_view query, OwnedReport& report) {
  const sp_query_options how = from_today();
  return told("a query", [&](sp_error error) {
    return function(dataset, query.data(), query.size(), &how, report.out(), error);
  });
}

void show(sp_report report) {
  report_json(report);
  ArrowArrayStream table{};
  const Told told_of = told("sp_report_arrow",
                            [&](sp_error error) { return sp_report_arrow(report, &table, error); });
  if (told_of.ok()) table.release(&table);
}

Told state_of(sp_dataset dataset, std::string_view query, OwnedState& state) {
  const sp_query_options how = from_today();
  return told("sp_state_create", [&](sp_error error) {
    return sp_state_create(dataset, query.data(), query.size(), &how, state.out(), error);
  });
}

/// The figures of the whole are those of its parts' states, merged.
void compare_with_parts(std::string_view query, sp_report whole) {
  static const OwnedDataset first = invented(0, kDeals / 2);
  static const OwnedDataset second = invented(kDeals / 2, kDeals / 2);
  OwnedState sum;
  OwnedState other;
  const Told made = state_of(first, query, sum);
  const Told made_other = state_of(second, query, other);
  require(made.ok() == made_other.ok(),
          "a query has a state of one part only: " + made.message + made_other.message);
  if (!made.ok()) return;
  done("sp_state_merge", [&](sp_error error) { return sp_state_merge(sum, other, error); });
  OwnedReport report;
  done("sp_state_finish",
       [&](sp_error error) { return sp_state_finish(sum, report.out(), error); });
  const std::string merged = rows_of(report);
  const std::string asked = rows_of(whole);
  require(merged == asked, "parts have other figures than the whole:\n" + merged + "\n" + asked);
}

}  // namespace

/// 'f' in front of the document asks for a funnel, 's' for a series; without them it is figures.
void query_document(std::string_view input) {
  if (input.empty() || input.size() > kLongestInput) return;
  static const OwnedDataset dataset = invented(0, kDeals);
  Ask function = sp_dataset_report;
  std::string_view query = input;
  if (input[0] == 'f' || input[0] == 's') {
    function = input[0] == 'f' ? sp_dataset_funnel : sp_dataset_series;
    query.remove_prefix(1);
  }
  OwnedReport report;
  if (!ask(function, dataset, query, report).ok()) return;
  show(report);
  if (function == sp_dataset_report) compare_with_parts(query, report);
}

}  // namespace salespipe::fuzz
