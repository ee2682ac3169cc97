#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "salespipe/metrics/stage_model.hpp"

namespace salespipe::metrics {

/// The ways that deals took, each once: the stages that a deal came to stand in, in order. Where
/// only its value changed, a way says kNoStage.
struct DealPaths {
  std::vector<std::uint32_t> begin{0};  ///< One more than there are paths: into `stages`.
  std::vector<StageCode> stages;

  std::size_t size() const noexcept { return begin.size() - 1; }
  std::span<const StageCode> operator[](std::size_t path) const {
    return {stages.data() + begin[path], stages.data() + begin[path + 1]};
  }
};

/// The history of every deal in the narrow form that the scans read: which way it took, and on
/// which days, worth what. A moment is an entry into another stage, or a change of value; value
/// changes of the day of an entry are part of it.
struct DealMoments {
  /// The deal's way is not among the paths: its history is to be read.
  static constexpr std::uint16_t kNoPath = std::numeric_limits<std::uint16_t>::max();

  std::vector<std::uint16_t> path;   ///< By deal: index into `paths`, or kNoPath.
  std::vector<std::uint32_t> begin;  ///< One more than there are deals: into what follows.
  std::vector<std::uint16_t> day;    ///< Days after DealFacts::first_day; rising within a deal.
  /// Of the deal's next moment; behind its last one, the day after DealFacts::last_day.
  std::vector<std::uint16_t> until;
  std::vector<StageCode> stage;     ///< Stands in it from then on.
  std::vector<std::int64_t> value;  ///< Is worth it from then on; 0 when nobody knows.
  DealPaths paths;

  bool empty() const noexcept { return path.empty(); }
};

}  // namespace salespipe::metrics
