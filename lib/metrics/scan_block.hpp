#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "metrics/binding.hpp"
#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// A run of deals that the scans take at a time: few enough that what is worked out for them stays
/// in the first-level cache.
struct ScanBlock {
  static constexpr std::size_t kRows = 1024;
  std::size_t first = 0;
  std::size_t rows = 0;
  std::array<std::uint32_t, kRows> group{};  ///< The part of a deal's group that never moves.
  std::array<std::uint8_t, kRows> passes{};  ///< 0: filtered out, or told by its history.
};

/// The whole groups of a block's deals under the owners and stages of some moment.
class BlockGroups {
 public:
  BlockGroups(const Binding& binding, std::size_t stages)
      : moving_(binding.moving()), stages_(stages) {}

  /// `owners` and `stages` are whole columns of the data set.
  void find(const ScanBlock& block, std::span<const std::uint32_t> owners,
            std::span<const StageCode> stages);

  std::uint32_t group(std::size_t i) const noexcept { return group_[i]; }
  bool passes(std::size_t i) const noexcept { return passes_[i] != 0; }
  /// The same as arrays, for kernels to hold.
  const std::uint32_t* groups() const noexcept { return group_.data(); }
  const std::uint8_t* passing() const noexcept { return passes_.data(); }

  bool owner_passes(std::uint32_t owner) const noexcept {
    return moving_.owner_pass.empty() || moving_.owner_pass[owner] != 0;
  }
  /// What an owner adds to a deal's group.
  std::size_t owner_part(std::uint32_t owner) const noexcept {
    return std::size_t{moving_.owner_stride} * owner;
  }
  /// What a stage adds; Binding::kNoGroup when it does not pass.
  std::uint64_t stage_part(StageCode stage) const noexcept {
    const std::size_t at = std::min<std::size_t>(stage, stages_);
    if (!moving_.stage_pass.empty() && moving_.stage_pass[at] == 0) return Binding::kNoGroup;
    return moving_.stage_part.empty() ? 0 : moving_.stage_part[at];
  }

 private:
  Binding::Moving moving_;
  std::size_t stages_;
  std::array<std::uint32_t, ScanBlock::kRows> group_{};
  std::array<std::uint8_t, ScanBlock::kRows> passes_{};
};

}  // namespace salespipe::metrics
