// What it costs to keep dashboards current: a book of simulated deals (1 million; the argument
// `deals`), eight watched queries over its three years, and the changes of its last two months,
// one by one, in order of time. Beside it, what computing one of the queries anew costs.
//   build/release/benchmarks/live_events
// Events are timed one by one as well, for the median; reading the clock is in it (about 30 ns).

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "salespipe/metrics/accumulate.hpp"
#include "salespipe/metrics/dataset_builder.hpp"
#include "salespipe/metrics/live.hpp"
#include "salespipe/simulate/generate.hpp"

namespace {

using namespace salespipe;
using metrics::Dataset;
using metrics::Live;
using metrics::LiveChange;
using metrics::Query;

constexpr std::int64_t kEvents = 50'000;  // two months of a million deals have more

struct Event {
  std::uint32_t deal;
  LiveChange change;  // its owner: a code of the simulated names until it is fed
};

/// The book up to two months before its end, and what then happened to the deals that were there.
struct Scene {
  Dataset before;
  std::vector<Event> events;
  std::vector<std::string> owners;
};

metrics::StageModel stages_of(const simulate::World& world) {
  std::vector<metrics::StageInfo> stages;
  const auto& names = world.names().stages;
  std::int32_t open = 0;
  for (const std::string& name : names) {
    metrics::StageInfo info{world.names().pipelines[0], name, metrics::StageOutcome::open, 0,
                            false};
    if (name == "Won") {
      info.outcome = metrics::StageOutcome::won;
      info.probability_ppm = 1'000'000;
    } else if (name == "Lost") {
      info.outcome = metrics::StageOutcome::lost;
    } else if (name == "Fridge") {
      info.outcome = metrics::StageOutcome::parked;
    } else {
      info.probability_ppm = std::min(900'000, ++open * 150'000);
      info.qualified = open == 3;
    }
    stages.push_back(info);
  }
  return metrics::StageModel(stages);
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

Scene make_scene(std::uint64_t deals) {
  simulate::Options options;
  options.opportunities = deals;
  options.months = 36;
  options.interactions = false;
  options.tasks = false;
  const simulate::World world = simulate::make_world(options);
  const auto& names = world.names();
  const Day cut = simulate::end_of_span(options) + -60;
  const TimeZone zone = TimeZone::utc();
  const simulate::Batch batch = simulate::generate(world, 0, deals);

  std::vector<std::int32_t> row_of(deals, -1);
  std::vector<std::string> ids;
  const auto owners = views(names.owners);
  const auto stages = views(names.stages);
  const auto accounts = views(names.accounts);
  const auto sources = views(names.sources);
  const auto products = views(names.products);
  std::vector<std::int32_t> owner, account, source, product;
  std::vector<Instant> created;
  for (std::size_t i = 0; i < deals; ++i) {
    if (zone.day_of(batch.opportunities.created[i]) >= cut) continue;
    row_of[i] = static_cast<std::int32_t>(ids.size());
    ids.push_back(simulate::opportunity_id(i));
    owner.push_back(batch.opportunities.owner[i]);
    account.push_back(batch.opportunities.account[i]);
    source.push_back(batch.opportunities.source[i]);
    product.push_back(batch.opportunities.product[i]);
    created.push_back(batch.opportunities.created[i]);
  }
  const auto id_views = views(ids);

  Scene scene;
  std::vector<std::int32_t> changed, stage_codes, owner_codes;
  std::vector<Instant> at;
  std::vector<std::int64_t> values;
  std::vector<Day> expected;
  std::vector<std::pair<Instant, Event>> later;
  for (std::size_t i = 0; i < batch.history.size(); ++i) {
    const std::int32_t row = row_of[batch.history.opportunity[i]];
    if (row < 0) continue;
    const Day day = zone.day_of(batch.history.at[i]);
    if (day < cut) {
      changed.push_back(row);
      at.push_back(batch.history.at[i]);
      stage_codes.push_back(batch.history.stage[i]);
      owner_codes.push_back(batch.history.owner[i]);
      values.push_back(batch.history.value[i]);
      expected.push_back(batch.history.expected_close[i]);
      continue;
    }
    Event event{static_cast<std::uint32_t>(row), {}};
    event.change.day = day;
    if (batch.history.stage[i] >= 0) {
      event.change.stage = static_cast<metrics::StageCode>(batch.history.stage[i]);
    }
    event.change.value = batch.history.value[i];
    if (batch.history.owner[i] >= 0) {
      event.change.owner = static_cast<std::uint32_t>(batch.history.owner[i]);
    }
    event.change.expected_close = batch.history.expected_close[i];
    later.emplace_back(batch.history.at[i], event);
  }
  std::stable_sort(later.begin(), later.end(),
                   [](const auto& a, const auto& b) { return a.first.micros < b.first.micros; });
  for (const auto& [instant, event] : later) scene.events.push_back(event);
  scene.owners = names.owners;

  metrics::DatasetOptions dataset_options;
  dataset_options.currency = "EUR";
  metrics::DatasetBuilder builder(stages_of(world), dataset_options);
  metrics::OpportunityColumns columns;
  columns.rows = ids.size();
  columns.id = {id_views, {}};
  columns.owner = {owners, owner};
  columns.created = {{}, created};
  columns.dimensions = {{"account", {accounts, account}},
                        {"source", {sources, source}},
                        {"product", {products, product}}};
  builder.add_opportunities(columns);
  metrics::HistoryColumns history;
  history.rows = changed.size();
  history.opportunity = {id_views, changed};
  history.at = {{}, at};
  history.stage = {stages, stage_codes};
  history.owner = {owners, owner_codes};
  history.value = values;
  history.expected_close = {expected, {}};
  builder.add_history(history);
  scene.before = builder.build();
  return scene;
}

const Scene& scene_of(std::int64_t deals) {
  static std::map<std::int64_t, Scene> made;  // a figure calls its function several times
  if (!made.contains(deals)) {
    made.clear();
    made.emplace(deals, make_scene(static_cast<std::uint64_t>(deals)));
  }
  return made.at(deals);
}

Query asked(std::vector<std::string> metrics, std::string_view period,
            std::vector<std::string> by) {
  Query query;
  query.metrics = std::move(metrics);
  query.periods = {Period::parse(period)};
  query.by = std::move(by);
  return query;
}

std::vector<Query> dashboards() {
  std::vector<Query> out;
  out.push_back(asked({"open_count", "open_value", "won_revenue"}, "2024-01-01..2026-12-31",
                      {"month", "stage"}));
  out.push_back(
      asked({"won_revenue", "won_count", "win_rate", "open_value"}, "2026-Q4", {"owner"}));
  out.push_back(asked({"won_revenue", "open_value"}, "2026", {"account"}));
  out.push_back(asked({"won_revenue", "win_rate", "created_count"}, "2026", {"source"}));
  out.push_back(
      asked({"won_revenue", "win_rate", "won_value_mean", "cycle_days_median"}, "2026-12", {}));
  out.back().compare = metrics::Compare::previous;
  out.push_back(
      asked({"waterfall_start", "waterfall_created", "waterfall_reopened", "waterfall_moved_in",
             "waterfall_value_up", "waterfall_value_down", "waterfall_won", "waterfall_lost",
             "waterfall_parked", "waterfall_moved_out", "waterfall_end"},
            "2026-12", {"owner"}));
  out.push_back(asked({"won_revenue", "lost_value"}, "2026", {"quarter", "product"}));
  out.push_back(asked({"weighted_value", "abandoned_count"}, "2026-12", {"stage"}));
  return out;
}

/// The next change for a live book that was made from `scene`; false when the two months are over.
class Feed {
 public:
  Feed(Live& live, const Scene& scene) : live_(live), scene_(scene) {
    for (const std::string& owner : scene.owners) owners_.push_back(live.owner(owner));
  }
  bool more() const { return next_ < scene_.events.size(); }
  void one() {
    const Event& event = scene_.events[next_++];
    LiveChange change = event.change;
    if (change.owner != metrics::kSameOwner) change.owner = owners_[change.owner];
    live_.change(event.deal, change);
  }

 private:
  Live& live_;
  const Scene& scene_;
  std::vector<std::uint32_t> owners_;
  std::size_t next_ = 0;
};

/// `only`: one of the dashboards by number, or -1 for all.
void live_events(benchmark::State& state) {
  const Scene& scene = scene_of(state.range(0));
  const std::vector<Query> queries = dashboards();
  Live live(scene.before);
  std::vector<metrics::WatchId> watches;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (state.range(1) < 0 || state.range(1) == static_cast<std::int64_t>(i)) {
      watches.push_back(live.watch(queries[i]));
    }
  }
  Feed feed(live, scene);
  using Clock = std::chrono::steady_clock;
  std::vector<std::int64_t> nanoseconds;
  nanoseconds.reserve(scene.events.size());
  for (auto _ : state) {
    if (!feed.more()) {
      state.SkipWithError("the two months are over; run fewer iterations");
      break;
    }
    const auto began = Clock::now();
    feed.one();
    nanoseconds.push_back((Clock::now() - began).count());
  }
  std::sort(nanoseconds.begin(), nanoseconds.end());
  const auto at = [&](std::size_t percent) {
    if (nanoseconds.empty()) return 0.0;
    return static_cast<double>(nanoseconds[(nanoseconds.size() - 1) * percent / 100]);
  };
  state.counters["median_ns"] = at(50);
  state.counters["p90_ns"] = at(90);
  state.counters["p99_ns"] = at(99);
  state.SetItemsProcessed(state.iterations());

  // What is fast must be right: every watched report's cells against those computed from the start.
  const Dataset now = live.dataset();
  for (const metrics::WatchId watch : watches) {
    if (!(live.state(watch) == metrics::accumulate(live.plan(watch), now))) {
      state.SkipWithError("a live figure differs from the one computed anew");
    }
  }
}
BENCHMARK(live_events)->ArgNames({"deals", "only"})->Args({20'000, -1})->Iterations(1000);
BENCHMARK(live_events)
    ->ArgNames({"deals", "only"})
    ->Args({1'000'000, -1})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 1})
    ->Args({1'000'000, 2})
    ->Args({1'000'000, 3})
    ->Args({1'000'000, 4})
    ->Args({1'000'000, 5})
    ->Args({1'000'000, 6})
    ->Args({1'000'000, 7})
    ->Iterations(kEvents);

/// The same answer without a live book: one dashboard, one pass over all deals.
void recompute_one(benchmark::State& state) {
  const Scene& scene = scene_of(state.range(0));
  const Query query = dashboards()[static_cast<std::size_t>(state.range(1))];
  for (auto _ : state) {
    benchmark::DoNotOptimize(metrics::evaluate(query, scene.before));
  }
}
BENCHMARK(recompute_one)
    ->ArgNames({"deals", "only"})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
