// Figures of a book that are kept current.
#include "arguments.hpp"
#include "guard.hpp"
#include "salespipe/exchange/definition_json.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "taken_tables.hpp"
#include "watch_object.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

/// What sp_watch_create() was given and must let go of whatever comes of it.
class TakenWatch {
 public:
  explicit TakenWatch(const sp_watch_options* given) noexcept
      : readable_(given != nullptr &&
                  check_struct(given, sizeof *given, sizeof *given) != SP_ERROR_INVALID_ARGUMENT),
        release_(readable_ ? given->release : nullptr),
        user_data_(readable_ ? given->user_data : nullptr),
        quotas(readable_ ? given->quotas : nullptr) {}
  TakenWatch(const TakenWatch&) = delete;
  TakenWatch& operator=(const TakenWatch&) = delete;
  ~TakenWatch() {
    if (release_ == nullptr) return;
    try {
      release_(user_data_);
    } catch (...) {  // there is nobody to tell
    }
  }
  /// From now on the watch lets go of it.
  void hand_over(WatchObject& watch) noexcept {
    watch.release = std::exchange(release_, nullptr);
    watch.user_data = user_data_;
  }

 private:
  bool readable_;
  sp_watch_release release_;
  void* user_data_;

 public:
  TakenStream quotas;
};

}  // namespace

sp_status sp_watch_create(sp_book book, const char* query, size_t size,
                          const sp_watch_options* options, sp_watch* watch,
                          sp_error error) noexcept {
  clear(watch);
  TakenWatch taken(options);
  return guarded(error, [&] {
    auto& out = need(watch, "watch");
    Made<WatchObject> made;
    made->book = Held<BookObject>(book);
    const auto given = options_of(options);
    check_reserved(given.reserved);
    made->query =
        exchange::query_from_json(text_of(query, size, "query"), member_day(given.today, "today"));
    made->options.zone = member_zone(given.timezone);
    made->options.data_through = member_day(given.data_through, "data_through");
    made->options.pipelines =
        exchange::pipeline_ids_from_json(member_text(given.pipelines, "pipelines"));
    made->quotas = taken.quotas.read();
    if (made->quotas) made->options.quotas = &*made->quotas;
    static_cast<void>(made->report());  // what is wrong with the query is told now
    made->callback = given.callback;
    taken.hand_over(*made);
    WatchObject& made_watch = *made;
    const sp_watch handle = made.handle();
    made_watch.enlist(handle);
    out = made.publish();
  });
}

sp_status sp_watch_report(sp_watch watch, sp_report* report, sp_error error) noexcept {
  clear(report);
  return guarded(error, [&] {
    auto& out = need(report, "report");
    const Held<WatchObject> held(watch);
    Made<ReportObject> made(held->report());
    out = made.publish();
  });
}

sp_status sp_watch_close(sp_watch watch, sp_error error) noexcept {
  return close_handle(watch, Kind::watch, error);
}
