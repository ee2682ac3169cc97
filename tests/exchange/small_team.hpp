#pragma once

#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/date.hpp"
#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/exchange/arrow_writer.hpp"
#include "salespipe/exchange/table_import.hpp"

// A team small enough to check every figure by hand:
//   d1 ann Acme  100.00 created 2025-01-05, won  2025-02-10
//   d2 ann Bolt  200.50 created 2025-01-10, lost 2025-03-01 (Price)
//   d3 bob Acme   50.25 created 2025-02-01, open in Qualified
//   d4 bob ""     no value, no dates, open in Lead
namespace salespipe::exchange::test {

inline ArrowTable taken(ArrowWriter writer) {
  ArrowArrayStream stream;
  writer.finish(&stream);
  return ArrowTable::consume(&stream);
}

inline std::vector<Day> days(const std::vector<std::string>& texts) {
  std::vector<Day> out;
  for (const auto& text : texts) out.push_back(text.empty() ? kNoDay : parse_day(text));
  return out;
}

inline ArrowTable small_team() {
  ArrowWriter out;
  out.text("id", {"d1", "d2", "d3", "d4"});
  out.text("stage", {"Won", "Lost", "Qualified", "Lead"});
  out.dictionary("owner", {0, 0, 1, 1}, {"ann", "bob"});
  out.dictionary("account", {0, 1, 0, -1}, {"Acme", "Bolt"});
  out.text("lost_reason", {"", "Price", "", ""});
  out.text("region", {"north", "south", "north", ""});
  out.dates("created", days({"2025-01-05", "2025-01-10", "2025-02-01", ""}));
  out.dates("closed", days({"2025-02-10", "2025-03-01", "", ""}));
  out.decimals("value", {10000, 20050, 5025, 0}, 2, {true, true, true, false});
  return taken(std::move(out));
}

/// Owner and value of d1 over time, and its way to Won.
inline ArrowTable small_history() {
  ArrowWriter out;
  out.text("opportunity", {"d1", "d1", "d1", "d1", "d2", "d3", "d2"});
  out.dates("at", days({"2025-01-05", "2025-01-20", "2025-02-01", "2025-02-10", "2025-01-10",
                        "2025-02-01", "2025-03-01"}));
  out.dictionary("stage", {0, 1, -1, 2, 0, 1, 3}, {"Lead", "Qualified", "Won", "Lost"});
  out.dictionary("owner", {0, -1, 1, -1, -1, -1, -1}, {"eve", "ann"});
  out.decimals("value", {9000, 0, 0, 10000, 0, 0, 0}, 2,
               {true, false, false, true, false, false, false});
  return taken(std::move(out));
}

inline Book book_with_pipeline() {
  Book book;
  CommandContext context;
  context.at = Instant::parse("2025-01-01T00:00:00Z");
  book.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), context);
  return book;
}

inline TableImportOptions import_options(const Book& book) {
  TableImportOptions options;
  options.pipeline = book.pipelines().front().id();
  options.recorded_at = Instant::parse("2025-04-01T08:00:00Z");
  return options;
}

}  // namespace salespipe::exchange::test
