#pragma once

#include <cstdint>
#include <utility>

#include "salespipe/base/business_days.hpp"
#include "salespipe/metrics/query.hpp"

namespace salespipe::metrics {

/// How durations are counted: in days, or in business days only. Additive: the days of two
/// neighbouring spans are those of both.
class DayCount {
 public:
  DayCount() = default;
  DayCount(CountDays days, BusinessDays business) : days_(days), business_(std::move(business)) {}

  /// Days in [from, to) that count.
  std::int32_t between(Day from, Day to) const {
    return days_ == CountDays::calendar ? to - from : business_.between(from, to);
  }
  /// The business days there are, whatever is counted: what a pace is measured by.
  const BusinessDays& business() const noexcept { return business_; }

 private:
  CountDays days_ = CountDays::calendar;
  BusinessDays business_;
};

}  // namespace salespipe::metrics
