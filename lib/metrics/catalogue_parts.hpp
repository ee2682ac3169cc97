#pragma once

#include <span>

#include "salespipe/metrics/catalogue.hpp"

namespace salespipe::metrics {

// Each part of the catalogue in a file of its own: a metric is added in exactly one of them.
std::span<const Metric> revenue_metrics();    // catalogue_revenue.cpp
std::span<const Metric> rate_metrics();       // catalogue_rates.cpp
std::span<const Metric> cycle_metrics();      // catalogue_cycle.cpp
std::span<const Metric> stage_metrics();      // catalogue_stages.cpp
std::span<const Metric> team_metrics();       // catalogue_team.cpp
std::span<const Metric> quota_metrics();      // catalogue_quota.cpp
std::span<const Metric> waterfall_metrics();  // catalogue_waterfall.cpp

}  // namespace salespipe::metrics
