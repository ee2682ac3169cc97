#pragma once

#include <cstdint>
#include <vector>

#include "metrics/line_table.hpp"
#include "metrics/signed_cell.hpp"

namespace salespipe::metrics {

/// What a won deal says about customers: who bought, what recurs and what is paid once. Deals of an
/// unknown account have no customer: they are in neither side of a figure per customer.
class Customers {
 public:
  Customers(const Plan& plan, const Dataset& dataset, LineTable& lines);

  bool wanted() const noexcept { return wanted_; }
  /// Whether what a deal says depends on its value in this column.
  bool reads(const DimensionColumn& column) const noexcept {
    return wanted_ && accounts_ == &column.codes;
  }
  /// A deal was won, for `value`, and counts in that line.
  void won(std::size_t row, std::int64_t value, std::uint32_t line);

 private:
  SignedCell cell(std::uint32_t line, Slot slot) {
    return {lines_.sums(line)[lines_.column(slot)], lines_.sign()};
  }
  void count(std::uint32_t line, Slot slot, std::uint32_t account);

  const Dataset& data_;
  LineTable& lines_;
  const std::vector<std::uint32_t>* accounts_ = nullptr;
  bool wanted_;
};

}  // namespace salespipe::metrics
