// What it costs to simulate a team: deals a second, with everything and without interactions and
// tasks, in one thread and two; and the making of the world of a big team.
//   build/release/benchmarks/simulate

#include <cstdint>

#include <benchmark/benchmark.h>

#include "salespipe/simulate/generate.hpp"

namespace {

using namespace salespipe::simulate;

constexpr std::uint64_t kRange = 100'000;

Options ten_million(int threads, bool everything) {
  Options options;
  options.opportunities = 10'000'000;
  options.months = 36;
  options.interactions = everything;
  options.tasks = everything;
  options.threads = threads;
  return options;
}

// A range of a team of ten million deals: 100 of them are the whole team.
void generate_range(benchmark::State& state) {
  const World world =
      make_world(ten_million(static_cast<int>(state.range(0)), state.range(1) != 0));
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  for (auto _ : state) {
    const Batch batch = generate(world, first, kRange);
    rows += batch.history.size() + batch.interactions.size() + batch.tasks.size();
    benchmark::DoNotOptimize(batch.opportunities.value.data());
    first = (first + kRange) % world.options().opportunities;
  }
  const auto deals = static_cast<double>(state.iterations()) * static_cast<double>(kRange);
  state.counters["deals"] = benchmark::Counter(deals, benchmark::Counter::kIsRate);
  state.counters["rows_a_deal"] = static_cast<double>(rows) / deals;
}
BENCHMARK(generate_range)
    ->ArgNames({"threads", "everything"})
    ->Args({1, 0})
    ->Args({1, 1})
    ->Args({2, 1})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void make_big_world(benchmark::State& state) {
  for (auto _ : state) {
    const World world = make_world(ten_million(1, true));
    benchmark::DoNotOptimize(&world.data());
  }
}
BENCHMARK(make_big_world)->Unit(benchmark::kMillisecond);

}  // namespace
