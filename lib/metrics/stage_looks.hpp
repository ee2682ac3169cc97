#pragma once

#include <algorithm>
#include <vector>

#include "metrics/deal_fold.hpp"

namespace salespipe::metrics {

/// What each stage of a model means to the fold, by stage code. A stage that is not known is
/// parked.
class StageLooks {
 public:
  explicit StageLooks(const StageModel& stages) {
    looks_.reserve(stages.size());
    for (std::size_t code = 0; code < stages.size(); ++code) {
      const auto stage = static_cast<StageCode>(code);
      const StageInfo& info = stages.at(stage);
      const auto& pipelines = stages.pipelines();
      const auto pipeline = std::find(pipelines.begin(), pipelines.end(), info.pipeline);
      looks_.push_back({stages.outcome(stage), stages.reaches_qualified(stage),
                        std::max(info.probability_ppm, 0), std::max(info.max_age_days, 0),
                        stages.ordinal(stage),
                        static_cast<std::uint32_t>(pipeline - pipelines.begin())});
    }
  }
  const StageLook& operator[](StageCode stage) const {
    return stage == kNoStage ? unknown_ : looks_[stage];
  }

 private:
  std::vector<StageLook> looks_;
  StageLook unknown_;
};

}  // namespace salespipe::metrics
