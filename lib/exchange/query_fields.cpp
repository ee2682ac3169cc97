#include "exchange/query_fields.hpp"

#include "salespipe/base/date.hpp"

namespace salespipe::exchange {

using documents::json;
using documents::ordered_json;

Day day_at(const json& value, const std::string& pointer) {
  const auto& text = require_string(value, pointer);
  return at_field(pointer, [&] { return parse_day(text); });
}

std::vector<Day> days_at(const JsonFields& fields, std::string_view name) {
  std::vector<Day> out;
  const auto* value = fields.find(name);
  if (value == nullptr) return out;
  require_array(*value, fields.at(name));
  for (std::size_t i = 0; i < value->size(); ++i) {
    out.push_back(day_at((*value)[i], fields.at(name) + "/" + std::to_string(i)));
  }
  return out;
}

Period period_at(const json& value, const std::string& pointer, const CalendarRules& rules,
                 Day today) {
  if (value.is_string()) {
    return at_field(pointer, [&] { return Period::parse(value.get<std::string>(), rules, today); });
  }
  const JsonFields fields(value, pointer, {"from", "to"});
  const Day from = day_at(fields.require("from"), fields.at("from"));
  const Day to = day_at(fields.require("to"), fields.at("to"));
  return at_field(pointer, [&] { return Period(from, to, PeriodKind::days, rules); });
}

std::vector<std::string> texts_at(const JsonFields& fields, std::string_view name) {
  std::vector<std::string> out;
  const auto* value = fields.find(name);
  if (value == nullptr) return out;
  require_array(*value, fields.at(name));
  for (std::size_t i = 0; i < value->size(); ++i) {
    out.push_back(require_string((*value)[i], fields.at(name) + "/" + std::to_string(i)));
  }
  return out;
}

std::vector<metrics::Filter> filters_at(const JsonFields& fields) {
  std::vector<metrics::Filter> out;
  const auto* value = fields.find("filters");
  if (value == nullptr) return out;
  require_array(*value, fields.at("filters"));
  for (std::size_t i = 0; i < value->size(); ++i) {
    const JsonFields item((*value)[i], fields.at("filters") + "/" + std::to_string(i),
                          {"dimension", "values", "exclude"});
    out.push_back(
        {item.text("dimension"), texts_at(item, "values"), item.boolean_or("exclude", false)});
  }
  return out;
}

ordered_json period_json(const Period& period) {
  // A calendar period is told by its name, so that "the period before" stays of its kind.
  if (period.kind() != PeriodKind::days) return period.to_string();
  return {{"from", to_string(period.from())}, {"to", to_string(period.to())}};
}

ordered_json filters_json(const std::vector<metrics::Filter>& filters) {
  ordered_json out = ordered_json::array();
  for (const auto& filter : filters) {
    out.push_back(
        {{"dimension", filter.dimension}, {"values", filter.values}, {"exclude", filter.exclude}});
  }
  return out;
}

}  // namespace salespipe::exchange
