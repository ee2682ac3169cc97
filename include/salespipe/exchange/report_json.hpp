#pragma once

#include <string>

#include "salespipe/metrics/report.hpp"

namespace salespipe::exchange {

/// A report as the stable, documented JSON document (docs/schemas/report.schema.json) that the
/// command line, Python and other hosts give. Money is a decimal text in the report's currency,
/// counts are integers, ratios and days numbers; what has no value is left out, never null. The
/// same report gives the same bytes.
std::string to_json(const metrics::Report& report, bool pretty = false);

/// The catalogue of metrics: {"metrics": [{"name": ..., "title": ..., "unit": ...}, ...]}.
std::string catalogue_json();

}  // namespace salespipe::exchange
