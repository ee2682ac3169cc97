// The pipeline waterfall, to the minor unit: start + created + reopened + moved in + value up
// - value down - won - lost - parked - moved out = end.
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
                      Result (*finish)(const CellView&), std::string_view example) {
  return {name,          title,    Unit::money, "waterfall", formula,
          documentation, kOptions, slot,        finish,      example};
}

const std::array kMetrics{
    flow("waterfall_start", "Open at the start", "value open when P starts", kUndated,
         SlotList(flow_start), sum_of_money<flow_start>,
         "7200.00: B 1800.00 + C 3000.00 + D 2400.00"),
    flow("waterfall_created", "Created", "value of deals created open in P, as first set",
         "The deal's first value; what it gained later in P is in waterfall_value_up.",
         SlotList(flow_created), sum_of_money<flow_created>,
         "2500.00: A 1200.00 + E 500.00 + F 800.00"),
    flow("waterfall_reopened", "Reopened", "value of deals that became open again in P",
         "After won, lost or parked (woken up), with the value they then had.",
         SlotList(flow_reopened), sum_of_money<flow_reopened>, "800.00: F on 25 February"),
    flow("waterfall_moved_in", "Moved in", "value that came from another group in P",
         "Only with a dimension or filter that changes: owner, stage. None within the total.",
         SlotList(flow_moved_in, flow_moved_within), moved<flow_moved_in>,
         "0.00: one group, which nothing enters from another"),
    flow("waterfall_value_up", "Value up", "value added to open deals in P", "Change by change.",
         SlotList(flow_value_up), sum_of_money<flow_value_up>, "700.00: C 600.00 + F 100.00"),
    flow("waterfall_value_down", "Value down", "value taken off open deals in P",
         "Change by change; as a positive amount.", SlotList(flow_value_down),
         sum_of_money<flow_value_down>, "0.00: no open deal lost value"),
    flow("waterfall_won", "Won", "open value that was won in P",
         "Each close, with the value just before it; reopened ones come back as reopened.",
         SlotList(flow_won), sum_of_money<flow_won>, "4500.00: A 1200.00 + D 2400.00 + F 900.00"),
    flow("waterfall_lost", "Lost", "open value that was lost in P", "As waterfall_won.",
         SlotList(flow_lost), sum_of_money<flow_lost>,
         "2600.00: B 1800.00 + F 800.00, the loss that was undone included"),
    flow("waterfall_parked", "Parked", "open value that was parked in P", "As waterfall_won.",
         SlotList(flow_parked), sum_of_money<flow_parked>, "0.00: no deal was parked"),
    flow("waterfall_moved_out", "Moved out", "value that went to another group in P",
         "Only with a dimension or filter that changes: owner, stage. None within the total.",
         SlotList(flow_moved_out, flow_moved_within), moved<flow_moved_out>,
         "0.00: one group, which nothing leaves for another"),
    flow("waterfall_end", "Open at the end", "value open at the cut", kUndated, SlotList(flow_end),
         sum_of_money<flow_end>,
         "4100.00: 7200.00 + 2500.00 + 800.00 + 700.00 - 4500.00 - 2600.00"),
};

}  // namespace

std::span<const Metric> waterfall_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
