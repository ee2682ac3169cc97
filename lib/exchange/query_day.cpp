// Questions of the working day: stale deals and the fridge.
#include "exchange/command_fields.hpp"
#include "exchange/flush_json.hpp"
#include "exchange/query_pages.hpp"
#include "exchange/query_table.hpp"

namespace salespipe::exchange {
namespace {

using nlohmann::json;

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

constexpr BookQuestion kQuestions[] = {
    {"stale",
     {"at"},
     {"inactive_days", "created_before", "close_date_passed_days", "pipeline", "owner", "to",
      "reason", "wake_up"},
     &stale},
    {"fridge", {}, {"until", "owner", "pipeline", "limit", "offset"}, &fridge},
};

}  // namespace

std::span<const BookQuestion> day_questions() { return kQuestions; }

}  // namespace salespipe::exchange
