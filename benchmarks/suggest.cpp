// What to do today, asked of a large book: one million deals of 250,000 accounts, ten interactions
// and one task each, a fifth of the deals open: the first time, and again after the desk has read
// the book. The claim is under one second for the latter.
//   build/release/benchmarks/suggest
#include <cstdint>
#include <map>
#include <string>

#include <benchmark/benchmark.h>

#include "salespipe/book/book.hpp"
#include "salespipe/hygiene/suggestion.hpp"

namespace {

using namespace salespipe;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kFirstDay = 19'000;
constexpr std::int64_t kDays = 1000;

/// A moment of the day that follows from `number` by a jump over all days.
CommandContext on_day(std::int64_t number) {
  CommandContext context;
  context.at = Instant{(kFirstDay + number * 7919 % kDays) * kDay};
  context.actor = ActorId("ann");
  return context;
}

Book large_book(std::int64_t deals, std::int64_t interactions_a_deal) {
  Book book;
  const PipelineId pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), on_day(0));
  for (std::int64_t i = 0; i < deals / 4; ++i) {
    book.add_account("Account " + std::to_string(i), on_day(i), AccountId("a" + std::to_string(i)));
  }
  for (std::int64_t i = 0; i < deals; ++i) {
    NewOpportunity deal;
    deal.id = OpportunityId("deal-" + std::to_string(i));
    deal.name = "Deal " + std::to_string(i);
    deal.account = AccountId("a" + std::to_string(i * 31 % (deals / 4)));
    deal.owner = ActorId("owner-" + std::to_string(i % 200));
    deal.value = DealValue(Money(100 * (i % 5000), Currency("EUR")));
    book.create_opportunity(pipeline, deal, on_day(i));
    if (i % 5 != 0) book.lose(deal.id, "Price", on_day(i + 1));
    book.add_task({.description = "Call", .opportunity = deal.id}, on_day(i + 2));
  }
  constexpr InteractionType kTypes[] = {InteractionType::email_out, InteractionType::email_in,
                                        InteractionType::email_opened, InteractionType::call,
                                        InteractionType::meeting};
  for (std::int64_t i = 0; i < deals * interactions_a_deal; ++i) {
    NewInteraction made;
    made.type = kTypes[i % 5];
    made.opportunity = OpportunityId("deal-" + std::to_string(i * 7919 % deals));
    book.log_interaction(made, on_day(i + 3));
  }
  return book;
}

void suggest(benchmark::State& state) {
  static std::map<std::int64_t, Book> books;  // making a large one takes longer than the question
  const std::int64_t deals = state.range(0);
  if (!books.contains(deals)) {
    books.clear();
    books.emplace(deals, large_book(deals, 10));
  }
  const Book& book = books.at(deals);
  const Instant now{(kFirstDay + kDays) * kDay};
  hygiene::SuggestionDesk desk(book);
  const bool is_again = state.range(1) != 0;
  if (is_again) (void)desk.suggestions(now);
  std::size_t found = 0;
  for (auto _ : state) {
    const auto all = is_again ? desk.suggestions(now) : hygiene::suggestions(book, now);
    found = all.size();
    benchmark::DoNotOptimize(all.data());
  }
  state.counters["suggestions"] = static_cast<double>(found);
  state.counters["interactions"] = static_cast<double>(book.interactions().size());
}
BENCHMARK(suggest)
    ->ArgNames({"deals", "again"})
    ->Args({10'000, 0})
    ->Args({10'000, 1})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 1})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
