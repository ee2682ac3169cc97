#include "metrics/path_tree.hpp"

#include <algorithm>

namespace salespipe::metrics {
namespace {

/// Cells of the table of steps: 16 MiB, which still leaves 40,000 ways among 100 stages.
constexpr std::size_t kMostCells = std::size_t{1} << 22;
constexpr std::size_t kMostWays = std::size_t{1} << 18;

}  // namespace

PathTree::PathTree(std::size_t stages)
    : width_(stages + 1),
      most_(std::min(kMostWays, std::max<std::size_t>(kMostCells / width_, 1))),
      next_(width_, kRoot) {}

void PathTree::grow(std::size_t at, std::uint32_t way, StageCode stage) {
  if (nodes_.size() >= most_) {
    next_[at] = kNowhere;
    return;
  }
  next_[at] = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({way, stage});
  next_.resize(next_.size() + width_, kRoot);
}

std::vector<std::uint16_t> PathTree::number(const std::vector<std::uint8_t>& used, PathTree& known,
                                            std::vector<std::uint16_t>& numbers,
                                            DealPaths& paths) const {
  std::vector<std::uint16_t> found(nodes_.size(), DealMoments::kNoPath);
  std::vector<std::uint32_t> there(nodes_.size(), kRoot);
  std::vector<StageCode> steps;
  for (std::uint32_t way = kRoot + 1; way < nodes_.size(); ++way) {
    // A way comes behind the one before it, so that one has its place already.
    there[way] = known.step(there[nodes_[way].before], nodes_[way].stage);
    if (used[way] == 0 || there[way] == kNowhere) continue;
    numbers.resize(known.size(), DealMoments::kNoPath);
    std::uint16_t& number = numbers[there[way]];
    if (number == DealMoments::kNoPath && paths.size() < DealMoments::kNoPath) {
      number = static_cast<std::uint16_t>(paths.size());
      steps.clear();
      for (std::uint32_t at = way; at != kRoot; at = nodes_[at].before) {
        steps.push_back(nodes_[at].stage);
      }
      paths.stages.insert(paths.stages.end(), steps.rbegin(), steps.rend());
      paths.begin.push_back(static_cast<std::uint32_t>(paths.stages.size()));
    }
    found[way] = number;
  }
  return found;
}

}  // namespace salespipe::metrics
