// Commands of the working day that are about many deals at once.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"
#include "exchange/flush_json.hpp"
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

constexpr Command kCommands[] = {
    {"flush",
     {},
     {"inactive_days", "created_before", "close_date_passed_days", "pipeline", "owner", "to",
      "reason", "wake_up"},
     &flush},
};

}  // namespace

std::span<const Command> day_commands() { return kCommands; }

}  // namespace salespipe::exchange
