#pragma once

#include <cstdint>
#include <vector>

#include "metrics/line_table.hpp"
#include "metrics/scan_plan.hpp"
#include "metrics/stage_looks.hpp"

namespace salespipe::metrics {

/// What is open at a cut, by group and stage.
struct OpenCell {
  std::int64_t count = 0;
  std::int64_t value = 0;
  std::int64_t missing = 0;
  std::int64_t abandoned = 0;
  std::int64_t abandoned_value = 0;

  OpenCell& operator+=(const OpenCell& other) {
    count += other.count;
    value += other.value;
    missing += other.missing;
    abandoned += other.abandoned;
    abandoned_value += other.abandoned_value;
    return *this;
  }
};

/// Adds a cell to the lines of a group in some periods; `ppm` is its stage's probability.
void flush_open(const OpenCell& cell, std::int32_t ppm, std::uint64_t group,
                const std::vector<std::uint32_t>& periods, LineTable& lines);

/// How many stages a key tells apart: all of them where their probabilities weigh, else 1.
std::size_t stages_told(const Dataset& data, const ScanPlan& scan);
/// The probability of the stage of a key, where it matters.
std::int32_t probability(const StageLooks& looks, const ScanPlan& scan, std::size_t stage);
/// Days without activity after which a deal is abandoned: short enough for sums of days.
std::int32_t patience(const Plan& plan);

}  // namespace salespipe::metrics
