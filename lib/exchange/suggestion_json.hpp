#pragma once

#include "base/json.hpp"
#include "definition/json_fields.hpp"
#include "salespipe/hygiene/suggestion.hpp"

// Suggestions as documents: what the question and the commands share.
namespace salespipe::exchange {

/// The settings that "rules" gives; what it leaves out stays as it is by default.
///   {"within_days": 60, "inactive_account": {"days": 14}, "rotting_deal": {"on": false},
///    "single_contact": {"times_median": 5}, "value_without_proposal": {"stage": "Offer"}}
hygiene::SuggestionRules suggestion_rules(const JsonFields& fields);

documents::json json_of(const hygiene::Suggestion& suggestion);

}  // namespace salespipe::exchange
