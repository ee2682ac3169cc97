#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "salespipe/base/int128.hpp"
#include "salespipe/metrics/bins.hpp"
#include "salespipe/metrics/interval.hpp"

namespace salespipe::metrics {

/// How waits ended, as histograms over whole days, sorted: the cells that conversions are estimated
/// from. Histograms of parts of the data add up to those of the whole.
struct Waits {
  std::span<const Bin> advanced;
  std::span<const Bin> lost;
  /// Not ended: watched through that day without an end, and not known to have had one later.
  std::span<const Bin> waiting;
};

/// What is estimated of waits that have lasted through a day on which some ended.
struct IncidencePoint {
  std::int64_t day = 0;
  Int128 at_risk = 0;    ///< Waits of that many days or more.
  Int128 advanced = 0;   ///< Of them, advanced on that day,
  Int128 lost = 0;       ///< and lost.
  double advancing = 0;  ///< Probability to have advanced by then,
  double losing = 0;     ///< to have been lost by then,
  double waiting = 1;    ///< and to wait still. The three add up to 1.
};

/// The cumulative incidence of advancing and of being lost, each competing with the other: the
/// estimate of Aalen and Johansen (1978). An advance and a loss of one day are joint events of the
/// same risk set; a wait that is given up on that day is still in it. Nothing is jittered: the same
/// cells give the same points. Counts that are not positive (states that were partly taken out) are
/// passed over. Cost: linear in the bins.
std::vector<IncidencePoint> cumulative_incidence(const Waits& waits);

/// The last of those points, with what is uncertain about it.
struct Conversion {
  Estimate advancing;  ///< With its 95% interval.
  double losing = 0;
  double waiting = 0;
  double variance = 0;   ///< Of `advancing`; 0 where none advanced, or all did.
  double cases = 0;      ///< As many uncensored cases would tell as much.
  Int128 decided = 0;    ///< Waits that ended.
  std::int64_t day = 0;  ///< The longest wait that ended: the estimate is of ending by then.
};

/// No value when no wait has ended.
std::optional<Conversion> estimated_conversion(const Waits& waits);

}  // namespace salespipe::metrics
