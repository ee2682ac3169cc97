// Questions of the working day: suggestions, stale deals and the fridge.
#include "exchange/command_fields.hpp"
#include "exchange/flush_json.hpp"
#include "exchange/mail_json.hpp"
#include "exchange/query_pages.hpp"
#include "exchange/query_table.hpp"
#include "exchange/suggestion_json.hpp"

namespace salespipe::exchange {
namespace {

using documents::json;

json stale(const Book& book, const JsonFields& fields) {
  return {{"deals",
           stale_json(book, hygiene::stale_deals(book, flush_condition(fields),
                                                 flush_action(fields), instant_at(fields, "at")))}};
}

json fridge(const Book& book, const JsonFields& fields) {
  return {{"opportunities", page_of(
                                fields, hygiene::in_fridge(book, day_or_none(fields, "until")),
                                [&](const Opportunity* deal) {
                                  return fits(fields, "owner", deal->owner) &&
                                         fits(fields, "pipeline", deal->pipeline);
                                },
                                [](const Opportunity* deal) { return with_id(*deal); })}};
}

json suggestions(const Book& book, const JsonFields& fields) {
  const auto rules = suggestion_rules(fields);
  return {{"suggestions", page_of(
                              fields, hygiene::suggestions(book, instant_at(fields, "at"), rules),
                              [&](const hygiene::Suggestion& one) {
                                return fits(fields, "assignee", one.assignee) &&
                                       fits(fields, "account", one.account) &&
                                       fits(fields, kDeal, one.opportunity);
                              },
                              [](const hygiene::Suggestion& one) { return json_of(one); })}};
}

json preview_mail(const Book& book, const JsonFields& fields) {
  return {{"mails", mails_json(automation::preview(book, mail_template(fields),
                                                   mailed_deals(fields), fields.text("name")))}};
}

constexpr BookQuestion kQuestions[] = {
    {"stale",
     {"at"},
     {"inactive_days", "created_before", "close_date_passed_days", "pipeline", "owner", "to",
      "reason", "wake_up"},
     &stale},
    {"suggestions",
     {"at"},
     {"rules", "assignee", "account", kDeal, "limit", "offset"},
     &suggestions},
    {"fridge", {}, {"until", "owner", "pipeline", "limit", "offset"}, &fridge},
    {"preview_mail", {"name", "mail", "opportunities"}, {}, &preview_mail},
};

}  // namespace

std::span<const BookQuestion> day_questions() { return kQuestions; }

}  // namespace salespipe::exchange
