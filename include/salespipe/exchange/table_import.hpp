#pragma once

#include <cstdint>

#include "salespipe/book/book.hpp"
#include "salespipe/exchange/arrow_table.hpp"

namespace salespipe::exchange {

/// How the rows of a table become facts of a book.
struct TableImportOptions {
  /// Where the deals go that name no pipeline of their own. Must be in the book.
  PipelineId pipeline;
  /// When the book learns of it: the host's now. Required.
  Instant recorded_at = kNoInstant;
  ActorId actor;
  /// The zone of civil times and dates. A date without a time is taken as noon there, which is the
  /// same day in nearly every other zone too.
  TimeZone zone = TimeZone::utc();
};

struct TableImportCounts {
  std::int64_t opportunities = 0;
  std::int64_t accounts = 0;      ///< Those that were not in the book before.
  std::int64_t interactions = 0;  ///< Those that were not in the book before.
  std::int64_t events = 0;
};

/// Appends the deals of canonical tables (docs/tables.md) to a book as facts: created, then what
/// `history` says, or, without history, the stage of the table at `closed` or `created`. Texts in
/// columns that have no meaning of their own become custom fields. `history` and `interactions` may
/// be null. All or nothing: any error leaves the book as it was.
///
/// Errors name the column and row (from 0): schema_violation for missing columns and values that
/// cannot be read; not_found for an unknown stage, pipeline or (in history) opportunity;
/// already_exists for an id that the book or the table has already; currency_mismatch for an amount
/// in another currency than the pipeline's. Cost: in proportion to the rows.
TableImportCounts import_tables(Book& book, const ArrowTable& opportunities,
                                const ArrowTable* history, const ArrowTable* interactions,
                                const TableImportOptions& options);

}  // namespace salespipe::exchange
