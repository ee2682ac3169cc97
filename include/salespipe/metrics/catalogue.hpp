#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/metrics/figure.hpp"
#include "salespipe/metrics/slots.hpp"

namespace salespipe::metrics {

class CellView;  // lib/metrics: the merged cells of one row, and its period

/// The slots a metric reads. Cannot be empty: a metric that does not merge cannot be registered.
class SlotList {
 public:
  template <class... Rest>
  constexpr explicit SlotList(Slot first, Rest... rest)
      : slots_{first, rest...}, size_(1 + sizeof...(rest)), telling_(size_) {
    static_assert(sizeof...(rest) < kCapacity, "raise SlotList::kCapacity");
  }
  /// The same list with slots that are read too but do not make a row: a group without closings has
  /// no row in a report of win rates, however many deals it has open.
  template <class... Rest>
  constexpr SlotList reading(Rest... rest) const {
    SlotList list = *this;
    ((list.slots_[list.size_++] = rest), ...);
    return list;
  }
  constexpr std::span<const Slot> view() const { return {slots_.data(), size_}; }
  /// Those that make a row.
  constexpr std::span<const Slot> telling() const { return {slots_.data(), telling_}; }

 private:
  static constexpr std::size_t kCapacity = 12;
  std::array<Slot, kCapacity> slots_;
  std::size_t size_;
  std::size_t telling_;
};

/// One metric: everything anyone needs to know about it, in one place.
struct Metric {
  std::string_view name;   ///< "won_revenue": what queries and reports call it.
  std::string_view title;  ///< "Won revenue"
  Unit unit;
  std::string_view group;          ///< "revenue", "cycle", "rates", "team", "quota", "waterfall".
  std::string_view formula;        ///< In the words of the catalogue: "won_revenue / won_count".
  std::string_view documentation;  ///< A sentence or two.
  std::string_view options;        ///< Names of the query options it listens to, by comma.
  SlotList slots;
  /// Cells to a figure, or no value. Pure.
  std::optional<Figure> (*finish)(const CellView& cells);
  /// What it comes to over the worked book (docs/examples/worked_book) in 2025-Q1, and how:
  /// "3: A, D and F". A test computes it anew.
  std::string_view example = {};
};

/// Every metric, group by group in the order of the documentation.
std::span<const Metric> catalogue();
/// Error(not_found) names the nearest metrics.
const Metric& find_metric(std::string_view name);

}  // namespace salespipe::metrics
