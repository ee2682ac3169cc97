#include <cstdio>

#include "salespipe/book/book.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/metrics/report.hpp"

int main() {
  using namespace salespipe;
  const CommandContext now{Instant::parse("2026-07-01T09:00:00Z")};
  Book book;
  const auto sales = book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), now);

  NewOpportunity acme;
  acme.name = "Acme, 20 seats";
  acme.value = DealValue::parse("12000 EUR");
  const auto deal = book.create_opportunity(sales, acme, now);

  const Decision lost = book.lose(deal, "", now);  // a refusal is a value: nothing has changed
  std::printf("%s\n", lost.reasons.front().message.c_str());
  book.win(deal, now);

  metrics::Query query;
  query.periods = {Period::parse("2026-Q3")};
  const auto report = metrics::evaluate(query, exchange::dataset_from_book(book));
  const auto won = report.figure(report.row(), "won_revenue");
  std::printf("won %s EUR\n", format_minor_units(won->whole(), report.minor_digits).c_str());
}
