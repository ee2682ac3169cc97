#include "metrics/moment_folder.hpp"

#include <limits>

namespace salespipe::metrics {

void MomentFolder::end_deal(bool told) {
  constexpr std::size_t kMostMoments = std::numeric_limits<std::uint8_t>::max();
  if (!told || way_ == PathTree::kNowhere || days_.size() - deal_begin_ > kMostMoments) {
    way_ = PathTree::kRoot;
    days_.resize(deal_begin_);
    stages_.resize(deal_begin_);
    values_.resize(deal_begin_);
  }
  ways_.push_back(way_);
  lengths_.push_back(static_cast<std::uint8_t>(days_.size() - deal_begin_));
  used_.resize(tree_.size(), 0);
  used_[way_] = 1;
  deal_begin_ = days_.size();
}

DealMoments MomentFolder::join(std::vector<MomentFolder>& shares, std::size_t stages, Day first_day,
                               Day last_day) {
  std::size_t deals = 0;
  std::size_t moments = 0;
  for (const MomentFolder& share : shares) {
    deals += share.ways_.size();
    moments += share.days_.size();
  }
  DealMoments joined;
  if (!is_known(first_day) || last_day - first_day >= std::numeric_limits<std::uint16_t>::max() ||
      moments >= std::numeric_limits<std::uint32_t>::max()) {
    return joined;
  }
  joined.path.reserve(deals);
  joined.begin.reserve(deals + 1);
  joined.day.reserve(moments);
  joined.until.reserve(moments);
  joined.stage.reserve(moments);
  joined.value.reserve(moments);
  const auto forever = static_cast<std::uint16_t>(last_day - first_day + 1);
  PathTree known(stages);
  std::vector<std::uint16_t> numbers;
  std::uint32_t at = 0;
  joined.begin.push_back(at);
  for (MomentFolder& share : shares) {
    share.used_.resize(share.tree_.size(), 0);
    const std::vector<std::uint16_t> paths =
        share.tree_.number(share.used_, known, numbers, joined.paths);
    for (const Day day : share.days_) {
      joined.day.push_back(static_cast<std::uint16_t>(day - first_day));
    }
    for (std::size_t deal = 0; deal < share.ways_.size(); ++deal) {
      joined.path.push_back(paths[share.ways_[deal]]);
      const std::uint32_t end = at + share.lengths_[deal];
      for (; at < end; ++at) joined.until.push_back(at + 1 < end ? joined.day[at + 1] : forever);
      joined.begin.push_back(at);
    }
    joined.stage.insert(joined.stage.end(), share.stages_.begin(), share.stages_.end());
    joined.value.insert(joined.value.end(), share.values_.begin(), share.values_.end());
    share = MomentFolder(0);  // its memory is no longer needed
  }
  return joined;
}

}  // namespace salespipe::metrics
