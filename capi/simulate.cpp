// An invented sales team.
#include "arguments.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/simulate/book.hpp"
#include "salespipe/simulate/tables.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

simulate::World world_of(const sp_simulate_options* given) {
  const auto options = options_of(given);
  simulate::Options out;
  if (options.opportunities != 0) out.opportunities = options.opportunities;
  if (options.months != 0) out.months = options.months;
  out.seed = options.seed;
  if (const Day start = member_day(options.start, "start"); is_known(start)) out.start = start;
  if (const auto currency = member_text(options.currency, "currency"); !currency.empty()) {
    out.currency = Currency(currency);
  }
  out.team_size = options.team_size;
  out.threads = threads_of(options.threads);
  return simulate::make_world(out);
}

}  // namespace

sp_status sp_simulate_book(const sp_simulate_options* options, sp_book* book,
                           sp_error error) noexcept {
  clear(book);
  return guarded(error, [&] {
    auto& out = need(book, "book");
    Made<BookObject> made(simulate::make_book(world_of(options)));
    out = made.publish();
  });
}

sp_status sp_simulate_tables(const sp_simulate_options* options, uint64_t first, uint64_t count,
                             ArrowArrayStream* opportunities, ArrowArrayStream* history,
                             ArrowArrayStream* interactions, ArrowArrayStream* tasks,
                             sp_buffer* definition, sp_error error) noexcept {
  clear(opportunities, history, interactions, tasks);
  clear(definition);
  return guarded(error, [&] {
    const auto world = world_of(options);
    const std::uint64_t all = world.options().opportunities;
    if (count == 0) count = first < all ? all - first : 0;
    std::optional<Made<BufferObject>> pipeline;
    if (definition != nullptr) pipeline.emplace(to_json(simulate::team_pipeline(world)));
    auto made = simulate::tables(world, first, count);
    ArrowArrayStream streams[4] = {};
    try {
      if (opportunities != nullptr) made.opportunities.finish(&streams[0]);
      if (history != nullptr) made.history.finish(&streams[1]);
      if (interactions != nullptr) made.interactions.finish(&streams[2]);
      if (tasks != nullptr) made.tasks.finish(&streams[3]);
    } catch (...) {
      for (auto& stream : streams) {
        if (stream.release != nullptr) stream.release(&stream);
      }
      throw;
    }
    if (opportunities != nullptr) *opportunities = streams[0];
    if (history != nullptr) *history = streams[1];
    if (interactions != nullptr) *interactions = streams[2];
    if (tasks != nullptr) *tasks = streams[3];
    if (pipeline) *definition = pipeline->publish();
  });
}
