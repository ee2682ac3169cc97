// Arrow C streams with schemas, arrays and callbacks that lie (arrow_producer.hpp), given to every
// function that takes one over.
#include <memory>
#include <utility>
#include <vector>

#include "arrow_producer.hpp"
#include "books.hpp"
#include "tables.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

constexpr const char* kStateQuery =
    R"({"period":"2025-Q1","by":["owner"],"metrics":["won_revenue","won_count","cycle_days_median","arpa"]})";

/// What a state's first row holds: the query it answers.
std::string state_document() {
  const OwnedDataset dataset = invented(0, 10);
  OwnedState state;
  done("sp_state_create", [&](sp_error error) {
    return sp_state_create(dataset, kStateQuery, SP_TO_ZERO, nullptr, state.out(), error);
  });
  sp_buffer bytes = 0;
  done("sp_state_write",
       [&](sp_error error) { return sp_state_write(state, nullptr, 0, &bytes, error); });
  // The document is the first JSON object in the bytes (docs/states.md).
  const std::string text = take(bytes);
  const auto begin = text.find('{');
  std::size_t end = begin;
  std::size_t depth = 0;
  do {
    depth += text[end] == '{' ? 1U : 0U;
    depth -= text[end] == '}' ? 1U : 0U;
    ++end;
  } while (depth > 0);
  return text.substr(begin, end - begin);
}

const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = {"",
                                               "d1",
                                               "d2",
                                               "d3",
                                               "d4",
                                               "Lead",
                                               "Qualified",
                                               "Won",
                                               "Lost",
                                               "lead",
                                               "Fridge",
                                               "none",
                                               "ann",
                                               "bo",
                                               "New business",
                                               "new-business",
                                               "EUR",
                                               "USD",
                                               "euro",
                                               "JPY",
                                               "1.25",
                                               "100.00",
                                               "-5",
                                               "1e3",
                                               "call",
                                               "email_in",
                                               "meeting",
                                               "wave",
                                               "2026-01-05",
                                               " ann ",
                                               "\xFF\xFE",
                                               "a\nb",
                                               "a text that is longer than what a view holds",
                                               "99999999999999999999.99",
                                               "\xC3\xA5\xC3\xA4",
                                               "=1+1",
                                               "#plan",
                                               "#data_through",
                                               "won",
                                               "won_value",
                                               "cycle_days",
                                               "open_value",
                                               "lost",
                                               state_document()};
  return all;
}

using Producers = std::vector<std::unique_ptr<ArrowProducer>>;

/// The tables that the bits of `which` name; opportunities are always there.
sp_tables tables(Bytes& in, unsigned which, Producers& producers) {
  sp_tables out{};
  out.struct_size = sizeof out;
  const auto add = [&](TableKind kind) {
    producers.push_back(std::make_unique<ArrowProducer>(in, kind, texts()));
    return producers.back()->stream();
  };
  if ((which & 32U) == 0) out.opportunities = add(TableKind::opportunities);
  if ((which & 1U) != 0) out.history = add(TableKind::history);
  if ((which & 2U) != 0) out.interactions = add(TableKind::interactions);
  if ((which & 4U) != 0) out.quotas = add(TableKind::quotas);
  if ((which & 8U) != 0) out.rates = add(TableKind::rates);
  return out;
}

void take_state(Bytes& in, Producers& producers) {
  producers.push_back(std::make_unique<ArrowProducer>(in, TableKind::state, texts()));
  OwnedState state;
  const Told read = told("sp_state_from_arrow", [&](sp_error error) {
    return sp_state_from_arrow(producers.back()->stream(), state.out(), error);
  });
  if (!read.ok()) return;
  OwnedReport report;
  const Told finished = told("sp_state_finish", [&](sp_error error) {
    return sp_state_finish(state, report.out(), error);
  });
  if (finished.ok()) report_json(report);
}

void take_quotas(Bytes& in, Producers& producers) {
  const OwnedBook book = prepared_book();
  producers.push_back(std::make_unique<ArrowProducer>(in, TableKind::quotas, texts()));
  sp_watch_options how{};
  how.struct_size = sizeof how;
  how.quotas = producers.back()->stream();
  OwnedWatch watch;
  const Told made = told("sp_watch_create", [&](sp_error error) {
    return sp_watch_create(book, R"({"period":"2026","metrics":["attainment"]})", SP_TO_ZERO, &how,
                           watch.out(), error);
  });
  if (!made.ok()) return;
  OwnedReport report;
  done("sp_watch_report",
       [&](sp_error error) { return sp_watch_report(watch, report.out(), error); });
}

}  // namespace

/// The first byte says who takes the streams, the second which there are.
void arrow_stream(std::string_view input) {
  if (input.size() > kLongestInput) return;
  Bytes in(input);
  Producers producers;
  const std::size_t taker = in.below(4);
  if (taker == 0) {
    OwnedDataset dataset;
    const Told made = dataset_of(tables(in, in.byte(), producers), dataset);
    figures_of(made, dataset);
    // Columns are the library's own: what they were made of is gone.
    for (const auto& producer : producers) producer->require_released();
    if (made.ok()) figures_of(made, dataset, "2026-Q1");
  } else if (taker == 1) {
    // A book keeps no quotas and no rates; it is told in one of eight.
    const unsigned which = in.byte();
    import(tables(in, which >= 0xE0 ? which : which & ~12U, producers));
  } else if (taker == 2) {
    take_state(in, producers);
  } else {
    take_quotas(in, producers);
  }
  for (const auto& producer : producers) producer->require_released();
}

}  // namespace salespipe::fuzz
