#include "exchange/command_fields.hpp"

#include "salespipe/base/date.hpp"

namespace salespipe::exchange {

Day day_or_none(const JsonFields& fields, std::string_view name) {
  const auto* value = fields.find(name);
  return value == nullptr ? kNoDay : day_at(*value, fields.at(name));
}

Instant instant_at(const JsonFields& fields, std::string_view name) {
  const auto text = fields.text(name);
  return at_field(fields.at(name), [&] { return Instant::parse(text); });
}

Instant instant_or_none(const JsonFields& fields, std::string_view name) {
  return fields.find(name) == nullptr ? kNoInstant : instant_at(fields, name);
}

std::optional<DealValue> value_or_none(const JsonFields& fields, std::string_view name) {
  const auto text = fields.text_or(name, "");
  if (text.empty()) return std::nullopt;
  return at_field(fields.at(name), [&] { return DealValue::parse(text); });
}

std::map<std::string, std::string> text_map_at(const JsonFields& fields, std::string_view name) {
  std::map<std::string, std::string> out;
  const auto* value = fields.find(name);
  if (value == nullptr) return out;
  if (!value->is_object()) {
    violates_schema(fields.at(name), "expected an object, found " + json_type(*value));
  }
  const auto members = JsonFields::any(*value, fields.at(name));
  for (const auto& item : value->items()) out.emplace(item.key(), members.text(item.key()));
  return out;
}

StageId stage_at(const JsonFields& fields, std::string_view name, const Pipeline& pipeline) {
  const auto text = fields.text(name);
  return at_field(fields.at(name), [&] { return pipeline.stage(pipeline.require(text)).id; });
}

const Pipeline& pipeline_of(const Book& book, const OpportunityId& deal) {
  return book.pipeline(book.opportunity(deal).pipeline);
}

MoveDetails move_details(const JsonFields& fields) {
  MoveDetails details;
  details.lost_reason = fields.text_or("lost_reason", "");
  details.wake_up = day_or_none(fields, "wake_up");
  details.note = fields.text_or("note", "");
  return details;
}

}  // namespace salespipe::exchange
