// A validated stage move in memory: evaluate() by the pipeline's policy, the event in the journal,
// and the fold. The claim is over 5 million a second on one core.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "qualified_deals.hpp"

namespace {

using namespace salespipe;
using namespace salespipe::bench;

/// Every deal goes forward stage by stage and back to the first, in the order of the deals or
/// jumping over them.
void stage_moves(benchmark::State& state) {
  const std::int64_t count = state.range(0);
  const std::uint64_t step = state.range(1) == 0 ? 1 : 7919;
  const StageId stages[] = {StageId("contacted"), StageId("qualified"), StageId("proposal-made"),
                            StageId("lead")};
  static std::map<std::int64_t, Deals> made;  // this function is called several times for a figure
  if (!made.contains(count)) {
    made.clear();
    made.emplace(count, qualified_deals(static_cast<std::uint64_t>(count)));
  }
  const Deals& start = made.at(count);
  const auto deals = static_cast<std::uint64_t>(count);
  constexpr std::uint64_t kMovesABook = 4'000'000;  // then a fresh copy, so that memory stays small
  Book book = start.book;
  CommandContext context;
  context.at = kStart;
  context.actor = ActorId("ann");
  std::uint64_t moves = 0;
  std::uint64_t refused = 0;
  for (auto _ : state) {
    if (moves == kMovesABook) {
      state.PauseTiming();
      book = start.book;
      moves = 0;
      state.ResumeTiming();
    }
    context.at.micros += 1;
    const std::uint64_t deal = (moves * step) % deals;
    const Decision decision = book.move(start.ids[deal], stages[(moves / deals) % 4], context);
    refused += decision.allowed ? 0U : 1U;
    ++moves;
  }
  if (refused != 0 || book.last_sequence() != start.book.last_sequence() + moves) {
    state.SkipWithError("a move was refused or not recorded");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(stage_moves)
    ->ArgNames({"deals", "jumping"})
    ->Args({1'000, 0})
    ->Args({100'000, 0})
    ->Args({100'000, 1})
    ->Args({1'000'000, 1});

}  // namespace
