// The pipeline waterfall: start + created + reopened + moved in + value up - value down - won -
// lost
// - parked - moved out = end, to the minor unit.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

/// In the total only what crosses the border of the filter moves.
template <Slot slot>
Result moved(const CellView& cells) {
  const Int128 all = cells.sum(slot);
  return money(cells.is_total() ? all - cells.sum(flow_moved_within) : all);
}

constexpr std::string_view kOptions = "as_of";
constexpr std::string_view kUndated =
    "Deals of unknown creation are outside the waterfall, so the end is open_value without them.";

constexpr Metric flow(std::string_view name, std::string_view title, std::string_view formula,
                      std::string_view documentation, SlotList slot,
                      Result (*finish)(const CellView&)) {
  return {name, title, Unit::money, "waterfall", formula, documentation, kOptions, slot, finish};
}

const std::array kMetrics{
    flow("waterfall_start", "Open at the start", "value open when P starts", kUndated,
         SlotList(flow_start), sum_of_money<flow_start>),
    flow("waterfall_created", "Created", "value of deals created open in P, as first set",
         "The deal's first value; what it gained later in P is in waterfall_value_up.",
         SlotList(flow_created), sum_of_money<flow_created>),
    flow("waterfall_reopened", "Reopened", "value of deals that became open again in P",
         "After won, lost or parked (woken up), with the value they then had.",
         SlotList(flow_reopened), sum_of_money<flow_reopened>),
    flow("waterfall_moved_in", "Moved in", "value that came from another group in P",
         "Only with a dimension or filter that changes: owner, stage. None within the total.",
         SlotList(flow_moved_in, flow_moved_within), moved<flow_moved_in>),
    flow("waterfall_value_up", "Value up", "value added to open deals in P", "Change by change.",
         SlotList(flow_value_up), sum_of_money<flow_value_up>),
    flow("waterfall_value_down", "Value down", "value taken off open deals in P",
         "Change by change; as a positive amount.", SlotList(flow_value_down),
         sum_of_money<flow_value_down>),
    flow("waterfall_won", "Won", "open value that was won in P",
         "Each close, with the value just before it; reopened ones come back as reopened.",
         SlotList(flow_won), sum_of_money<flow_won>),
    flow("waterfall_lost", "Lost", "open value that was lost in P", "As waterfall_won.",
         SlotList(flow_lost), sum_of_money<flow_lost>),
    flow("waterfall_parked", "Parked", "open value that was parked in P", "As waterfall_won.",
         SlotList(flow_parked), sum_of_money<flow_parked>),
    flow("waterfall_moved_out", "Moved out", "value that went to another group in P",
         "Only with a dimension or filter that changes: owner, stage. None within the total.",
         SlotList(flow_moved_out, flow_moved_within), moved<flow_moved_out>),
    flow("waterfall_end", "Open at the end", "value open at the cut", kUndated, SlotList(flow_end),
         sum_of_money<flow_end>),
};

}  // namespace

std::span<const Metric> waterfall_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
