#include "salespipe/definition/pipeline.hpp"

#include <algorithm>
#include <utility>

#include "definition/pipeline_checks.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

StageIndex index_of(std::size_t position) {
  return StageIndex{static_cast<std::uint16_t>(position)};
}

/// Positions ordered by a text of their stages; equal texts in stage order.
template <class Text>
std::vector<StageIndex> sorted_by(const std::vector<Stage>& stages, Text text) {
  std::vector<StageIndex> order;
  order.reserve(stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) order.push_back(index_of(i));
  std::stable_sort(order.begin(), order.end(), [&](StageIndex a, StageIndex b) {
    return text(stages[a.number]) < text(stages[b.number]);
  });
  return order;
}

template <class Text>
StageIndex search(const std::vector<StageIndex>& order, const std::vector<Stage>& stages,
                  std::string_view wanted, Text text) {
  const auto found = std::lower_bound(
      order.begin(), order.end(), wanted,
      [&](StageIndex a, std::string_view b) { return text(stages[a.number]) < b; });
  if (found == order.end() || text(stages[found->number]) != wanted) return kNoStage;
  return *found;
}

constexpr auto kId = [](const Stage& stage) -> std::string_view { return stage.id.text(); };
constexpr auto kName = [](const Stage& stage) -> std::string_view { return stage.name; };

/// Positions of the stages whose names are the text but for letter case and outer spaces.
std::vector<StageIndex> similar_names(const std::vector<Stage>& stages, std::string_view text) {
  const std::string wanted = folded(trimmed(text));
  std::vector<StageIndex> found;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (folded(trimmed(stages[i].name)) == wanted) found.push_back(index_of(i));
  }
  return found;
}

std::string list_names(const std::vector<Stage>& stages) {
  constexpr std::size_t kMostListed = 20;
  std::string names;
  for (std::size_t i = 0; i < stages.size() && i < kMostListed; ++i) {
    names += (names.empty() ? "" : ", ") + salespipe::quoted(stages[i].name);
  }
  return stages.size() > kMostListed ? names + ", ..." : names;
}

Stage make_stage(std::string name, StageKind kind, std::int32_t percent,
                 std::int32_t max_age_days) {
  Stage stage;
  stage.name = std::move(name);
  stage.kind = kind;
  stage.probability_ppm = percent * (kCertain / 100);
  stage.forecast_category = default_forecast_category(kind);
  stage.max_age_days = max_age_days;
  return stage;
}

}  // namespace

Pipeline::Pipeline(PipelineDefinition definition) {
  check_definition(definition);
  complete_ids(definition);
  auto data = std::make_shared<Data>(Data{std::move(definition),
                                          {},
                                          {},
                                          {},
                                          {},
                                          0,
                                          {kNoStage, kNoStage, kNoStage, kNoStage},
                                          kNoStage});
  const auto& stages = data->definition.stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    data->kinds.push_back(stages[i].kind);
    if (stages[i].kind == StageKind::open) ++data->open_count;
    auto& first = data->first_of_kind[static_cast<std::size_t>(stages[i].kind)];
    if (!salespipe::is_known(first)) first = index_of(i);
  }
  data->by_id = sorted_by(stages, kId);
  data->by_name = sorted_by(stages, kName);
  data->next_qualified.assign(data->open_count + 1, kNoStage);
  for (std::size_t i = data->open_count; i-- > 0;) {
    data->next_qualified[i] = stages[i].qualified ? index_of(i) : data->next_qualified[i + 1];
  }
  data->first_qualified = data->next_qualified.front();
  data_ = std::move(data);
}

Pipeline Pipeline::standard(std::string name, Currency currency, Fridge fridge) {
  PipelineDefinition definition(std::move(name), currency);
  auto& stages = definition.stages;
  stages.push_back(make_stage("Lead", StageKind::open, 10, 30));
  stages.push_back(make_stage("Contacted", StageKind::open, 20, 30));
  stages.push_back(make_stage("Qualified", StageKind::open, 40, 45));
  stages.back().qualified = true;
  stages.back().forecast_category = ForecastCategory::best_case;
  stages.push_back(make_stage("Proposal made", StageKind::open, 60, 45));
  stages.back().forecast_category = ForecastCategory::best_case;
  stages.push_back(make_stage("Won", StageKind::won, 100, 0));
  stages.push_back(make_stage("Lost", StageKind::lost, 0, 0));
  if (fridge == Fridge::with) stages.push_back(make_stage("Fridge", StageKind::parked, 0, 0));
  return Pipeline(std::move(definition));
}

StageIndex Pipeline::find_id(std::string_view id) const noexcept {
  return search(data_->by_id, stages(), id, kId);
}

StageIndex Pipeline::find_name(std::string_view name) const noexcept {
  return search(data_->by_name, stages(), name, kName);
}

StageIndex Pipeline::find(std::string_view id_or_name) const {
  if (const auto exact = find_id(id_or_name); salespipe::is_known(exact)) return exact;
  if (const auto exact = find_name(id_or_name); salespipe::is_known(exact)) return exact;
  const auto similar = similar_names(stages(), id_or_name);
  return similar.size() == 1 ? similar.front() : kNoStage;
}

StageIndex Pipeline::require(std::string_view id_or_name) const {
  const auto found = find(id_or_name);
  if (salespipe::is_known(found)) return found;
  const std::string where = "pipeline " + salespipe::quoted(name()) + ": ";
  if (similar_names(stages(), id_or_name).size() > 1) {
    throw Error(ErrorCode::ambiguous, where + "several stages are called " +
                                          salespipe::quoted(id_or_name) +
                                          " in another letter case; give the exact name or the id");
  }
  throw Error(ErrorCode::not_found, where + "there is no stage " + salespipe::quoted(id_or_name) +
                                        "; its stages are " + list_names(stages()));
}

bool Pipeline::reaches_qualified(StageIndex from, StageIndex to) const noexcept {
  const std::size_t begin = is_open(from) ? from.number + std::size_t{1} : 0;
  const StageIndex qualified = data_->next_qualified[begin];
  if (!salespipe::is_known(qualified) || !contains(to)) return false;
  return is_open(to) ? qualified <= to : kind(to) == StageKind::won;
}

void Pipeline::refuse_to_classify(StageIndex from, StageIndex to) const {
  const std::string where = "pipeline " + salespipe::quoted(name()) + ": ";
  if (from == to && contains(from)) {
    throw Error(ErrorCode::invalid_argument, where + "a move from " +
                                                 salespipe::quoted(stage(from).name) +
                                                 " to itself is no transition; leave it out");
  }
  throw Error(ErrorCode::invalid_argument,
              where + "stage positions " + std::to_string(from.number) + " and " +
                  std::to_string(to.number) + " are not both below " + std::to_string(size()) +
                  "; take them from this pipeline");
}

}  // namespace salespipe
