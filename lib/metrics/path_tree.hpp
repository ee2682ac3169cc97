#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/metrics/deal_moments.hpp"

namespace salespipe::metrics {

/// Ways of deals while they are gathered: one node a way, below the way without its last step.
class PathTree {
 public:
  /// The way without any step.
  static constexpr std::uint32_t kRoot = 0;
  /// Where no room was left for a new way, and what lies beyond it.
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

  explicit PathTree(std::size_t stages);

  /// The way that goes on to a stage, or to kNoStage: its value changed. Made when it is new.
  std::uint32_t step(std::uint32_t way, StageCode stage) {
    if (way == kNowhere) return kNowhere;
    const std::size_t at = way * width_ + (stage == kNoStage ? width_ - 1 : stage);
    if (next_[at] == kRoot) grow(at, way, stage);
    return next_[at];
  }
  /// The way without its last step, and that step.
  std::uint32_t before(std::uint32_t way) const { return nodes_[way].before; }
  StageCode last(std::uint32_t way) const { return nodes_[way].stage; }

  /// For each way of this tree, its path among `paths`, which get those that are missing and used;
  /// DealMoments::kNoPath where `used` is 0 or no room was left. `known` are the ways of `paths`.
  std::vector<std::uint16_t> number(const std::vector<std::uint8_t>& used, PathTree& known,
                                    std::vector<std::uint16_t>& numbers, DealPaths& paths) const;
  std::size_t size() const noexcept { return nodes_.size(); }

 private:
  struct Node {
    std::uint32_t before = kRoot;
    StageCode stage = kNoStage;
  };
  void grow(std::size_t at, std::uint32_t way, StageCode stage);

  std::size_t width_;
  std::size_t most_;
  std::vector<Node> nodes_{Node{}};
  std::vector<std::uint32_t> next_;  // node x step; kRoot: none yet
};

}  // namespace salespipe::metrics
