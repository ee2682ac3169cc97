// Commands of the working day: flushing, what becomes of suggestions, mailings.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"
#include "exchange/flush_json.hpp"
#include "exchange/mail_json.hpp"
#include "exchange/suggestion_json.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::exchange {
namespace {

void flush(Book& book, const JsonFields& fields, const CommandContext& context,
           CommandResult& result) {
  Transaction changes(book);  // the answer is written down before anything is kept
  const auto stale = hygiene::flush(book, flush_condition(fields), flush_action(fields), context);
  result.members = "\"deals\":" + stale_json(book, stale).dump();
  changes.commit();
}

/// The suggestion with the id that "suggestion" gives, as of the command. One that was taken or
/// dismissed before is given as its id alone, which is what repeating a command needs.
hygiene::Suggestion suggestion_at(const Book& book, const JsonFields& fields, Instant at) {
  hygiene::Suggestion wanted;
  wanted.id = id_at<TaskId>(fields, "suggestion");
  if (book.find_task(wanted.id) != nullptr) return wanted;
  for (auto& one : hygiene::suggestions(book, at, suggestion_rules(fields))) {
    if (one.id == wanted.id) return one;
  }
  throw Error(ErrorCode::not_found,
              "there is no suggestion " + salespipe::quoted(wanted.id.text()) +
                  " now; its facts have changed, or the rules are others; ask for them again",
              ErrorPlace{{}, 0, {}, fields.at("suggestion")});
}

void accept(Book& book, const JsonFields& fields, const CommandContext& context,
            CommandResult& result) {
  const Day due = day_or_none(fields, "due");
  const auto suggestion = suggestion_at(book, fields, context.at);
  result.id = hygiene::accept(book, suggestion,
                              is_known(due) ? due : book.zone().day_of(context.at), context)
                  .text();
}

void dismiss(Book& book, const JsonFields& fields, const CommandContext& context, CommandResult&) {
  hygiene::dismiss(book, suggestion_at(book, fields, context.at), context,
                   fields.text_or("reason", ""));
}

void send_mail(Book& book, const JsonFields& fields, const CommandContext& context,
               CommandResult& result) {
  Transaction changes(book);
  const auto sent = automation::send(book, mail_template(fields), mailed_deals(fields),
                                     fields.text("name"), context);
  result.members = "\"mails\":" + mails_json(sent).dump();
  changes.commit();
}

constexpr Command kCommands[] = {
    {"flush",
     {},
     {"inactive_days", "created_before", "close_date_passed_days", "pipeline", "owner", "to",
      "reason", "wake_up"},
     &flush},
    {"accept_suggestion", {"suggestion"}, {"due", "rules"}, &accept},
    {"dismiss_suggestion", {"suggestion"}, {"reason", "rules"}, &dismiss},
    {"send_mail", {"name", "mail", "opportunities"}, {}, &send_mail},
};

}  // namespace

std::span<const Command> day_commands() { return kCommands; }

}  // namespace salespipe::exchange
