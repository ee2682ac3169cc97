#include "salespipe/book/book.hpp"

#include "bindings.hpp"
#include "book_types.hpp"
#include "convert.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/exchange/book_command.hpp"
#include "salespipe/exchange/book_query.hpp"
#include "salespipe/store/json_lines.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

using Texts = std::map<std::string, std::string>;

std::optional<DealValue> value_from(const std::optional<std::string>& text) {
  if (!text || text->empty()) return std::nullopt;
  return DealValue::parse(*text);
}

template <class Enum, class Parse>
Enum word(const std::string& text, Parse parse, const char* what) {
  const auto parsed = parse(text);
  if (!parsed)
    throw Error(ErrorCode::invalid_argument, std::string("unknown ") + what + " '" + text + "'");
  return *parsed;
}

OpportunityId create_opportunity(Book& book, const PipelineId& pipeline, std::string name,
                                 const CommandContext& context, const std::string& account,
                                 ActorId owner, const std::optional<std::string>& value,
                                 std::string source, std::string product, Day expected_close,
                                 const std::string& stage, std::vector<std::string> tags,
                                 Texts fields, OpportunityId id) {
  NewOpportunity deal;
  deal.name = std::move(name);
  deal.id = std::move(id);
  if (!stage.empty()) {
    const auto& definition = book.pipeline(pipeline);
    deal.stage = definition.stage(definition.require(stage)).id;
  }
  deal.owner = std::move(owner);
  deal.value = value_from(value);
  deal.source = std::move(source);
  deal.product = std::move(product);
  deal.expected_close = expected_close;
  deal.tags = std::move(tags);
  deal.fields = std::move(fields);
  if (!account.empty()) {
    CommandContext plain = context;
    plain.event_id = {};
    plain.expected_version.reset();
    deal.account = book.account_named(account, plain);
  }
  return book.create_opportunity(pipeline, deal, context);
}

StageId stage_id(const Book& book, const OpportunityId& id, const std::string& stage) {
  const auto& pipeline = book.pipeline(book.opportunity(id).pipeline);
  return pipeline.stage(pipeline.require(stage)).id;
}

Verdict qualify(Book& book, const OpportunityId& id, const Texts& states,
                const CommandContext& context) {
  std::map<CriterionId, CriterionState> parsed;
  for (const auto& [criterion, state] : states) {
    parsed.emplace(CriterionId(criterion),
                   word<CriterionState>(state, parse_criterion_state,
                                        "criterion state (unknown, met, partly_met, "
                                        "unmet):"));
  }
  return book.qualify(id, parsed, context);
}

MoveDetails details(std::string lost_reason, Day wake_up, std::string note) {
  MoveDetails out;
  out.lost_reason = std::move(lost_reason);
  out.wake_up = wake_up;
  out.note = std::move(note);
  return out;
}

template <class T>
std::vector<T> copies(const std::deque<T>& items) {
  return {items.begin(), items.end()};
}

void bind_deals(py::class_<Book>& book) {
  using Context = const CommandContext&;
  book.def("create_opportunity", &create_opportunity, py::arg("pipeline"), py::arg("name"),
           py::arg("context"), py::arg("account") = "", py::arg("owner") = ActorId(),
           py::arg("value") = py::none(), py::arg("source") = "", py::arg("product") = "",
           py::arg("expected_close") = py::none(), py::arg("stage") = "",
           py::arg("tags") = std::vector<std::string>(), py::arg("fields") = Texts(),
           py::arg("id") = OpportunityId())
      .def("change_value",
           [](Book& self, const OpportunityId& id, const std::optional<std::string>& value,
              Context context) { return self.change_value(id, value_from(value), context); })
      .def("change_owner", &Book::change_owner)
      .def("change_expected_close", &Book::change_expected_close)
      .def("rename", &Book::rename)
      .def("tag", &Book::tag)
      .def("untag", &Book::untag)
      .def("set_field", &Book::set_field)
      .def("assess",
           [](Book& self, const OpportunityId& id, const CriterionId& criterion,
              const std::string& state, const std::string& evidence, Context context) {
             return std::string(to_string(
                 self.assess(id, criterion,
                             word<CriterionState>(state, parse_criterion_state, "criterion state"),
                             evidence, context)));
           })
      .def("qualify",
           [](Book& self, const OpportunityId& id, const Texts& states, Context context) {
             return std::string(to_string(qualify(self, id, states, context)));
           })
      .def("next_question",
           [](const Book& self, const OpportunityId& id) -> std::optional<std::string> {
             const auto& framework = self.pipeline(self.opportunity(id).pipeline).framework();
             const auto question = next_question(framework, self.assessment(id));
             if (question.empty()) return std::nullopt;
             return std::string(question);
           })
      .def("tick",
           [](Book& self, const OpportunityId& id, const std::string& stage,
              const std::string& criterion, Context context, bool done) {
             return self.tick(id, stage_id(self, id, stage), ExitCriterionId(criterion), done,
                              context);
           })
      .def("evaluate",
           [](const Book& self, const OpportunityId& id, const std::string& to, Instant at,
              std::string lost_reason, Day wake_up) {
             return self.evaluate(id, stage_id(self, id, to), at,
                                  details(std::move(lost_reason), wake_up, {}));
           })
      .def("move",
           [](Book& self, const OpportunityId& id, const std::string& to, Context context,
              std::string lost_reason, Day wake_up, std::string note) {
             return self.move(id, stage_id(self, id, to), context,
                              details(std::move(lost_reason), wake_up, std::move(note)));
           })
      .def("win", &Book::win)
      .def("lose", &Book::lose)
      .def("park", &Book::park)
      .def("reopen",
           [](Book& self, const OpportunityId& id, Context context, const std::string& to,
              const std::string& note) {
             return self.reopen(id, context, to.empty() ? StageId() : stage_id(self, id, to), note);
           })
      .def("move_to_pipeline",
           [](Book& self, const OpportunityId& id, const PipelineId& pipeline,
              const std::string& to, Context context, std::string note) {
             const auto& target = self.pipeline(pipeline);
             return self.move_to_pipeline(id, pipeline, target.stage(target.require(to)).id,
                                          context, details({}, kNoDay, std::move(note)));
           })
      .def("opportunity",
           [](const Book& self, const OpportunityId& id) { return self.opportunity(id); })
      .def("opportunity_ids",
           [](const Book& self) {
             std::vector<OpportunityId> ids;
             for (const auto& deal : self.opportunities()) ids.push_back(deal.id);
             return ids;
           })
      .def("__len__", [](const Book& self) { return self.opportunities().size(); })
      .def("history", &Book::history);
}

