#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "salespipe/base/day.hpp"

namespace salespipe {

/// Monday to Friday without holidays. A value; read by any number of threads.
class BusinessDays {
 public:
  BusinessDays() = default;
  /// Holidays in any order; those on weekends change nothing. Error(invalid_argument) for a day
  /// outside the years 1400 to 9999.
  explicit BusinessDays(std::vector<Day> holidays);

  bool contains(Day day) const;
  /// How many there are in [from, to); negative, those in [to, from), when `to` is earlier. So
  /// between(a, b) + between(b, c) is between(a, c). Cost: logarithmic in the holidays.
  std::int32_t between(Day from, Day to) const;

  /// Sorted, each once, none on a weekend.
  std::span<const Day> holidays() const noexcept { return holidays_; }

 private:
  std::int32_t before(Day day) const;
  std::vector<Day> holidays_;
};

}  // namespace salespipe
