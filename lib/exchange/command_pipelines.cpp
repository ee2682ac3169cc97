// Commands about pipelines, accounts, contacts and access.
#include <nlohmann/json.hpp>

#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe::exchange {
namespace {

Pipeline definition_at(const JsonFields& fields) {
  const auto& value = fields.require("definition");
  try {
    return pipeline_from_json(value.dump());
  } catch (const Error& error) {
    throw Error(error.code(), error.message(),
                ErrorPlace{{}, 0, {}, fields.at("definition") + error.place().field});
  }
}

AccessRules rules_at(const JsonFields& fields) {
  const auto& value = fields.require("rules");
  try {
    return access_rules_from_json(value.dump());
  } catch (const Error& error) {
    throw Error(error.code(), error.message(),
                ErrorPlace{{}, 0, {}, fields.at("rules") + error.place().field});
  }
}

constexpr Command kCommands[] = {
    {"add_pipeline",
     {"definition"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.id = book.add_pipeline(definition_at(fields), context).text();
     }},
    {"change_pipeline",
     {"definition"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.change_pipeline(definition_at(fields), context);
     }},
    {"add_account",
     {"name"},
     {"id", "owner"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.id =
           book.add_account(fields.text("name"), context, id_or_none<AccountId>(fields, "id"),
                            id_or_none<ActorId>(fields, "owner"))
               .text();
     }},
    {"account_named",
     {"name"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.id = book.account_named(fields.text("name"), context).text();
     }},
    {"add_contact",
     {"name"},
     {"id", "account", "email"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.id =
           book.add_contact(fields.text("name"), context, id_or_none<AccountId>(fields, "account"),
                            fields.text_or("email", ""), id_or_none<ContactId>(fields, "id"))
               .text();
     }},
    {"erase_person",
     {"contact"},
     {"reason"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.erase_person(id_at<ContactId>(fields, "contact"), context,
                                          fields.text_or("reason", ""));
     },
     true},
    {"configure_access",
     {"rules"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.configure_access(rules_at(fields), context);
     }},
};

}  // namespace

std::span<const Command> pipeline_commands() { return kCommands; }

}  // namespace salespipe::exchange
