#pragma once

#include <string>
#include <string_view>

#include "salespipe/metrics/funnel.hpp"

namespace salespipe::exchange {

/// Reads a funnel query: {"pipeline": "Sales", "period": "2017-Q3", "as_of": "2017-12-31",
/// "by": ["source"], "filters": [...], "fiscal_year_start_month": 1}. Nothing is required; without
/// a period all deals are counted. Errors as query_from_json().
metrics::FunnelQuery funnel_query_from_json(std::string_view text, Day today = kNoDay);

/// The funnel as JSON (docs/schemas/funnel.schema.json): {"query": {...}, "cut": "2017-10-01",
/// "currency": "EUR", "knows_history": true, "groups": [{"by": {}, "stages": [{"stage": "Lead",
/// "kind": "open", "reached": 8, ..., "conversion": 0.875, "conversion_estimated": 0.9}, ...],
/// "won_value": "590.00", "bend": {...}}, ...]}. The total comes first; won is the last stage. What
/// has no value is left out.
std::string to_json(const metrics::FunnelResult& result);

}  // namespace salespipe::exchange
