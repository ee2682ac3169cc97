// Commands that move deals, and that take back what was done. Each answers with what the rules say
// to it; what they refuse changes nothing.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::int32_t kMostUndoneAtOnce = 1'000'000;

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
    {"undo",
     {"events"},
     {"reason"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       std::vector<EventId> events;
       for (auto& id : texts_at(fields, "events")) {
         events.push_back(at_field(fields.at("events"), [&] { return EventId(std::move(id)); }));
       }
       result.undoing = book.undo(events, context, fields.text_or("reason", ""));
     }},
    {"undo_last",
     {kDeal},
     {"count", "reason"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       const auto count =
           static_cast<std::size_t>(fields.integer_or("count", 1, 1, kMostUndoneAtOnce));
       result.undoing =
           book.undo_last(deal_at(fields), context, count, fields.text_or("reason", ""));
     }},
};

}  // namespace

std::span<const Command> move_commands() { return kCommands; }

}  // namespace salespipe::exchange
