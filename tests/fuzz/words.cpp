#include <array>

#include <nlohmann/json.hpp>

#include "calls.hpp"
#include "mutate.hpp"

namespace salespipe::fuzz {
namespace {

using nlohmann::json;

constexpr std::array kMembers = {"command",
                                 "query",
                                 "at",
                                 "actor",
                                 "as_actor",
                                 "event_id",
                                 "recorded_at",
                                 "expected_version",
                                 "definition",
                                 "name",
                                 "id",
                                 "owner",
                                 "account",
                                 "contact",
                                 "contacts",
                                 "email",
                                 "reason",
                                 "rules",
                                 "pipeline",
                                 "stage",
                                 "value",
                                 "source",
                                 "product",
                                 "expected_close",
                                 "tags",
                                 "tag",
                                 "fields",
                                 "field",
                                 "day",
                                 "criterion",
                                 "state",
                                 "states",
                                 "evidence",
                                 "done",
                                 "note",
                                 "to",
                                 "lost_reason",
                                 "wake_up",
                                 "events",
                                 "count",
                                 "task",
                                 "outcome",
                                 "next",
                                 "due",
                                 "assignee",
                                 "repeat",
                                 "repeat_after_completion",
                                 "type",
                                 "direction",
                                 "summary",
                                 "external_id",
                                 "inactive_days",
                                 "created_before",
                                 "close_date_passed_days",
                                 "suggestion",
                                 "mail",
                                 "opportunities",
                                 "dry_run",
                                 "with_time",
                                 "opportunity",
                                 "limit",
                                 "offset",
                                 "period",
                                 "by",
                                 "metrics",
                                 "filters",
                                 "dimension",
                                 "values",
                                 "exclude",
                                 "compare",
                                 "as_of",
                                 "top",
                                 "currency",
                                 "every",
                                 "columns",
                                 "from",
                                 "days",
                                 "holidays",
                                 "stages",
                                 "kind",
                                 "probability",
                                 "qualification",
                                 "criteria",
                                 "thresholds",
                                 "policy",
                                 "permission",
                                 "when_missing",
                                 "exit_criteria",
                                 "max_age_days",
                                 "sequence",
                                 "stream",
                                 "payload",
                                 "schema_version",
                                 "occurred_at",
                                 "outcome",
                                 "waterfall_window",
                                 "forecast_category",
                                 "labels",
                                 "revision"};

constexpr std::array kValues = {"null",
                                "true",
                                "false",
                                "0",
                                "-1",
                                "1",
                                "0.5",
                                "2147483648",
                                "9223372036854775807",
                                "-9223372036854775808",
                                "18446744073709551615",
                                "1e308",
                                "[]",
                                "{}",
                                "[[]]",
                                "\"\"",
                                "\" \"",
                                "\"opportunity-1\"",
                                "\"opportunity-2\"",
                                "\"opportunity-3\"",
                                "\"account-1\"",
                                "\"contact-1\"",
                                "\"task-1\"",
                                "\"task-2\"",
                                "\"task-3\"",
                                "\"event-1\"",
                                "\"event-9\"",
                                "\"new-business\"",
                                "\"ann\"",
                                "\"bo\"",
                                "\"Lead\"",
                                "\"Contacted\"",
                                "\"Qualified\"",
                                "\"Proposal made\"",
                                "\"Won\"",
                                "\"Lost\"",
                                "\"Fridge\"",
                                "\"open\"",
                                "\"won\"",
                                "\"lost\"",
                                "\"parked\"",
                                "\"met\"",
                                "\"partly_met\"",
                                "\"unmet\"",
                                "\"budget\"",
                                "\"allow\"",
                                "\"warn\"",
                                "\"refuse\"",
                                "\"12000 EUR\"",
                                "\"-1.005 EUR\"",
                                "\"92233720368547758.07 EUR\"",
                                "\"1 XYZ\"",
                                "\"5 JPY\"",
                                "\"EUR\"",
                                "\"2026-01-05\"",
                                "\"2026-02-30\"",
                                "\"1400-01-01\"",
                                "\"9999-12-31\"",
                                "\"0001-01-01\"",
                                "\"2026-03-01T09:00:00Z\"",
                                "\"2026-03-01T09:00:00+02:00\"",
                                "\"9999-12-31T23:59:59.999999Z\"",
                                "\"1400-01-01T00:00:00Z\"",
                                "\"1969-12-31T23:59:59Z\"",
                                "\"2026\"",
                                "\"2026-Q1\"",
                                "\"2025-W53\"",
                                "\"FY2026-Q4\"",
                                "\"last-30-days\"",
                                "\"this-month\"",
                                "\"1400-01-01..9999-12-30\"",
                                "\"weekly\"",
                                "\"FREQ=MONTHLY;INTERVAL=1000;BYDAY=5FR\"",
                                "\"FREQ=YEARLY;UNTIL=99991231\"",
                                "\"owner\"",
                                "\"month\"",
                                "\"day\"",
                                "\"previous\"",
                                "\"last_year\"",
                                "\"email_in\"",
                                "\"call\"",
                                "\"bulk\"",
                                "\"overdue\"",
                                "\"text\"",
                                "\"date\"",
                                "\"time\"",
                                "\"integer\"",
                                "\"\\u0000\"",
                                "\"\\ud83d\\ude00\"",
                                "\"\\u202e\"",
                                "\"{{name}}\"",
                                "\"a\\\"b\"",
                                "\"=1+1\""};

void add_names(std::vector<std::string>& out, const json& list) {
  for (const auto& name : list) out.push_back(name.dump());
}

}  // namespace

const std::vector<std::string>& member_words() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    for (const auto* member : kMembers) out.push_back(json(member).dump());
    return out;
  }();
  return all;
}

const std::vector<std::string>& value_words() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out(kValues.begin(), kValues.end());
    sp_buffer text = 0;
    done("sp_library_info", [&](sp_error error) { return sp_library_info(&text, error); });
    const json info = json::parse(take(text));
    add_names(out, info.at("commands"));
    add_names(out, info.at("queries"));
    done("sp_metrics_catalogue",
         [&](sp_error error) { return sp_metrics_catalogue(&text, error); });
    const json catalogue = json::parse(take(text));
    for (const auto& metric : catalogue.at("metrics")) {
      out.push_back(metric.at("name").dump());
    }
    return out;
  }();
  return all;
}

}  // namespace salespipe::fuzz
