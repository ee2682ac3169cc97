#pragma once

#include "base/json.hpp"
#include "definition/json_fields.hpp"
#include "salespipe/hygiene/flush.hpp"

// Flushing as documents: what the question and the command share.
namespace salespipe::exchange {

hygiene::FlushCondition flush_condition(const JsonFields& fields);
hygiene::FlushAction flush_action(const JsonFields& fields);

/// [{"opportunity", "name", "owner", "last_activity", "reasons", "decision", "event"}]; what holds
/// nothing is left out.
documents::json stale_json(const Book& book, const std::vector<hygiene::StaleDeal>& stale);

}  // namespace salespipe::exchange