NewTask task_of(std::string description, ActorId assignee, Day due, std::string repeat) {
  NewTask task;
  task.description = std::move(description);
  task.assignee = std::move(assignee);
  task.due = due;
  task.repeat = std::move(repeat);
  return task;
}

void bind_tasks(py::class_<Book>& book) {
  using Context = const CommandContext&;
  book.def("add_task",
           [](Book& self, std::string description, Context context, OpportunityId opportunity,
              AccountId account, ActorId assignee, Day due, std::string repeat,
              bool repeat_after_completion) {
             NewTask task =
                 task_of(std::move(description), std::move(assignee), due, std::move(repeat));
             task.opportunity = std::move(opportunity);
             task.account = std::move(account);
             task.repeat_after_completion = repeat_after_completion;
             return self.add_task(task, context);
           })
      .def("complete_task",
           [](Book& self, const TaskId& id, Context context, const std::string& outcome,
              std::string next, Day next_due, ActorId next_assignee, std::string next_repeat) {
             if (next.empty()) return self.complete_task(id, context, outcome);
             const NewTask task = task_of(std::move(next), std::move(next_assignee), next_due,
                                          std::move(next_repeat));
             return self.complete_task(id, context, outcome, &task);
           })
      .def("add_checklist_tasks", &Book::add_checklist_tasks)
      .def("snooze_task", &Book::snooze_task)
      .def("assign_task", &Book::assign_task)
      .def("edit_task", &Book::edit_task)
      .def("dismiss_task", &Book::dismiss_task)
      .def("task", [](const Book& self, const TaskId& id) { return self.task(id); })
      .def("open_tasks",
           [](const Book& self, const OpportunityId& id) {
             std::vector<Task> out;
             for (const Task* task : self.open_tasks(id)) out.push_back(*task);
             return out;
           })
      .def(
          "log_interaction",
          [](Book& self, const std::string& type, Context context, OpportunityId opportunity,
             AccountId account, ActorId owner, std::string summary, std::string external_id,
             ContactId contact, const std::string& direction) {
            NewInteraction interaction;
            interaction.type =
                word<InteractionType>(type, parse_interaction_type, "interaction type");
            interaction.contact = std::move(contact);
            if (!direction.empty()) {
              interaction.direction = word<Direction>(direction, parse_direction,
                                                      "direction (none, inbound, outbound):");
            }
            interaction.opportunity = std::move(opportunity);
            interaction.account = std::move(account);
            interaction.owner = std::move(owner);
            interaction.summary = std::move(summary);
            interaction.external_id = std::move(external_id);
            return self.log_interaction(interaction, context);
          },
          py::arg("type"), py::arg("context"), py::arg("opportunity") = OpportunityId(),
          py::arg("account") = AccountId(), py::arg("owner") = ActorId(), py::arg("summary") = "",
          py::arg("external_id") = "", py::arg("contact") = ContactId(), py::arg("direction") = "")
      .def("interactions", [](const Book& self) { return copies(self.interactions()); })
      .def("timeline", &Book::timeline);
}

