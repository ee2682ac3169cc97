#include "exchange/suggestion_json.hpp"

#include "exchange/command_fields.hpp"
#include "salespipe/base/date.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::int32_t kMostDays = 36'500;
constexpr std::int32_t kMostTimes = 1000;

void read_setting(hygiene::SuggestionRules& rules, hygiene::SuggestionRule rule,
                  const documents::json& value, const std::string& pointer) {
  std::vector<std::string_view> known{"on", "days"};
  if (rule == hygiene::SuggestionRule::single_contact) known.push_back("times_median");
  if (rule == hygiene::SuggestionRule::value_without_proposal) known.push_back("stage");
  const JsonFields fields(value, pointer, known);
  auto& setting = rules[rule];
  setting.is_on = fields.boolean_or("on", setting.is_on);
  setting.days = fields.integer_or("days", setting.days, 0, kMostDays);
  rules.big_times_median = fields.integer_or("times_median", rules.big_times_median, 1, kMostTimes);
  rules.proposal_stage = fields.text_or("stage", rules.proposal_stage);
}

}  // namespace

hygiene::SuggestionRules suggestion_rules(const JsonFields& fields) {
  hygiene::SuggestionRules rules;
  const auto* given = fields.find("rules");
  if (given == nullptr) return rules;
  std::vector<std::string_view> known{"within_days"};
  for (std::size_t i = 0; i < hygiene::kSuggestionRuleCount; ++i) {
    known.push_back(to_string(static_cast<hygiene::SuggestionRule>(i)));
  }
  const JsonFields members(*given, fields.at("rules"), known);
  rules.within_days = members.integer_or("within_days", rules.within_days, 1, kMostDays);
  for (std::size_t i = 0; i < hygiene::kSuggestionRuleCount; ++i) {
    const auto rule = static_cast<hygiene::SuggestionRule>(i);
    const auto* setting = members.find(to_string(rule));
    if (setting != nullptr) read_setting(rules, rule, *setting, members.at(to_string(rule)));
  }
  return rules;
}

documents::json json_of(const hygiene::Suggestion& suggestion) {
  documents::json told{{"id", suggestion.id.text()},
                       {"rule", to_string(suggestion.rule)},
                       {"description", suggestion.description},
                       {"why", suggestion.why},
                       {"since", to_string(suggestion.since)}};
  const auto put = [&](const char* name, const std::string& id) {
    if (!id.empty()) told[name] = id;
  };
  put("opportunity", suggestion.opportunity.text());
  put("account", suggestion.account.text());
  put("contact", suggestion.contact.text());
  put("assignee", suggestion.assignee.text());
  return told;
}

}  // namespace salespipe::exchange
