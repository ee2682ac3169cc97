#pragma once

#include "base/json.hpp"
#include "definition/json_fields.hpp"
#include "salespipe/automation/automation.hpp"

// Automation as documents: what commands and questions share.
namespace salespipe::exchange {

/// "rules": a document of automation.schema.json.
AutomationRules automation_rules(const JsonFields& fields);
/// {"firings", "diagnostics", "events", "through", "finished", "dry_run"}
documents::ordered_json run_json(const automation::AutomationRun& run, bool dry_run);

}  // namespace salespipe::exchange
