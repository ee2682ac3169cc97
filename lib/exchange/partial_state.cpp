#include "salespipe/exchange/partial_state.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::exchange {
namespace {

using documents::json;
using documents::ordered_json;

/// Queries of many periods are long; a document beyond this is none.
constexpr JsonLimits kLimits{std::size_t{16} << 20, 16};

metrics::StageInfo stage_at(const json& value, const std::string& pointer) {
  const JsonFields fields(value, pointer,
                          {"pipeline", "name", "kind", "probability_ppm", "qualified",
                           "max_age_days", "forecast_category"});
  metrics::StageInfo stage;
  stage.pipeline = fields.text("pipeline");
  stage.name = fields.text("name");
  const auto kind = fields.text("kind");
  bool known = false;
  for (const auto outcome : {metrics::StageOutcome::open, metrics::StageOutcome::won,
                             metrics::StageOutcome::lost, metrics::StageOutcome::parked}) {
    if (metrics::to_string(outcome) != kind) continue;
    stage.outcome = outcome;
    known = true;
  }
  if (!known) violates_schema(fields.at("kind"), "open, won, lost or parked is expected");
  stage.probability_ppm = fields.integer_or("probability_ppm", metrics::kUnknownProbability,
                                            metrics::kUnknownProbability, 1'000'000);
  stage.qualified = fields.boolean_or("qualified", false);
  stage.max_age_days = fields.integer_or("max_age_days", metrics::kUnknownMaxAge,
                                         metrics::kUnknownMaxAge, metrics::kLongestMaxAge);
  stage.forecast_category = fields.text_or("forecast_category", "");
  return stage;
}

/// A data set without rows, of which a query is worked out as it was with the part's own.
metrics::Dataset skeleton(const JsonFields& fields, const metrics::Query& query) {
  metrics::Dataset data;
  data.zone = fields.text("zone");
  data.currency = fields.text("currency");
  data.minor_digits = fields.integer_or("minor_digits", 2, 0, 18);
  if (const auto* known_at = fields.find("known_at")) {
    data.known_at = day_at(*known_at, fields.at("known_at"));
  }
  data.knows_history = fields.boolean_or("knows_history", false);
  data.knows_interactions = fields.boolean_or("knows_interactions", false);
  data.knows_annual_values = fields.boolean_or("knows_annual_values", false);
  const auto& stages = fields.require("stages");
  require_array(stages, fields.at("stages"));
  std::vector<metrics::StageInfo> infos;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    infos.push_back(stage_at(stages[i], fields.at("stages") + "/" + std::to_string(i)));
  }
  data.stages = metrics::StageModel(std::move(infos));
  const auto add = [&data](const std::string& name) {
    const auto known = data.dimension_names();
    if (parse_period_kind(name) || std::find(known.begin(), known.end(), name) != known.end()) {
      return;
    }
    metrics::DimensionColumn column;
    column.name = name;
    data.opportunities.dimensions.push_back(std::move(column));
  };
  for (const auto& name : query.by) add(name);
  for (const auto& filter : query.filters) add(filter.dimension);
  return data;
}

}  // namespace

PartialState::PartialState(metrics::Plan plan, const metrics::Dataset& dataset)
    : plan_(std::move(plan)),
      state_(plan_.empty_state()),
      knows_history_(dataset.knows_history),
      knows_interactions_(dataset.knows_interactions),
      knows_annual_values_(dataset.knows_annual_values) {}

PartialState::PartialState(const metrics::Query& query, const metrics::Dataset& dataset,
                           int threads)
    : PartialState(metrics::compile(query, dataset), dataset) {
  state_ = metrics::accumulate(plan_, dataset, threads);
}

std::string PartialState::document() const {
  ordered_json out;
  out["query"] = ordered_json::parse(to_json(plan_.query()));
  out["zone"] = plan_.zone();
  out["currency"] = plan_.currency();
  out["minor_digits"] = plan_.minor_digits();
  if (is_known(plan_.known_at())) out["known_at"] = to_string(plan_.known_at());
  out["knows_history"] = knows_history_;
  out["knows_interactions"] = knows_interactions_;
  if (knows_annual_values_) out["knows_annual_values"] = true;
  ordered_json stages = ordered_json::array();
  for (std::size_t i = 0; i < plan_.stages().size(); ++i) {
    const auto& stage = plan_.stages().at(static_cast<metrics::StageCode>(i));
    stages.push_back({{"pipeline", stage.pipeline},
                      {"name", stage.name},
                      {"kind", metrics::to_string(stage.outcome)},
                      {"probability_ppm", stage.probability_ppm},
                      {"qualified", stage.qualified}});
    if (stage.max_age_days > 0) stages.back()["max_age_days"] = stage.max_age_days;
    if (!stage.forecast_category.empty()) {
      stages.back()["forecast_category"] = stage.forecast_category;
    }
  }
  out["stages"] = std::move(stages);
  out["spec"] = plan_.spec().text;
  return out.dump();
}

PartialState PartialState::empty_of(std::string_view document) {
  const json parsed = parse_json_document(document, kLimits);
  const JsonFields fields(
      parsed, "",
      {"query", "zone", "currency", "minor_digits", "knows_history", "knows_interactions",
       "knows_annual_values", "stages", "spec", "known_at"});
  const auto query = query_from_json(fields.require("query").dump());
  const auto data = skeleton(fields, query);
  PartialState out(metrics::compile(query, data), data);
  if (out.plan_.spec().text != fields.text("spec")) {
    throw Error(ErrorCode::unsupported,
                "the state was made by a version that works this query out differently; make it "
                "again from the data");
  }
  return out;
}

void PartialState::merge(const PartialState& other) {
  state_.merge(other.state_);
  const bool history = knows_history_ && other.knows_history_;
  const bool interactions = knows_interactions_ && other.knows_interactions_;
  const bool annual_values = knows_annual_values_ && other.knows_annual_values_;
  if (history == knows_history_ && interactions == knows_interactions_ &&
      annual_values == knows_annual_values_) {
    return;
  }
  // What is lacking is part of the plan: it is worked out again.
  knows_history_ = history;
  knows_interactions_ = interactions;
  knows_annual_values_ = annual_values;
  const auto plan = empty_of(document());
  plan_ = plan.plan_;
}

}  // namespace salespipe::exchange
