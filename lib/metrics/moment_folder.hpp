#pragma once

#include <cstdint>
#include <vector>

#include "metrics/path_tree.hpp"
#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// Writes down the moments of the deals of one thread's share, told in order, and joins the shares.
class MomentFolder {
 public:
  explicit MomentFolder(std::size_t stages) : tree_(stages) {}

  void begin_deal(std::int64_t value) {
    way_ = PathTree::kRoot;
    stage_ = kNoStage;
    value_ = value;
  }
  void enter(StageCode stage, Day day) {
    if (stage == stage_) return;
    stage_ = stage;
    // A change of value earlier that day is part of the entry.
    if (happened_today(day) && tree_.last(way_) == kNoStage) {
      way_ = tree_.step(tree_.before(way_), stage);
      stages_.back() = stage;
      return;
    }
    add(stage, day);
  }
  void change_value(std::int64_t value, Day day) {
    if (value == value_) return;
    value_ = value;
    if (happened_today(day)) {
      values_.back() = worth(value);
    } else {
      add(kNoStage, day);
    }
  }
  /// `told` false: the deal's history is to be read.
  void end_deal(bool told);

  /// The moments of all shares; empty when they do not fit the narrow form.
  static DealMoments join(std::vector<MomentFolder>& shares, std::size_t stages, Day first_day,
                          Day last_day);

 private:
  static std::int64_t worth(std::int64_t value) { return value == kNoValue ? 0 : value; }
  bool happened_today(Day day) const {
    return way_ != PathTree::kRoot && way_ != PathTree::kNowhere && days_.back() == day;
  }
  void add(StageCode stage, Day day) {
    way_ = tree_.step(way_, stage);
    if (way_ == PathTree::kNowhere) return;
    days_.push_back(day);
    stages_.push_back(stage_);
    values_.push_back(worth(value_));
  }

  PathTree tree_;
  std::vector<std::uint32_t> ways_;    // by deal
  std::vector<std::uint8_t> lengths_;  // likewise: how many moments
  std::vector<std::uint8_t> used_;     // by way
  std::vector<Day> days_;
  std::vector<StageCode> stages_;
  std::vector<std::int64_t> values_;
  std::size_t deal_begin_ = 0;  // the first moment of the deal at hand
  std::uint32_t way_ = PathTree::kRoot;
  StageCode stage_ = kNoStage;
  std::int64_t value_ = kNoValue;
};

}  // namespace salespipe::metrics
