#pragma once

#include "salespipe/metrics/report.hpp"

namespace salespipe::metrics {

/// What a data set's builder found, behind what the report says itself.
void add_findings(const Diagnostics& findings, Report& report);

}  // namespace salespipe::metrics
