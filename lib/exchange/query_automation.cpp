// Questions about rules: which are in force, and what is wrong with some.
#include "exchange/automation_json.hpp"
#include "exchange/diagnostics_json.hpp"
#include "exchange/query_table.hpp"

namespace salespipe::exchange {
namespace {

using documents::json;

json automation_in_force(const Book& book, const JsonFields& /*fields*/) {
  const AutomationRules* rules = book.automation();
  return {{"automation", rules == nullptr ? json(nullptr) : json::parse(to_json(*rules))}};
}

json lint(const Book& book, const JsonFields& fields) {
  const AutomationRules* in_force = book.automation();
  Diagnostics found;
  if (fields.find("rules") != nullptr) {
    found = automation::lint(automation_rules(fields), book);
  } else if (in_force != nullptr) {
    found = automation::lint(*in_force, book);
  }
  return {{"diagnostics", diagnostics_json(found)}};
}

constexpr BookQuestion kQuestions[] = {
    {"automation", {}, {}, &automation_in_force},
    {"lint_automation", {}, {"rules"}, &lint},
};

}  // namespace

std::span<const BookQuestion> automation_questions() { return kQuestions; }

}  // namespace salespipe::exchange
