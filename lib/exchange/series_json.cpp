#include "salespipe/exchange/series_json.hpp"

#include <utility>
#include <vector>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::exchange {
namespace {

using documents::ordered_json;
using metrics::Flow;
using metrics::FlowSum;
using metrics::kFlows;
using metrics::OpenSum;
using metrics::Series;

constexpr Int128 kPartsPerMillion = 1'000'000;

ordered_json open_json(const OpenSum& open, const Series& series) {
  ordered_json out{{"count", open.count},
                   {"value", format_minor_units(open.value, series.minor_digits)}};
  if (series.knows_probabilities) {
    out["weighted"] = format_minor_units(divide_half_even(open.weighted_ppm, kPartsPerMillion),
                                         series.minor_digits);
  }
  return out;
}

ordered_json flows_json(const metrics::SeriesPoint& point, const Series& series) {
  ordered_json out = ordered_json::object();
  for (std::size_t i = 0; i < kFlows; ++i) {
    const FlowSum& flow = point.flows[i];
    if (flow == FlowSum{}) continue;
    ordered_json item;
    if (flow.count != 0) item["count"] = flow.count;
    item["value"] = format_minor_units(flow.value, series.minor_digits);
    out[std::string(to_string(static_cast<Flow>(i)))] = std::move(item);
  }
  return out;
}

}  // namespace

metrics::SeriesQuery series_query_from_json(std::string_view text, Day today) {
  const documents::json document = parse_json_document(text, kQueryLimits);
  const JsonFields fields(document, "",
                          {"period", "every", "by", "filters", "fiscal_year_start_month"});
  metrics::SeriesQuery query;
  query.rules = CalendarRules{fields.integer_or("fiscal_year_start_month", 1, 1, 12)};
  const Period period = period_at(fields.require("period"), "/period", query.rules, today);
  query.from = period.from();
  query.to = period.to();
  query.every = at_field("/every", [&] {
    const auto name = fields.text_or("every", "day");
    const auto kind = parse_period_kind(name);
    if (!kind || *kind == PeriodKind::days) {
      throw Error(ErrorCode::invalid_argument,
                  "a series goes by day, week, month, quarter or year, not by \"" + name + "\"");
    }
    return *kind;
  });
  query.by = texts_at(fields, "by");
  query.filters = filters_at(fields);
  return query;
}

std::string to_json(const metrics::Series& series) {
  ordered_json query{{"period", period_json(Period(series.query.from, series.query.to))},
                     {"every", to_string(series.query.every)},
                     {"by", series.query.by},
                     {"filters", filters_json(series.query.filters)}};
  ordered_json groups = ordered_json::array();
  for (const auto& group : series.groups) {
    ordered_json by = ordered_json::object();
    for (std::size_t i = 0; i < group.by.size(); ++i) by[series.query.by[i]] = group.by[i];
    ordered_json points = ordered_json::array();
    for (std::size_t step = 0; step < series.steps.size(); ++step) {
      const Period& period = series.steps[step];
      ordered_json point{{"from", to_string(period.from())}, {"to", to_string(period.to())}};
      point.update(open_json(group.points[step].open, series));
      point["flows"] = flows_json(group.points[step], series);
      points.push_back(std::move(point));
    }
    groups.push_back({{"by", std::move(by)},
                      {"start", open_json(group.start, series)},
                      {"points", std::move(points)}});
  }
  return ordered_json{
      {"query", std::move(query)}, {"currency", series.currency}, {"groups", std::move(groups)}}
      .dump();
}

ArrowWriter to_arrow(const metrics::Series& series) {
  ArrowWriter out;
  std::vector<std::string> kinds;
  std::vector<std::vector<std::string>> keys(series.query.by.size());
  std::vector<Day> from, to;
  std::vector<std::int64_t> counts;
  std::vector<Int128> values, weighted;
  std::vector<std::vector<std::int64_t>> flow_counts(kFlows);
  std::vector<std::vector<Int128>> flow_values(kFlows);
  for (const auto& group : series.groups) {
    const bool total = &group == &series.groups.front();
    for (std::size_t step = 0; step < series.steps.size(); ++step) {
      kinds.emplace_back(total ? "total" : "group");
      for (std::size_t i = 0; i < keys.size(); ++i) {
        keys[i].push_back(total ? std::string() : group.by[i]);
      }
      const auto& point = group.points[step];
      from.push_back(series.steps[step].from());
      to.push_back(series.steps[step].to());
      counts.push_back(point.open.count);
      values.push_back(point.open.value);
      weighted.push_back(divide_half_even(point.open.weighted_ppm, kPartsPerMillion));
      for (std::size_t flow = 0; flow < kFlows; ++flow) {
        flow_counts[flow].push_back(point.flows[flow].count);
        flow_values[flow].push_back(point.flows[flow].value);
      }
    }
  }
  out.text("kind", kinds);
  for (std::size_t i = 0; i < keys.size(); ++i) out.text(series.query.by[i], keys[i]);
  out.dates("from", from);
  out.dates("to", to);
  out.int64("open_count", std::move(counts));
  out.decimals("open_value", std::move(values), series.minor_digits);
  if (series.knows_probabilities) {
    out.decimals("open_weighted", std::move(weighted), series.minor_digits);
  }
  for (std::size_t i = 0; i < kFlows; ++i) {
    const auto flow = static_cast<Flow>(i);
    const std::string name(to_string(flow));
    if (flow != Flow::value_up && flow != Flow::value_down) {
      out.int64(name + "_count", std::move(flow_counts[i]));
    }
    out.decimals(name + "_value", std::move(flow_values[i]), series.minor_digits);
  }
  return out;
}

}  // namespace salespipe::exchange
