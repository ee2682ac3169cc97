// How long deals take.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

constexpr std::string_view kOptions = "outcome,cycle_from,exclude_closed_gap,owner_at,as_of";
constexpr std::string_view kCycle =
    "Days from creation (or from being qualified) to the close, deals won in P. Deals of unknown "
    "creation are left out.";
constexpr std::string_view kClose =
    "Days from creation (or from being qualified) to the close, deals won or lost in P. Deals of "
    "unknown creation are left out.";

const std::array kMetrics{
    Metric{"cycle_days_mean", "Sales cycle, mean", Unit::days, "cycle",
           "mean of days from start to won, deals won in P", kCycle, kOptions, SlotList(cycle_days),
           mean_days<cycle_days>, "74.6667: A 63, D 94 and F 67 days"},
    Metric{"cycle_days_median", "Sales cycle, median", Unit::days, "cycle",
           "median of days from start to won, deals won in P", kCycle, kOptions,
           SlotList(cycle_days), percentile_days<cycle_days, 1, 2>,
           "67: the middle one of 63, 67 and 94"},
    Metric{"cycle_days_p90", "Sales cycle, 90th percentile", Unit::days, "cycle",
           "90th percentile of days from start to won, deals won in P", kCycle, kOptions,
           SlotList(cycle_days), percentile_days<cycle_days, 9, 10>,
           "88.6: between F 67 and D 94, eight tenths of the way"},
    Metric{"close_days_mean", "Time to close, mean", Unit::days, "cycle",
           "mean of days from start to won or lost, deals closed in P", kClose, kOptions,
           SlotList(close_days, lost_count), mean_days<close_days>,
           "74: A 63, B 72, D 94 and F 67 days"},
    Metric{"close_days_median", "Time to close, median", Unit::days, "cycle",
           "median of days from start to won or lost, deals closed in P", kClose, kOptions,
           SlotList(close_days, lost_count), percentile_days<close_days, 1, 2>,
           "69.5: half way between F 67 and B 72"},
    Metric{"close_days_p90", "Time to close, 90th percentile", Unit::days, "cycle",
           "90th percentile of days from start to won or lost, deals closed in P", kClose, kOptions,
           SlotList(close_days, lost_count), percentile_days<close_days, 9, 10>,
           "87.4: between B 72 and D 94, seven tenths of the way"},
};

}  // namespace

std::span<const Metric> cycle_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
