#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/period.hpp"
#include "salespipe/metrics/query.hpp"

// What query documents have in common. Errors carry the JSON pointer of the field.
namespace salespipe::exchange {

inline constexpr JsonLimits kQueryLimits{1U << 20U, 16};

/// Reads with the place of the field in any error.
template <class Read>
auto at_field(const std::string& pointer, Read&& read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), ErrorPlace{{}, 0, {}, pointer});
  }
}

/// "2017-08-14"
Day day_at(const documents::json& value, const std::string& pointer);
/// A list of such texts; empty when it is absent.
std::vector<Day> days_at(const JsonFields& fields, std::string_view name);
/// A text as Period::parse() reads it, or {"from", "to"}.
Period period_at(const documents::json& value, const std::string& pointer,
                 const CalendarRules& rules, Day today);
/// A list of texts; empty when the field is absent.
std::vector<std::string> texts_at(const JsonFields& fields, std::string_view name);
/// The list of filters; empty when the field is absent.
std::vector<metrics::Filter> filters_at(const JsonFields& fields);

documents::ordered_json period_json(const Period& period);
documents::ordered_json filters_json(const std::vector<metrics::Filter>& filters);

}  // namespace salespipe::exchange
