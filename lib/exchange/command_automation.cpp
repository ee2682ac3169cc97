// Commands about rules: putting them in force, and running them.
#include "exchange/automation_json.hpp"
#include "exchange/command_table.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::exchange {
namespace {

void configure(Book& book, const JsonFields& fields, const CommandContext& context,
               CommandResult& result) {
  result.changed = automation::configure(book, automation_rules(fields), context);
}

void automate(Book& book, const JsonFields& fields, const CommandContext& context,
              CommandResult& result) {
  if (!context.event_id.empty() || context.expected_version || !context.actor.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "a run is many events by the rules themselves, which happen once by their own ids: "
                "give no event id, no expected version and no actor");
  }
  automation::RunOptions options;
  options.dry_run = fields.boolean_or("dry_run", false);
  options.with_time = fields.boolean_or("with_time", true);
  Transaction changes(book);  // the answer is written down before anything is kept
  const auto run = automation::Automation(book).run(context.at, options);
  const std::string told = run_json(run, options.dry_run).dump();
  result.members = told.substr(1, told.size() - 2);
  changes.commit();
}

constexpr Command kCommands[] = {
    {"configure_automation", {"rules"}, {}, &configure},
    {"automate", {}, {"dry_run", "with_time"}, &automate},
};

}  // namespace

std::span<const Command> automation_commands() { return kCommands; }

}  // namespace salespipe::exchange
