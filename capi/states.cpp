// Additive states: of parts of the data, merged, kept, sent and finished.
#include <limits>
#include <mutex>

#include "guard.hpp"
#include "objects.hpp"
#include "query_arguments.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/state_arrow.hpp"
#include "salespipe/exchange/state_blob.hpp"
#include "taken_tables.hpp"

using namespace salespipe;
using namespace salespipe::c;
using exchange::PartialState;

namespace {

constexpr std::size_t kMostBytes = std::numeric_limits<std::size_t>::max() / 4;

void give_state(sp_state* out, PartialState state) {
  Made<StateObject> made(std::move(state));
  *out = made.publish();
}

PartialState copy_of(StateObject& object) {
  const std::lock_guard lock(object.mutex);
  return object.state;
}

}  // namespace

sp_status sp_state_create(sp_dataset dataset, const char* query, size_t size,
                          const sp_query_options* options, sp_state* state,
                          sp_error error) noexcept {
  clear(state);
  return guarded(error, [&] {
    auto& out = need(state, "state");
    const Held<DatasetObject> held(dataset);
    const QueryOptions how(options);
    const auto asked = exchange::query_from_json(text_of(query, size, "query"), how.today);
    give_state(&out, PartialState(asked, held->columns, how.threads));
  });
}

sp_status sp_state_merge(sp_state state, sp_state other, sp_error error) noexcept {
  return guarded(error, [&] {
    const Held<StateObject> into(state);
    const Held<StateObject> from(other);
    // Copies: two threads may merge two states into each other, and a merge that fails in the
    // middle must change nothing.
    const PartialState added = copy_of(*from);
    const std::lock_guard lock(into->mutex);
    PartialState sum = into->state;
    sum.merge(added);
    into->state = std::move(sum);
  });
}

sp_status sp_state_finish(sp_state state, sp_report* report, sp_error error) noexcept {
  clear(report);
  return guarded(error, [&] {
    auto& out = need(report, "report");
    const Held<StateObject> held(state);
    const std::lock_guard lock(held->mutex);
    Made<ReportObject> made(held->state.finish());
    out = made.publish();
  });
}

sp_status sp_state_write(sp_state state, const char* producer, size_t producer_size,
                         sp_buffer* bytes, sp_error error) noexcept {
  clear(bytes);
  return guarded(error, [&] {
    auto& out = need(bytes, "bytes");
    const Held<StateObject> held(state);
    const auto name = text_of(producer, producer_size, "producer");
    const std::lock_guard lock(held->mutex);
    give(&out, exchange::to_bytes(held->state, name));
  });
}

sp_status sp_state_read(const void* bytes, size_t size, sp_state* state, sp_error error) noexcept {
  clear(state);
  return guarded(error, [&] {
    auto& out = need(state, "state");
    const auto* const first = static_cast<const char*>(bytes);
    if (first == nullptr && size != 0) refuse_argument("bytes", "is NULL; give the state");
    if (size > kMostBytes) refuse_argument("size", "is larger than any memory");
    give_state(&out, exchange::state_from_bytes(first == nullptr ? std::string_view()
                                                                 : std::string_view(first, size)));
  });
}

sp_status sp_state_arrow(sp_state state, ArrowArrayStream* stream, sp_error error) noexcept {
  clear(stream);
  return guarded(error, [&] {
    auto& out = need_stream(stream);
    const Held<StateObject> held(state);
    const std::lock_guard lock(held->mutex);
    exchange::to_arrow(held->state).finish(&out);
  });
}

sp_status sp_state_from_arrow(ArrowArrayStream* stream, sp_state* state, sp_error error) noexcept {
  clear(state);
  TakenStream taken(stream);
  return guarded(error, [&] {
    auto& out = need(state, "state");
    need_stream(stream);
    const auto table = taken.read();
    give_state(&out, exchange::state_from_arrow(*table));
  });
}

sp_status sp_state_close(sp_state state, sp_error error) noexcept {
  return close_handle(state, Kind::state, error);
}