void bind_journal(py::class_<Book>& book) {
  book.def_property_readonly("last_sequence", &Book::last_sequence)
      .def("event", &Book::event)
      .def("append", [](Book& self, const std::vector<Event>& events) { self.append(events); })
      .def(
          "append_json_lines",
          [](Book& self, const std::string& lines) {
            const auto before = self.last_sequence();
            self.append(events_from_json_lines(lines));
            return self.last_sequence() - before;
          },
          py::arg("lines"),
          "Append facts, one JSON document a line as in a journal; returns how many were new.")
      .def("evaluate_undo",
           [](const Book& self, const std::vector<EventId>& events) {
             return self.evaluate_undo(events);
           })
      .def("undo", [](Book& self, const std::vector<EventId>& events, const CommandContext& context,
                      const std::string& reason) { return self.undo(events, context, reason); })
      .def("undo_last",
           [](Book& self, const OpportunityId& id, const CommandContext& context, std::size_t count,
              const std::string& reason) { return self.undo_last(id, context, count, reason); })
      .def("undone", [](const Book& self) { return self.undone(); })
      .def("state_json", &Book::state_json)
      .def("query", &exchange::answer_query, py::arg("document"))
      .def("command", &exchange::run_command, py::arg("document"))
      .def(
          "save", [](const Book& self, const std::string& file) { save_json_lines(self, file); },
          py::arg("file"), py::call_guard<py::gil_scoped_release>())
      .def_static(
          "load",
          [](const std::string& file, const std::string& zone) {
            BookOptions options;
            options.zone = TimeZone::find(zone);
            return open_json_lines(file, options);
          },
          py::arg("file"), py::arg("timezone") = "UTC", py::call_guard<py::gil_scoped_release>());
}

void bind_access(py::class_<Book>& book) {
  book.def("configure_access",
           [](Book& self, const std::string& rules, const CommandContext& context) {
             return self.configure_access(access_rules_from_json(rules), context);
           })
      .def("access_json",
           [](const Book& self) -> std::optional<std::string> {
             if (self.access() == nullptr) return std::nullopt;
             return to_json(*self.access());
           })
      .def("can",
           [](const Book& self, const ActorId& actor, const std::string& verb,
              const OpportunityId& deal) {
             return self.can(
                 actor,
                 word<AccessVerb>(verb, parse_access_verb, "verb (read, write, bulk, configure):"),
                 deal);
           })
      .def("erase_person",
           [](Book& self, const ContactId& id, const CommandContext& context,
              const std::string& reason) { return self.erase_person(id, context, reason); })
      .def("as_actor", &Book::as_actor, py::keep_alive<0, 1>())
      .def("audit", &Book::audit);
}

}  // namespace

void bind_book(py::module_& m) {
  bind_book_types(m);
  py::class_<CommandContext>(m, "Context", "When, by whom and on which understanding.")
      .def(py::init([](Instant at, ActorId actor, Instant recorded_at,
                       std::optional<std::uint64_t> expected_version, EventId event_id) {
             return CommandContext{at, recorded_at, std::move(actor), expected_version,
                                   std::move(event_id)};
           }),
           py::arg("at"), py::arg("actor") = ActorId(), py::arg("recorded_at") = py::none(),
           py::arg("expected_version") = py::none(), py::arg("event_id") = EventId());

  py::class_<Book> book(m, "Book", "The native book; use salespipe.Book.");
  book.def(py::init([](const std::string& zone) {
             BookOptions options;
             options.zone = TimeZone::find(zone);
             return Book(options);
           }),
           py::arg("timezone") = "UTC")
      .def("add_pipeline", &Book::add_pipeline)
      .def("change_pipeline", &Book::change_pipeline)
      .def("pipelines", [](const Book& self) { return copies(self.pipelines()); })
      .def("pipeline", [](const Book& self, const PipelineId& id) { return self.pipeline(id); })
      .def("accounts", [](const Book& self) { return copies(self.accounts()); })
      .def("account", [](const Book& self, const AccountId& id) { return self.account(id); })
      .def("contacts", [](const Book& self) { return copies(self.contacts()); })
      .def("add_contact",
           [](Book& self, const std::string& name, const CommandContext& context, AccountId account,
              const std::string& email, ContactId id) {
             return self.add_contact(name, context, std::move(account), email, std::move(id));
           })
      .def("account_named",
           [](Book& self, const std::string& name, const CommandContext& context) {
             return self.account_named(name, context);
           })
      .def("find_account",
           [](const Book& self, const std::string& name) -> std::optional<AccountId> {
             const Account* account = self.find_account_named(name);
             if (account == nullptr) return std::nullopt;
             return account->id;
           });
  bind_deals(book);
  bind_tasks(book);
  bind_journal(book);
  bind_access(book);
}

}  // namespace salespipe::python
