#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "definition/json_fields.hpp"
#include "exchange/query_fields.hpp"
#include "salespipe/book/book.hpp"

// What the members of command and query documents of a book are. Errors carry the JSON pointer.
namespace salespipe::exchange {

inline constexpr std::string_view kDeal = "opportunity";

/// The id that a member gives; empty when it is absent or "".
template <class Identifier>
Identifier id_or_none(const JsonFields& fields, std::string_view name) {
  auto text = fields.text_or(name, "");
  if (text.empty()) return {};
  return at_field(fields.at(name), [&] { return Identifier(std::move(text)); });
}

/// The same of a member that must be there.
template <class Identifier>
Identifier id_at(const JsonFields& fields, std::string_view name) {
  return at_field(fields.at(name), [&] { return Identifier(fields.text(name)); });
}

/// The deal that a command is about.
inline OpportunityId deal_at(const JsonFields& fields) {
  return id_at<OpportunityId>(fields, kDeal);
}

Day day_or_none(const JsonFields& fields, std::string_view name);
Instant instant_at(const JsonFields& fields, std::string_view name);
Instant instant_or_none(const JsonFields& fields, std::string_view name);
/// "12000 EUR", "500 EUR/month x 24"; nothing when absent or "".
std::optional<DealValue> value_or_none(const JsonFields& fields, std::string_view name);
/// {"field": "text", ...}; empty when absent.
std::map<std::string, std::string> text_map_at(const JsonFields& fields, std::string_view name);

/// The stage that a member names by id or name, of the pipeline of the deal.
StageId stage_at(const JsonFields& fields, std::string_view name, const Pipeline& pipeline);
const Pipeline& pipeline_of(const Book& book, const OpportunityId& deal);

MoveDetails move_details(const JsonFields& fields);

}  // namespace salespipe::exchange
