// Commands about tasks and interactions.
#include <optional>

#include "base/json.hpp"
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
  task.repeat = fields.text_or("repeat", "");
  task.repeat_after_completion = fields.boolean_or("repeat_after_completion", false);
  if (fields.find("criterion") != nullptr) {
    task.criterion = id_or_none<ExitCriterionId>(fields, "criterion");
    task.stage = stage_at(fields, "stage", pipeline_of(book, task.opportunity));
  }
  result.id = book.add_task(task, context).text();
}

/// What is to be done next, of the deal or account of the task that is completed.
NewTask next_task(const JsonFields& fields) {
  const JsonFields next(
      fields.require("next"), fields.at("next"),
      {"description", "id", "assignee", "due", "repeat", "repeat_after_completion"});
  NewTask task;
  task.description = next.text("description");
  task.id = id_or_none<TaskId>(next, "id");
  task.assignee = id_or_none<ActorId>(next, "assignee");
  task.due = day_or_none(next, "due");
  task.repeat = next.text_or("repeat", "");
  task.repeat_after_completion = next.boolean_or("repeat_after_completion", false);
  return task;
}

void complete_task(Book& book, const JsonFields& fields, const CommandContext& context,
                   CommandResult& result) {
  std::optional<NewTask> next;
  if (fields.find("next") != nullptr) next = next_task(fields);
  result.decision = book.complete_task(task_at(fields), context, fields.text_or("outcome", ""),
                                       next ? &*next : nullptr);
}

void add_checklist_tasks(Book& book, const JsonFields& fields, const CommandContext& context,
                         CommandResult& result) {
  documents::json ids = documents::json::array();
  for (const TaskId& id : book.add_checklist_tasks(deal_at(fields), context)) {
    ids.push_back(id.text());
  }
  result.members = "\"tasks\":" + ids.dump();
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
    {"add_task",
     {"description"},
     {"id", kDeal, "account", "assignee", "due", "repeat", "repeat_after_completion", "stage",
      "criterion"},
     &add_task},
    {"complete_task", {"task"}, {"outcome", "next"}, &complete_task},
    {"add_checklist_tasks", {kDeal}, {}, &add_checklist_tasks},
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
