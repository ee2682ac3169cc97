// Commands that move deals. Each answers with the decision; a refused move changes nothing.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"

namespace salespipe::exchange {
namespace {

OpportunityId deal_at(const JsonFields& fields) { return id_at<OpportunityId>(fields, kDeal); }

constexpr Command kCommands[] = {
    {"move",
     {kDeal, "to"},
     {"lost_reason", "wake_up", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       const auto deal = deal_at(fields);
       result.decision = book.move(deal, stage_at(fields, "to", pipeline_of(book, deal)), context,
                                   move_details(fields));
     }},
    {"win",
     {kDeal},
     {"note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.decision = book.win(deal_at(fields), context, fields.text_or("note", ""));
     }},
    {"lose",
     {kDeal},
     {"reason", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.decision = book.lose(deal_at(fields), fields.text_or("reason", ""), context,
                                   fields.text_or("note", ""));
     }},
    {"park",
     {kDeal},
     {"wake_up", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.decision = book.park(deal_at(fields), day_or_none(fields, "wake_up"), context,
                                   fields.text_or("note", ""));
     }},
    {"reopen",
     {kDeal},
     {"to", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       const auto deal = deal_at(fields);
       const auto to = fields.find("to") == nullptr
                           ? StageId()
                           : stage_at(fields, "to", pipeline_of(book, deal));
       result.decision = book.reopen(deal, context, to, fields.text_or("note", ""));
     }},
    {"move_to_pipeline",
     {kDeal, "pipeline", "to"},
     {"lost_reason", "wake_up", "note"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       const auto pipeline = id_at<PipelineId>(fields, "pipeline");
       result.decision = book.move_to_pipeline(deal_at(fields), pipeline,
                                               stage_at(fields, "to", book.pipeline(pipeline)),
                                               context, move_details(fields));
     }},
};

}  // namespace

std::span<const Command> move_commands() { return kCommands; }

}  // namespace salespipe::exchange
