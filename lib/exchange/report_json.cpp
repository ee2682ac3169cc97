#include "salespipe/exchange/report_json.hpp"

#include "base/json.hpp"
#include "diagnostics_json.hpp"
#include "report_rows.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/exchange/query_json.hpp"

namespace salespipe::exchange {
namespace {

using documents::ordered_json;
using metrics::Change;
using metrics::Figure;
using metrics::Metric;
using metrics::Report;
using metrics::Unit;

ordered_json period_json(const Period& period) {
  return {{"from", to_string(period.from())}, {"to", to_string(period.to())}};
}

ordered_json figure_json(const Figure& figure, const Report& report) {
  switch (figure.unit) {
    case Unit::money:
      // Not whole(): a sum may well be wider than the 64 bits of one amount.
      return format_minor_units(divide_half_even(figure.numerator, figure.denominator),
                                report.minor_digits);
    case Unit::count:
      return figure.whole();
    case Unit::ratio:
    case Unit::days:
      break;
  }
  return figure.number();
}

ordered_json figures_json(const std::vector<std::optional<Figure>>& figures, const Report& report) {
  ordered_json out = ordered_json::object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (figures[i]) out[std::string(report.metrics[i]->name)] = figure_json(*figures[i], report);
  }
  return out;
}

/// Numerators and denominators of the ratios, as exact as they are counted.
ordered_json ratios_json(const std::vector<std::optional<Figure>>& figures, const Report& report) {
  ordered_json out = ordered_json::object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto& figure = figures[i];
    if (!figure || figure->unit != Unit::ratio) continue;
    ordered_json parts{{"numerator", to_string(figure->numerator)},
                       {"denominator", to_string(figure->denominator)}};
    if (figure->undecided) parts["undecided"] = narrow_int64(*figure->undecided);
    out[std::string(report.metrics[i]->name)] = std::move(parts);
  }
  return out;
}

ordered_json changes_json(const std::vector<std::optional<Change>>& changes, const Report& report) {
  ordered_json out = ordered_json::object();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!changes[i]) continue;
    const auto& change = *changes[i];
    ordered_json parts;
    if (change.unit == Unit::money) {
      parts["difference"] = format_minor_units(change.whole, report.minor_digits);
    } else if (change.unit == Unit::count) {
      parts["difference"] = narrow_int64(change.whole);
    } else {
      parts["difference"] = change.number;
    }
    if (change.ratio) parts["ratio"] = *change.ratio;
    out[std::string(report.metrics[i]->name)] = std::move(parts);
  }
  return out;
}

}  // namespace

std::string to_json(const metrics::Report& report, bool pretty) {
  ordered_json out;
  out["query"] = ordered_json::parse(to_json(report.query));
  out["query"]["currency"] = report.currency;
  if (is_known(report.known_at)) out["query"]["known_at"] = to_string(report.known_at);
  ordered_json rows = ordered_json::array();
  for (const auto& row : report.rows) {
    ordered_json item;
    ordered_json by = ordered_json::object();
    for (const auto& [dimension, value] : row_keys(report, row)) by[dimension] = value;
    item["by"] = std::move(by);
    item["kind"] = row_kind(report, row);
    item["period"] = period_json(row.period);
    item["metrics"] = figures_json(row.metrics, report);
    if (auto ratios = ratios_json(row.metrics, report); !ratios.empty()) {
      item["ratios"] = std::move(ratios);
    }
    if (row.previous_period) {
      item["previous_period"] = period_json(*row.previous_period);
      item["previous"] = figures_json(row.previous, report);
      item["change"] = changes_json(row.change, report);
    }
    rows.push_back(std::move(item));
  }
  out["rows"] = std::move(rows);
  out["diagnostics"] = diagnostics_json(report.diagnostics);
  return out.dump(pretty ? 2 : -1);
}

std::string catalogue_json() {
  ordered_json list = ordered_json::array();
  for (const Metric& metric : metrics::catalogue()) {
    list.push_back({{"name", metric.name},
                    {"title", metric.title},
                    {"unit", metrics::to_string(metric.unit)},
                    {"group", metric.group},
                    {"formula", metric.formula},
                    {"documentation", metric.documentation},
                    {"options", metric.options},
                    {"example", metric.example}});
  }
  return ordered_json{{"metrics", std::move(list)}}.dump();
}

}  // namespace salespipe::exchange
