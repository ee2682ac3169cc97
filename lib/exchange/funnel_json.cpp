#include "salespipe/exchange/funnel_json.hpp"

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::exchange {
namespace {

using documents::ordered_json;
using metrics::FunnelStage;

ordered_json estimate_json(const metrics::Estimate& estimate) {
  return {{"value", estimate.value}, {"low", estimate.low}, {"high", estimate.high}};
}

void add_estimates(ordered_json& out, const FunnelStage& stage) {
  if (stage.estimated) {
    const metrics::Conversion& estimated = *stage.estimated;
    out["conversion_estimated"] = estimated.advancing.value;
    out["conversion_low"] = estimated.advancing.low;
    out["conversion_high"] = estimated.advancing.high;
    out["lost_estimated"] = estimated.losing;
    out["waiting_estimated"] = estimated.waiting;
    out["estimated_through_days"] = estimated.day;
  }
  if (stage.cumulative_estimated) {
    out["cumulative_conversion_estimated"] = *stage.cumulative_estimated;
  }
  if (stage.stay_days_median) out["stay_days_median"] = *stage.stay_days_median;
  if (!stage.outlook) return;
  out["win_probability"] = stage.outlook->win_probability;
  if (stage.outlook->expected_days) out["expected_days"] = *stage.outlook->expected_days;
}

ordered_json side_json(const metrics::BendSide& side) {
  ordered_json out = estimate_json(side.conversion);
  out["decided"] = side.decided;
  return out;
}

ordered_json bend_json(const metrics::Bend& bend, const metrics::FunnelGroup& group,
                       int minor_digits) {
  ordered_json out{{"verdict", to_string(bend.verdict)},
                   {"qualified", group.stages[bend.qualified].stage}};
  if (bend.before) out["before"] = side_json(*bend.before);
  if (bend.after) out["after"] = side_json(*bend.after);
  if (bend.difference) out["difference"] = estimate_json(*bend.difference);
  if (bend.odds_ratio) out["odds_ratio"] = estimate_json(*bend.odds_ratio);
  if (bend.worst) {
    out["worst_stage"] = group.stages[bend.worst->step].stage;
    if (const auto& cost = bend.worst->cost) {
      out["worst_stage_cost"] =
          format_minor_units(divide_half_even(cost->numerator, cost->denominator), minor_digits);
    }
  }
  return out;
}

ordered_json stage_json(const FunnelStage& stage) {
  // The last row stands for all won stages together and has no name.
  const bool won = stage.is_won;
  ordered_json out{{"stage", won ? std::string("won") : stage.stage},
                   {"kind", won ? "won" : "open"},
                   {"reached", stage.reached},
                   {"entered", stage.entered},
                   {"strict", stage.strict},
                   {"skipped", stage.skipped},
                   {"still_there", stage.still_there},
                   {"lost_from", stage.lost_from},
                   {"lost_before_next", stage.lost_before_next},
                   {"pending", stage.pending}};
  const auto add = [&out](const char* name, const std::optional<metrics::Figure>& figure) {
    if (figure) out[name] = figure->number();
  };
  add("conversion", stage.conversion);
  add("conversion_decided", stage.decided);
  add("conversion_upper_bound", stage.upper_bound);
  add("cumulative_conversion", stage.cumulative);
  add("visit_days_median", stage.visit_days_median);
  add("advance_days_median", stage.advance_days_median);
  add_estimates(out, stage);
  return out;
}

}  // namespace

metrics::FunnelQuery funnel_query_from_json(std::string_view text, Day today) {
  const documents::json document = parse_json_document(text, kQueryLimits);
  const JsonFields fields(
      document, "", {"pipeline", "period", "as_of", "by", "filters", "fiscal_year_start_month"});
  const CalendarRules rules{fields.integer_or("fiscal_year_start_month", 1, 1, 12)};
  metrics::FunnelQuery query;
  query.pipeline = fields.text_or("pipeline", "");
  if (const auto* period = fields.find("period")) {
    query.period = period_at(*period, "/period", rules, today);
  }
  if (const auto* as_of = fields.find("as_of")) query.as_of = day_at(*as_of, "/as_of");
  query.by = texts_at(fields, "by");
  query.filters = filters_at(fields);
  return query;
}

std::string to_json(const metrics::FunnelResult& result) {
  ordered_json query{{"pipeline", result.query.pipeline}};
  if (result.query.period) query["period"] = period_json(*result.query.period);
  if (is_known(result.query.as_of)) query["as_of"] = to_string(result.query.as_of);
  if (is_known(result.known_at)) query["known_at"] = to_string(result.known_at);
  query["by"] = result.query.by;
  query["filters"] = filters_json(result.query.filters);

  ordered_json groups = ordered_json::array();
  for (const auto& group : result.groups) {
    ordered_json by = ordered_json::object();
    for (std::size_t i = 0; i < group.by.size(); ++i) by[result.query.by[i]] = group.by[i];
    ordered_json stages = ordered_json::array();
    for (const auto& stage : group.stages) stages.push_back(stage_json(stage));
    ordered_json item{{"by", std::move(by)}, {"stages", std::move(stages)}};
    item["won_value"] = format_minor_units(group.won_value.rounded(), result.minor_digits);
    if (group.bend) item["bend"] = bend_json(*group.bend, group, result.minor_digits);
    groups.push_back(std::move(item));
  }
  return ordered_json{{"query", std::move(query)},
                      {"cut", to_string(result.cut)},
                      {"currency", result.currency},
                      {"knows_history", result.knows_history},
                      {"groups", std::move(groups)}}
      .dump();
}

}  // namespace salespipe::exchange
