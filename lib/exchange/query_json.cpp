#include "salespipe/exchange/query_json.hpp"

#include <limits>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

using documents::json;
using documents::ordered_json;

constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();

template <class Option>
void option_at(const JsonFields& fields, std::string_view name, Option& option) {
  if (fields.find(name) == nullptr) return;
  const auto text = fields.text(name);
  option = at_field(fields.at(name), [&] { return metrics::parse_option<Option>(text); });
}

}  // namespace

metrics::Query query_from_json(std::string_view text, Day today) {
  const json document = parse_json_document(text, kQueryLimits);
  const JsonFields fields(
      document, "",
      {"metrics", "period", "compare", "by", "filters", "as_of", "top", "currency", "outcome",
       "value_at", "owner_at", "created_value_at", "cycle_from", "exclude_closed_gap",
       "abandoned_after_days", "days", "holidays", "waterfall_window", "fiscal_year_start_month"});
  metrics::Query query;
  const CalendarRules rules{fields.integer_or("fiscal_year_start_month", 1, 1, 12)};
  const auto& period = fields.require("period");
  if (period.is_array()) {
    for (std::size_t i = 0; i < period.size(); ++i) {
      query.periods.push_back(period_at(period[i], "/period/" + std::to_string(i), rules, today));
    }
  } else {
    query.periods.push_back(period_at(period, "/period", rules, today));
  }
  query.metrics = texts_at(fields, "metrics");
  query.by = texts_at(fields, "by");
  query.filters = filters_at(fields);
  if (const auto* as_of = fields.find("as_of")) query.as_of = day_at(*as_of, "/as_of");
  if (const auto* top = fields.find("top")) {
    const JsonFields item(*top, "/top", {"count", "metric"});
    query.top = metrics::Top{item.integer_or("count", 10, 1, kMost), item.text_or("metric", "")};
  }
  query.currency = fields.text_or("currency", "");
  option_at(fields, "compare", query.compare);
  option_at(fields, "outcome", query.outcome);
  option_at(fields, "value_at", query.value_at);
  option_at(fields, "owner_at", query.owner_at);
  option_at(fields, "created_value_at", query.created_value_at);
  option_at(fields, "cycle_from", query.cycle_from);
  query.exclude_closed_gap = fields.boolean_or("exclude_closed_gap", false);
  query.abandoned_after_days =
      fields.integer_or("abandoned_after_days", query.abandoned_after_days, 0, kMost);
  option_at(fields, "days", query.days);
  query.holidays = days_at(fields, "holidays");
  option_at(fields, "waterfall_window", query.waterfall_window);
  return query;
}

std::string to_json(const metrics::Query& query) {
  ordered_json out;
  out["metrics"] = query.metrics;
  ordered_json periods = ordered_json::array();
  for (const auto& period : query.periods) periods.push_back(period_json(period));
  out["period"] = periods.size() == 1 ? periods.front() : periods;
  out["compare"] = metrics::to_string(query.compare);
  out["by"] = query.by;
  out["filters"] = filters_json(query.filters);
  if (is_known(query.as_of)) out["as_of"] = to_string(query.as_of);
  if (query.top) out["top"] = {{"count", query.top->count}, {"metric", query.top->metric}};
  if (!query.currency.empty()) out["currency"] = query.currency;
  out["outcome"] = metrics::to_string(query.outcome);
  out["value_at"] = metrics::to_string(query.value_at);
  out["owner_at"] = metrics::to_string(query.owner_at);
  out["created_value_at"] = metrics::to_string(query.created_value_at);
  out["cycle_from"] = metrics::to_string(query.cycle_from);
  out["exclude_closed_gap"] = query.exclude_closed_gap;
  out["abandoned_after_days"] = query.abandoned_after_days;
  // Told where they differ from what is meant without them, as in documents of earlier versions.
  if (query.days != metrics::CountDays::calendar) out["days"] = metrics::to_string(query.days);
  for (const Day day : query.holidays) out["holidays"].push_back(to_string(day));
  if (query.waterfall_window != metrics::WaterfallWindow::rolling) {
    out["waterfall_window"] = metrics::to_string(query.waterfall_window);
  }
  out["fiscal_year_start_month"] =
      query.periods.empty() ? 1 : query.periods.front().rules().fiscal_year_start_month;
  return out.dump();
}

}  // namespace salespipe::exchange
