// Commands that make, edit and qualify deals.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::string_view kStates = "unknown, met, partly_met or unmet";

void create(Book& book, const JsonFields& fields, const CommandContext& context,
            CommandResult& result) {
  const auto pipeline = id_at<PipelineId>(fields, "pipeline");
  NewOpportunity deal;
  deal.name = fields.text("name");
  deal.id = id_or_none<OpportunityId>(fields, "id");
  if (fields.find("stage") != nullptr)
    deal.stage = stage_at(fields, "stage", book.pipeline(pipeline));
  deal.account = id_or_none<AccountId>(fields, "account");
  for (auto& contact : texts_at(fields, "contacts")) {
    deal.contacts.push_back(
        at_field(fields.at("contacts"), [&] { return ContactId(std::move(contact)); }));
  }
  deal.owner = id_or_none<ActorId>(fields, "owner");
  deal.value = value_or_none(fields, "value");
  deal.source = fields.text_or("source", "");
  deal.product = fields.text_or("product", "");
  deal.expected_close = day_or_none(fields, "expected_close");
  deal.tags = texts_at(fields, "tags");
  deal.fields = text_map_at(fields, "fields");
  result.id = book.create_opportunity(pipeline, deal, context).text();
}

void qualify(Book& book, const JsonFields& fields, const CommandContext& context,
             CommandResult& result) {
  const auto& given = fields.require("states");
  if (!given.is_object()) violates_schema(fields.at("states"), "expected an object");
  const auto members = JsonFields::any(given, fields.at("states"));
  std::map<CriterionId, CriterionState> states;
  for (const auto& item : given.items()) {
    auto criterion = at_field(members.at(item.key()), [&] { return CriterionId(item.key()); });
    states.emplace(std::move(criterion), members.word(item.key(), parse_criterion_state, kStates));
  }
  result.verdict = book.qualify(deal_at(fields), states, context);
}

constexpr Command kCommands[] = {
    {"create_opportunity",
     {"pipeline", "name"},
     {"id", "stage", "account", "contacts", "owner", "value", "source", "product", "expected_close",
      "tags", "fields"},
     &create},
    {"change_value",
     {kDeal},
     {"value"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.change_value(deal_at(fields), value_or_none(fields, "value"), context);
     }},
    {"change_owner",
     {kDeal},
     {"owner"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed =
           book.change_owner(deal_at(fields), id_or_none<ActorId>(fields, "owner"), context);
     }},
    {"change_expected_close",
     {kDeal},
     {"day"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed =
           book.change_expected_close(deal_at(fields), day_or_none(fields, "day"), context);
     }},
    {"rename",
     {kDeal, "name"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.rename(deal_at(fields), fields.text("name"), context);
     }},
    {"tag",
     {kDeal, "tag"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.tag(deal_at(fields), fields.text("tag"), context);
     }},
    {"untag",
     {kDeal, "tag"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.untag(deal_at(fields), fields.text("tag"), context);
     }},
    {"set_field",
     {kDeal, "field"},
     {"value"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.set_field(deal_at(fields), fields.text("field"),
                                       fields.text_or("value", ""), context);
     }},
    {"assess",
     {kDeal, "criterion", "state"},
     {"evidence"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.verdict = book.assess(deal_at(fields), id_at<CriterionId>(fields, "criterion"),
                                    fields.word("state", parse_criterion_state, kStates),
                                    fields.text_or("evidence", ""), context);
     }},
    {"qualify", {kDeal, "states"}, {}, &qualify},
    {"tick",
     {kDeal, "stage", "criterion"},
     {"done", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       const auto deal = deal_at(fields);
       result.changed =
           book.tick(deal, stage_at(fields, "stage", pipeline_of(book, deal)),
                     id_at<ExitCriterionId>(fields, "criterion"), fields.boolean_or("done", true),
                     context, fields.text_or("note", ""));
     }},
};

}  // namespace

std::span<const Command> deal_commands() { return kCommands; }

}  // namespace salespipe::exchange
