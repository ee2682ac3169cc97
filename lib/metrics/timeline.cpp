#include "metrics/timeline.hpp"

namespace salespipe::metrics {

Timeline::Timeline(const Plan& plan) {
  const std::vector<PlannedPeriod>& periods = plan.periods();
  for (const PlannedPeriod& period : periods) {
    if (!period.begun) continue;
    days_.insert(days_.end(), {period.period.from(), period.open_cut, period.judge_cut});
  }
  std::sort(days_.begin(), days_.end());
  days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
  points_.resize(days_.size());
  for (std::size_t i = 0; i < days_.size(); ++i) points_[i].day = days_[i];

  for (std::uint32_t index = 0; index < periods.size(); ++index) {
    const PlannedPeriod& period = periods[index];
    if (!period.begun) continue;
    const std::size_t start = first_after(period.period.from()) - 1;
    const std::size_t open_cut = first_after(period.open_cut) - 1;
    const std::size_t judged = first_after(period.judge_cut) - 1;
    points_[start].starting.push_back(index);
    points_[open_cut].open_cut.push_back(index);
    points_[judged].judged.push_back(index);
    for (std::size_t i = start + 1; i <= open_cut; ++i) points_[i].running.push_back(index);
    Day& earliest = points_[judged].earliest_start;
    earliest = is_known(earliest) ? std::min(earliest, period.period.from()) : period.period.from();
  }
  // A period is looked at until it is judged, so at every point before as well.
  for (std::size_t i = points_.size(); i-- > 1;) {
    const Day later = points_[i].earliest_start;
    Day& earliest = points_[i - 1].earliest_start;
    if (is_known(later) && (!is_known(earliest) || later < earliest)) earliest = later;
  }
}

}  // namespace salespipe::metrics
