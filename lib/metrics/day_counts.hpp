#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/metrics/bins.hpp"

namespace salespipe::metrics {

/// A histogram that is counted up one by one: the usual days in an array, the others as Bins.
class DayCounts {
 public:
  void count(std::int64_t day, std::int64_t times = 1) {
    if (day >= 0 && day < kUsual) {
      if (usual_.empty()) usual_.resize(kUsual, 0);
      usual_[static_cast<std::size_t>(day)] += times;
    } else {
      others_.add(day, times);
    }
  }

  std::vector<Bin> sorted() const {
    std::vector<Bin> bins;
    for (std::size_t day = 0; day < usual_.size(); ++day) {
      if (usual_[day] != 0) bins.push_back({static_cast<std::int64_t>(day), usual_[day]});
    }
    Bins all = others_;
    all.add_sorted(bins);
    return all.sorted();
  }

 private:
  static constexpr std::int64_t kUsual = 1536;  // four years
  std::vector<std::int64_t> usual_;
  Bins others_;
};

}  // namespace salespipe::metrics
