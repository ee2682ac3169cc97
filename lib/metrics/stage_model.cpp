#include "salespipe/metrics/stage_model.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "metrics/canonical.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::int32_t kCertain = 1'000'000;

void check(const std::vector<StageInfo>& stages) {
  if (stages.size() >= kNoStage) {
    throw Error(ErrorCode::invalid_argument, "more than 65534 stages");
  }
  std::set<std::pair<std::string, std::string>> seen;
  std::map<std::string, bool> has_open;
  for (const StageInfo& stage : stages) {
    const std::string where =
        "stage " + quoted(stage.name) + " of pipeline " + quoted(stage.pipeline);
    if (stage.name.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  "a stage of pipeline " + quoted(stage.pipeline) + " has no name");
    }
    if (!seen.emplace(stage.pipeline, stage.name).second) {
      throw Error(ErrorCode::invalid_argument, where + " is there twice");
    }
    if (stage.probability_ppm != kUnknownProbability &&
        (stage.probability_ppm < 0 || stage.probability_ppm > kCertain)) {
      throw Error(ErrorCode::invalid_argument,
                  where + ": the probability must lie between 0 and 1000000 parts per million");
    }
    if (stage.max_age_days < kUnknownMaxAge || stage.max_age_days > kLongestMaxAge) {
      throw Error(ErrorCode::invalid_argument,
                  where + ": the maximum age must lie between 0 and 36500 days");
    }
    if (stage.qualified && stage.outcome != StageOutcome::open) {
      throw Error(ErrorCode::invalid_argument,
                  where + ": only an open stage can be a qualified one");
    }
    has_open[stage.pipeline] |= stage.outcome == StageOutcome::open;
  }
  for (const auto& [pipeline, open] : has_open) {
    if (!open) {
      throw Error(ErrorCode::invalid_argument,
                  "pipeline " + quoted(pipeline) + " has no open stage: its deals cannot begin");
    }
  }
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
  return text.empty() ? "none" : text;
}

}  // namespace

std::string_view to_string(StageOutcome outcome) noexcept {
  switch (outcome) {
    case StageOutcome::open:
      return "open";
    case StageOutcome::won:
      return "won";
    case StageOutcome::lost:
      return "lost";
    case StageOutcome::parked:
      return "parked";
  }
  return "";
}

StageModel::StageModel(std::vector<StageInfo> stages) : stages_(std::move(stages)) {
  check(stages_);
  std::map<std::string, std::uint16_t> open_count;
  std::map<std::string, bool> behind_qualified;
  for (const StageInfo& stage : stages_) {
    if (std::find(pipelines_.begin(), pipelines_.end(), stage.pipeline) == pipelines_.end()) {
      pipelines_.push_back(stage.pipeline);
    }
    std::uint16_t& count = open_count[stage.pipeline];
    bool& behind = behind_qualified[stage.pipeline];
    if (stage.qualified) behind = true;
    const bool is_open = stage.outcome == StageOutcome::open;
    ordinals_.push_back(count);
    if (is_open) ++count;
    reaches_qualified_.push_back(is_open && behind ? 1 : 0);
  }
  for (std::size_t code = 0; code < stages_.size(); ++code) {
    const StageInfo& stage = stages_[code];
    if (stage.outcome == StageOutcome::open) continue;
    ordinals_[code] = open_count[stage.pipeline];
    reaches_qualified_[code] =
        stage.outcome == StageOutcome::won && behind_qualified[stage.pipeline] ? 1 : 0;
  }
}

bool StageModel::knows_probabilities() const noexcept {
  return std::none_of(stages_.begin(), stages_.end(), [](const StageInfo& stage) {
    return stage.outcome == StageOutcome::open && stage.probability_ppm == kUnknownProbability;
  });
}

bool StageModel::knows_qualified() const noexcept {
  return std::any_of(stages_.begin(), stages_.end(),
                     [](const StageInfo& stage) { return stage.qualified; });
}

bool StageModel::knows_maximum_ages() const noexcept {
  return std::any_of(stages_.begin(), stages_.end(), [](const StageInfo& stage) {
    return stage.outcome == StageOutcome::open && stage.max_age_days > 0;
  });
}

std::vector<StageCode> StageModel::open_stages(std::string_view pipeline) const {
  std::vector<StageCode> codes;
  for (std::size_t code = 0; code < stages_.size(); ++code) {
    if (stages_[code].pipeline == pipeline && stages_[code].outcome == StageOutcome::open) {
      codes.push_back(static_cast<StageCode>(code));
    }
  }
  if (codes.empty()) {
    throw Error(ErrorCode::not_found,
                "no pipeline is called " + quoted(pipeline) + "; there are: " + list(pipelines_));
  }
  return codes;
}

StageCode StageModel::first_stage(std::string_view pipeline) const {
  return open_stages(pipeline).front();
}

StageCode StageModel::find(std::string_view pipeline, std::string_view name) const {
  std::vector<std::string> names;
  for (std::size_t code = 0; code < stages_.size(); ++code) {
    if (stages_[code].pipeline != pipeline) continue;
    if (stages_[code].name == name) return static_cast<StageCode>(code);
    names.push_back(stages_[code].name);
  }
  if (names.empty()) {
    throw Error(ErrorCode::not_found,
                "no pipeline is called " + quoted(pipeline) + "; there are: " + list(pipelines_));
  }
  throw Error(ErrorCode::not_found, "pipeline " + quoted(pipeline) + " has no stage " +
                                        quoted(name) + "; it has: " + list(names));
}

StageCode StageModel::find(std::string_view name) const {
  StageCode found = kNoStage;
  std::vector<std::string> names;
  for (std::size_t code = 0; code < stages_.size(); ++code) {
    names.push_back(stages_[code].name);
    if (stages_[code].name != name) continue;
    if (found != kNoStage) {
      throw Error(ErrorCode::ambiguous, "stage " + quoted(name) + " is there in pipeline " +
                                            quoted(stages_[found].pipeline) + " and in " +
                                            quoted(stages_[code].pipeline) +
                                            "; say which pipeline each deal is in");
    }
    found = static_cast<StageCode>(code);
  }
  if (found == kNoStage) {
    throw Error(ErrorCode::not_found,
                "no stage is called " + quoted(name) + "; there are: " + list(names));
  }
  return found;
}

std::string StageModel::text() const {
  std::string text;
  for (const StageInfo& stage : stages_) {
    text += "stage " + canonical(stage.pipeline) + ' ' + canonical(stage.name) + ' ';
    text += std::string(to_string(stage.outcome)) + ' ' + std::to_string(stage.probability_ppm);
    if (stage.qualified) text += " qualified";
    if (stage.max_age_days > 0) text += " max_age " + std::to_string(stage.max_age_days);
    text += '\n';
  }
  return text;
}

}  // namespace salespipe::metrics
