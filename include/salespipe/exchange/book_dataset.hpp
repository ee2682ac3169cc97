#pragma once

#include <span>
#include <string>
#include <vector>

#include "salespipe/book/book.hpp"
#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/metrics/dataset.hpp"

namespace salespipe::exchange {

/// Which part of a book, and whose days.
struct BookDatasetOptions {
  TimeZone zone = TimeZone::utc();
  /// Deals that stand in one of these now; empty: all. Needed when pipelines count in different
  /// currencies.
  std::vector<PipelineId> pipelines;
  const ArrowTable* quotas = nullptr;  ///< A table of quotas (docs/tables.md), or none.
  Day data_through = kNoDay;           ///< Known up to here; kNoDay: up to the last event.
  Day known_at = kNoDay;  ///< Only events recorded by the end of this day exist; kNoDay: all.
  const ArrowTable* rates = nullptr;  ///< Exchange rates (docs/tables.md) into `currency`, or none.
  std::string currency;  ///< Of the report; "": that of the amounts, which must then be one.
};

/// The deals, histories and interactions of a book as the metrics engine's columns: the one place
/// where both meet. Dimensions: account (by name), source, product, lost_reason, and every custom
/// field that some deal has, under its name. What was undone did not happen. A value that is no
/// longer known counts as 0 from then on. Error(currency_mismatch) for amounts of several
/// currencies. Cost: linear in the events.
metrics::Dataset dataset_from_book(const Book& book, const BookDatasetOptions& options = {});

/// The stages of the book's pipelines, in order.
metrics::StageModel stage_model(const Book& book);
/// The stages of these pipelines: for tables that come without a book. A pipeline is called by its
/// name, or by its id where another has the same name.
metrics::StageModel stage_model(std::span<const Pipeline> pipelines);

}  // namespace salespipe::exchange
