// Tables out of documents, and into a book.
#include <array>
#include <cinttypes>
#include <cstdio>
#include <optional>

#include "arguments.hpp"
#include "book_changes.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/exchange/table_import.hpp"
#include "salespipe/exchange/table_json.hpp"
#include "taken_tables.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

constexpr std::size_t kCountsBytes = 256;

const exchange::ArrowTable* pointer(const std::optional<exchange::ArrowTable>& table) {
  return table ? &*table : nullptr;
}

/// Into room that is there: the import is done by then.
void append_counts(std::string& out, const exchange::TableImportCounts& counts) {
  std::array<char, kCountsBytes> text{};
  std::snprintf(text.data(), text.size(),
                R"({"opportunities":%)" PRId64 R"(,"accounts":%)" PRId64
                R"(,"interactions":%)" PRId64 R"(,"events":%)" PRId64 "}",
                counts.opportunities, counts.accounts, counts.interactions, counts.events);
  out += text.data();
}

}  // namespace

sp_status sp_table_from_json(const char* document, size_t size, ArrowArrayStream* stream,
                             sp_error error) noexcept {
  clear(stream);
  return guarded(error, [&] {
    auto& out = need(stream, "stream");
    exchange::table_from_json(text_of(document, size, "document")).finish(&out);
  });
}

sp_status sp_book_import(sp_book book, const sp_tables* tables, const sp_import_options* options,
                         sp_buffer* counts, sp_error error) noexcept {
  clear(counts);
  TakenTables taken(tables);
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    taken.check();
    if (!taken.opportunities.given()) refuse_argument("tables", "have no opportunities");
    if (taken.quotas.given() || taken.rates.given()) {
      throw Failure{SP_ERROR_UNSUPPORTED,
                    "a book keeps no quotas and no rates; give them with a query"};
    }
    const auto given = options_of(options);
    check_reserved(given.reserved);
    exchange::TableImportOptions wanted;
    wanted.pipeline = PipelineId(std::string(member_text(given.pipeline, "pipeline")));
    if (given.recorded_at == 0) refuse_argument("recorded_at", "is 0; say when it is");
    wanted.recorded_at.micros = given.recorded_at;
    if (const auto actor = member_text(given.actor, "actor"); !actor.empty()) {
      wanted.actor = ActorId(std::string(actor));
    }
    wanted.zone = member_zone(given.timezone);
    const auto deals = taken.opportunities.read();
    const auto changes = taken.history.read();
    const auto contacts = taken.interactions.read();
    std::optional<Made<BufferObject>> made;
    if (counts != nullptr) {
      made.emplace();
      (*made)->bytes.reserve(kCountsBytes);
    }
    change_book(*held, [&](Book& of) {
      const auto done =
          exchange::import_tables(of, *deals, pointer(changes), pointer(contacts), wanted);
      if (!made) return;
      append_counts((*made)->bytes, done);
      *counts = made->publish();
    });
  });
}
