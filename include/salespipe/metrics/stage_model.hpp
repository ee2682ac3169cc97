#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace salespipe::metrics {

/// What standing in a stage means for the figures. A parked deal is neither open, won nor lost.
enum class StageOutcome : std::uint8_t { open, won, lost, parked };

/// "open", "won", "lost", "parked"
std::string_view to_string(StageOutcome outcome) noexcept;

/// A win probability that nobody has told: figures that need it have no value then.
inline constexpr std::int32_t kUnknownProbability = -1;

/// A maximum age that nobody has told: figures of rotting deals have no value when no stage has
/// one.
inline constexpr std::int32_t kUnknownMaxAge = -1;
/// The longest there can be: a limit of a hundred years is none.
inline constexpr std::int32_t kLongestMaxAge = 36'500;

/// One stage as the figures need it. The order of stages in a StageModel is the pipeline's order.
struct StageInfo {
  std::string pipeline;  ///< Name of the pipeline; may be "" when there is only one.
  std::string name;      ///< Unique in its pipeline.
  StageOutcome outcome = StageOutcome::open;
  std::int32_t probability_ppm = 0;  ///< 0 to 1'000'000, or kUnknownProbability.
  bool qualified = false;            ///< Reaching this (open) stage means sales qualified.
  std::int32_t max_age_days = kUnknownMaxAge;  ///< Longer here is rotting; 0: no limit.
  bool operator==(const StageInfo&) const = default;
};

/// Index of a stage in its model.
using StageCode = std::uint16_t;
inline constexpr StageCode kNoStage = 0xFFFF;

/// The stages of one or several pipelines, with what the fold looks up per stage. Immutable value.
class StageModel {
 public:
  StageModel() = default;
  /// Error(invalid_argument): a pipeline without an open stage, a stage without a name or twice in
  /// its pipeline, a probability or maximum age outside its range, a qualified stage that is not
  /// open, more than 65535 stages.
  explicit StageModel(std::vector<StageInfo> stages);

  std::size_t size() const noexcept { return stages_.size(); }
  const StageInfo& at(StageCode code) const { return stages_[code]; }
  StageOutcome outcome(StageCode code) const { return stages_[code].outcome; }

  /// Position among the open stages of its pipeline, from 0. Won, lost and parked stages have the
  /// number of open stages.
  std::uint16_t ordinal(StageCode code) const { return ordinals_[code]; }
  /// True when entering the stage means that the deal is, or was, sales qualified: an open stage at
  /// or behind the first qualified one of its pipeline, or a won one. In a pipeline without a
  /// qualified stage nothing is.
  bool reaches_qualified(StageCode code) const { return reaches_qualified_[code] != 0; }

  /// Whether the win probability of every open stage is known.
  bool knows_probabilities() const noexcept;
  /// Whether some stage means that a deal is sales qualified.
  bool knows_qualified() const noexcept;
  /// Whether some open stage has a maximum age.
  bool knows_maximum_ages() const noexcept;

  /// Names of the pipelines, in order of first appearance.
  const std::vector<std::string>& pipelines() const noexcept { return pipelines_; }
  /// Open stages of a pipeline, in order. Error(not_found) for an unknown one.
  std::vector<StageCode> open_stages(std::string_view pipeline) const;
  /// The stage where deals of a pipeline begin. Error(not_found).
  StageCode first_stage(std::string_view pipeline) const;

  /// The stage of that name in that pipeline. Error(not_found) lists the names there are.
  StageCode find(std::string_view pipeline, std::string_view name) const;
  /// The stage of that name in whichever pipeline has it. Error(not_found); Error(ambiguous) when
  /// several pipelines do.
  StageCode find(std::string_view name) const;

  /// Canonical text of the model, part of what states must agree on before they merge.
  std::string text() const;

  bool operator==(const StageModel& other) const { return stages_ == other.stages_; }

 private:
  std::vector<StageInfo> stages_;
  std::vector<std::uint16_t> ordinals_;
  std::vector<std::uint8_t> reaches_qualified_;
  std::vector<std::string> pipelines_;
};

}  // namespace salespipe::metrics
