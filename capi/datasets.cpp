// Columns that figures are computed from, out of tables and books.
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "book_changes.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/exchange/arrow_dataset.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/exchange/definition_json.hpp"
#include "taken_tables.hpp"

using namespace salespipe;
using namespace salespipe::c;
using exchange::ArrowTable;

namespace {

const ArrowTable* pointer(const std::optional<ArrowTable>& table) {
  return table ? &*table : nullptr;
}

/// Interface 1.0 ended before `actor`.
sp_dataset_options dataset_options(const sp_dataset_options* given) {
  return options_of(given, offsetof(sp_dataset_options, actor));
}

[[noreturn]] void refuse_table(const char* name, const char* why) {
  throw Error(ErrorCode::unsupported, std::string("the table of ") + name + " " + why);
}

}  // namespace

sp_status sp_dataset_from_tables(const sp_tables* tables, const sp_dataset_options* options,
                                 sp_dataset* dataset, sp_error error) noexcept {
  clear(dataset);
  TakenTables taken(tables);
  return guarded(error, [&] {
    auto& out = need(dataset, "dataset");
    taken.check();
    if (!taken.opportunities.given()) refuse_argument("tables", "have no opportunities");
    const auto given = dataset_options(options);
    if (!member_text(given.actor, "actor").empty()) {
      throw Error(ErrorCode::unsupported, "tables have no rules of access, so no actor is taken");
    }
    auto stages = exchange::stage_model(
        exchange::pipelines_from_json(member_text(given.pipelines, "pipelines")));
    metrics::DatasetOptions wanted;
    wanted.zone = member_zone(given.timezone);
    wanted.currency = member_text(given.currency, "currency");
    wanted.data_through = member_day(given.data_through, "data_through");
    wanted.known_at = member_day(given.known_at, "known_at");
    wanted.threads = threads_of(given.threads);
    const auto deals = taken.opportunities.read();
    const auto changes = taken.history.read();
    const auto contacts = taken.interactions.read();
    const auto targets = taken.quotas.read();
    const auto rates = taken.rates.read();
    Made<DatasetObject> made(exchange::dataset_from_tables(
        {pointer(deals), pointer(changes), pointer(contacts), pointer(targets), pointer(rates)},
        std::move(stages), wanted));
    out = made.publish();
  });
}

sp_status sp_dataset_from_book(sp_book book, const sp_tables* tables,
                               const sp_dataset_options* options, sp_dataset* dataset,
                               sp_error error) noexcept {
  clear(dataset);
  TakenTables taken(tables);
  return guarded(error, [&] {
    auto& out = need(dataset, "dataset");
    const Held<BookObject> held(book);
    taken.check();
    if (taken.opportunities.given() || taken.history.given() || taken.interactions.given()) {
      refuse_table("deals, changes or interactions", "is the book's own; give quotas and rates");
    }
    const auto given = dataset_options(options);
    const auto actor = member_text(given.actor, "actor");
    exchange::BookDatasetOptions wanted;
    wanted.zone = member_zone(given.timezone);
    wanted.currency = member_text(given.currency, "currency");
    wanted.data_through = member_day(given.data_through, "data_through");
    wanted.known_at = member_day(given.known_at, "known_at");
    wanted.pipelines = exchange::pipeline_ids_from_json(member_text(given.pipelines, "pipelines"));
    static_cast<void>(threads_of(given.threads));
    const auto targets = taken.quotas.read();
    const auto rates = taken.rates.read();
    wanted.quotas = pointer(targets);
    wanted.rates = pointer(rates);
    Made<DatasetObject> made(read_book(*held, [&](const Book& of) {
      return actor.empty()
                 ? exchange::dataset_from_book(of, wanted)
                 : exchange::dataset_from_book(of.seen_by(ActorId(std::string(actor))), wanted);
    }));
    out = made.publish();
  });
}

sp_status sp_dataset_close(sp_dataset dataset, sp_error error) noexcept {
  return close_handle(dataset, Kind::dataset, error);
}
