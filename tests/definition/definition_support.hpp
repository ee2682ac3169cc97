#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "salespipe/base/diagnostic.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe::testing {

/// The Error that `action` throws, or nothing.
template <class Action>
std::optional<Error> error_of(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

/// "invalid_argument at /stages/0/name", or "no error".
template <class Action>
std::string code_and_field(Action&& action) {
  const auto error = error_of(std::forward<Action>(action));
  if (!error) return "no error";
  return std::string(to_string(error->code())) + " at " + error->place().field;
}

inline Stage stage(std::string name, StageKind kind, int percent) {
  Stage result;
  result.name = std::move(name);
  result.kind = kind;
  result.probability_ppm = percent * (kCertain / 100);
  result.forecast_category = default_forecast_category(kind);
  return result;
}

inline Stage open_stage(std::string name, int percent) {
  return stage(std::move(name), StageKind::open, percent);
}

/// The given open stages, with an age limit and the last one qualified, and Won and Lost: lints
/// clean unless the stages are at fault.
inline PipelineDefinition definition_of(std::vector<Stage> open) {
  PipelineDefinition definition("Test", Currency("EUR"));
  definition.stages = std::move(open);
  for (auto& each : definition.stages) each.max_age_days = 30;
  if (!definition.stages.empty()) definition.stages.back().qualified = true;
  definition.stages.push_back(stage("Won", StageKind::won, 100));
  definition.stages.push_back(stage("Lost", StageKind::lost, 0));
  return definition;
}

inline Pipeline standard(Fridge fridge = Fridge::without) {
  return Pipeline::standard("New business", Currency("EUR"), fridge);
}

inline std::vector<std::string> codes_of(const Diagnostics& diagnostics) {
  std::vector<std::string> codes;
  for (const auto& diagnostic : diagnostics) codes.push_back(diagnostic.code);
  return codes;
}

}  // namespace salespipe::testing
