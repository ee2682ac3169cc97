// Commands about tasks and interactions.
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"

namespace salespipe::exchange {
namespace {

TaskId task_at(const JsonFields& fields) { return id_at<TaskId>(fields, "task"); }

void add_task(Book& book, const JsonFields& fields, const CommandContext& context,
              CommandResult& result) {
  NewTask task;
  task.description = fields.text("description");
  task.id = id_or_none<TaskId>(fields, "id");
  task.opportunity = id_or_none<OpportunityId>(fields, kDeal);
  task.account = id_or_none<AccountId>(fields, "account");
  task.assignee = id_or_none<ActorId>(fields, "assignee");
  task.due = day_or_none(fields, "due");
  result.id = book.add_task(task, context).text();
}

void log_interaction(Book& book, const JsonFields& fields, const CommandContext& context,
                     CommandResult& result) {
  NewInteraction interaction;
  interaction.type = fields.word("type", parse_interaction_type,
                                 "email_out, email_in, meeting, call, note, email_opened, "
                                 "link_clicked or web_visit");
  if (fields.find("direction") != nullptr) {
    interaction.direction = fields.word("direction", parse_direction, "none, inbound or outbound");
  }
  interaction.account = id_or_none<AccountId>(fields, "account");
  interaction.contact = id_or_none<ContactId>(fields, "contact");
  interaction.opportunity = id_or_none<OpportunityId>(fields, kDeal);
  interaction.owner = id_or_none<ActorId>(fields, "owner");
  interaction.summary = fields.text_or("summary", "");
  interaction.external_id = fields.text_or("external_id", "");
  result.event = book.log_interaction(interaction, context);
}

constexpr Command kCommands[] = {
    {"add_task", {"description"}, {"id", kDeal, "account", "assignee", "due"}, &add_task},
    {"complete_task",
     {"task"},
     {"outcome"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.decision =
           book.complete_task(task_at(fields), context, fields.text_or("outcome", ""));
     }},
    {"snooze_task",
     {"task", "due"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.snooze_task(task_at(fields), day_or_none(fields, "due"), context);
     }},
    {"assign_task",
     {"task"},
     {"assignee"},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed =
           book.assign_task(task_at(fields), id_or_none<ActorId>(fields, "assignee"), context);
     }},
    {"edit_task",
     {"task", "description"},
     {},
     [](Book& book, const JsonFields& fields, const CommandContext& context,
        CommandResult& result) {
       result.changed = book.edit_task(task_at(fields), fields.text("description"), context);
     }},
    {"dismiss_task",
     {"task"},
     {"reason"},
     [](Book& book, const JsonFields& fields, const CommandContext& context, CommandResult&) {
       book.dismiss_task(task_at(fields), context, fields.text_or("reason", ""));
     }},
    {"log_interaction",
     {"type"},
     {"direction", "account", "contact", kDeal, "owner", "summary", "external_id"},
     &log_interaction},
};

}  // namespace

std::span<const Command> task_commands() { return kCommands; }

}  // namespace salespipe::exchange
