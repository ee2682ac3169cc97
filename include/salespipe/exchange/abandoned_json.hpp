#pragma once

#include <string>

#include "salespipe/metrics/abandoned.hpp"

namespace salespipe::exchange {

/// {"last_day": "2025-09-30", "count": 12, "value": "9400.00", "currency": "EUR", "deals": [{"row":
/// 3, "owner": "ann", "stage": "Lead", "value": "900.00", "last_activity": "2025-07-02", "days":
/// 90, "account": "Acme", ...}]}: each deal with the data set's dimensions. A value that is not
/// known and an empty text are left out.
std::string to_json(const metrics::AbandonedDeals& found, const metrics::Dataset& dataset);

}  // namespace salespipe::exchange
