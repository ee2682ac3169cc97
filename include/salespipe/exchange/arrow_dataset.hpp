#pragma once

#include <string>

#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/metrics/dataset_builder.hpp"

namespace salespipe::exchange {

/// The canonical tables (docs/tables.md) that a set of figures is computed from. Only opportunities
/// is required.
struct MetricTables {
  const ArrowTable* opportunities = nullptr;
  const ArrowTable* history = nullptr;
  const ArrowTable* interactions = nullptr;
  const ArrowTable* quotas = nullptr;
  /// Exchange rates into options.currency; they are added to options.rates.
  const ArrowTable* rates = nullptr;
};

/// The tables as the engine's columns. Text columns without a meaning of their own become
/// dimensions. Timestamps without a zone are civil times of options.zone. Errors name table, column
/// and row; see also DatasetBuilder. Cost: linear, plus sorting histories that are out of order.
metrics::Dataset dataset_from_tables(const MetricTables& tables, metrics::StageModel stages,
                                     const metrics::DatasetOptions& options);

/// Adds a table of quotas to a data set that is being built; amounts are in `currency` ("XXX": none
/// is named) unless a column says otherwise.
void add_quotas(metrics::DatasetBuilder& builder, const ArrowTable& quotas, const TimeZone& zone,
                const std::string& currency);

/// A table of rates (docs/tables.md) as the builder takes them. Errors name column and row.
metrics::ExchangeRates rates_from_table(const ArrowTable& rates, const TimeZone& zone);

}  // namespace salespipe::exchange
