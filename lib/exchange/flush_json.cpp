#include "exchange/flush_json.hpp"

#include "exchange/command_fields.hpp"
#include "salespipe/exchange/decision_json.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::int32_t kMostDays = 36'500;

std::optional<std::int32_t> days_or_none(const JsonFields& fields, std::string_view name,
                                         std::int32_t low) {
  if (fields.find(name) == nullptr) return std::nullopt;
  return fields.integer_or(name, low, low, kMostDays);
}

}  // namespace

hygiene::FlushCondition flush_condition(const JsonFields& fields) {
  hygiene::FlushCondition condition;
  condition.inactive_days = days_or_none(fields, "inactive_days", 1);
  condition.created_before = day_or_none(fields, "created_before");
  condition.close_date_passed_days = days_or_none(fields, "close_date_passed_days", 0);
  condition.pipeline = id_or_none<PipelineId>(fields, "pipeline");
  condition.owner = id_or_none<ActorId>(fields, "owner");
  return condition;
}

hygiene::FlushAction flush_action(const JsonFields& fields) {
  hygiene::FlushAction action;
  action.to = fields.word_or("to", action.to, hygiene::parse_flush_to, "lost or fridge");
  action.reason = fields.text_or("reason", action.reason);
  action.wake_up = day_or_none(fields, "wake_up");
  return action;
}

documents::json stale_json(const Book& book, const std::vector<hygiene::StaleDeal>& stale) {
  auto out = documents::json::array();
  for (const auto& one : stale) {
    const Opportunity& deal = book.opportunity(one.deal);
    documents::json told{{"opportunity", one.deal.text()},
                         {"name", deal.name},
                         {"reasons", one.reasons},
                         {"decision", documents::json::parse(to_json(one.decision))}};
    if (!deal.owner.empty()) told["owner"] = deal.owner.text();
    if (is_known(one.last_activity)) told["last_activity"] = to_string(one.last_activity);
    if (!one.event.empty()) told["event"] = one.event.text();
    out.push_back(std::move(told));
  }
  return out;
}

}  // namespace salespipe::exchange
