#include "book_types.hpp"

#include "convert.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/book/event_json.hpp"

namespace py = pybind11;

namespace salespipe::python {
namespace {

/// A read-only property that is the name of an enumerator.
template <class Class, class Enum>
auto enum_name(Enum Class::*member) {
  return [member](const Class& object) { return std::string(to_string(object.*member)); };
}

void bind_decision(py::module_& m) {
  py::class_<Reason>(m, "Reason", "One rule that speaks against a move.")
      .def_property_readonly("severity", enum_name(&Reason::severity))
      .def_readonly("code", &Reason::code)
      .def_readonly("message", &Reason::message)
      .def_readonly("missing", &Reason::missing, "What would satisfy the rule.")
      .def("__repr__", [](const Reason& reason) {
        return "<" + std::string(to_string(reason.severity)) + " " + reason.code + ": " +
               reason.message + ">";
      });
  py::class_<Decision>(m, "Decision", "May this deal go there? Every reason at once.")
      .def_readonly("allowed", &Decision::allowed)
      .def_readonly("reasons", &Decision::reasons, "Refusals first, then warnings.")
      .def_property_readonly("transition", enum_name(&Decision::transition))
      .def("__bool__", [](const Decision& decision) { return decision.allowed; })
      .def("__repr__", [](const Decision& decision) {
        std::string text = std::string("<Decision ") + (decision.allowed ? "allowed" : "refused") +
                           ": " + std::string(to_string(decision.transition));
        for (const auto& reason : decision.reasons) text += "; " + reason.message;
        return text + ">";
      });
}

void bind_undoing(py::module_& m) {
  py::class_<Undoing>(m, "Undoing", "May this be undone? Every reason at once; what was recorded.")
      .def_readonly("allowed", &Undoing::allowed)
      .def_readonly("reasons", &Undoing::reasons)
      .def_readonly("recorded", &Undoing::recorded, "Sequences of the events that undo.")
      .def("__bool__", [](const Undoing& undoing) { return undoing.allowed; })
      .def("__repr__", [](const Undoing& undoing) {
        std::string text =
            std::string("<Undoing ") + (undoing.allowed ? "allowed" : "refused") + ":";
        for (const auto& reason : undoing.reasons) text += " " + reason.message + ";";
        text.back() = '>';
        return text;
      });
}

void bind_opportunity(py::module_& m) {
  py::class_<Opportunity>(m, "OpportunityState", "A deal as it stood when it was asked for.")
      .def_readonly("id", &Opportunity::id)
      .def_readonly("name", &Opportunity::name)
      .def_readonly("pipeline", &Opportunity::pipeline)
      .def_readonly("stage", &Opportunity::stage)
      .def_property_readonly("stage_kind", enum_name(&Opportunity::stage_kind))
      .def_readonly("account", &Opportunity::account)
      .def_readonly("owner", &Opportunity::owner)
      .def_property_readonly("value",
                             [](const Opportunity& deal) -> std::optional<std::string> {
                               if (!deal.value) return std::nullopt;
                               return deal.value->total().to_string();
                             })
      .def_property_readonly("value_terms",
                             [](const Opportunity& deal) -> std::optional<std::string> {
                               if (!deal.value) return std::nullopt;
                               return deal.value->to_string();
                             })
      .def_property_readonly("annual_value",
                             [](const Opportunity& deal) -> std::optional<std::string> {
                               if (!deal.value) return std::nullopt;
                               return deal.value->annual().to_string();
                             })
      .def_readonly("source", &Opportunity::source)
      .def_readonly("product", &Opportunity::product)
      .def_readonly("expected_close", &Opportunity::expected_close)
      .def_readonly("wake_up", &Opportunity::wake_up)
      .def_readonly("lost_reason", &Opportunity::lost_reason)
      .def_readonly("tags", &Opportunity::tags)
      .def_readonly("fields", &Opportunity::fields)
      .def_property_readonly("criteria",
                             [](const Opportunity& deal) {
                               std::map<std::string, std::string> out;
                               for (const auto& [id, criterion] : deal.criteria) {
                                 out.emplace(id.text(), to_string(criterion.state));
                               }
                               return out;
                             })
      .def_property_readonly("verdict", enum_name(&Opportunity::verdict))
      .def_readonly("created_at", &Opportunity::created_at)
      .def_readonly("stage_entered_at", &Opportunity::stage_entered_at)
      .def_readonly("closed_at", &Opportunity::closed_at)
      .def_readonly("reopen_count", &Opportunity::reopen_count)
      .def_readonly("version", &Opportunity::version);
}

void bind_rest(py::module_& m) {
  py::class_<Account>(m, "Account")
      .def_readonly("id", &Account::id)
      .def_readonly("name", &Account::name)
      .def_readonly("owner", &Account::owner)
      .def_readonly("created_at", &Account::created_at);
  py::class_<Contact>(m, "Contact", "A person at an account.")
      .def_readonly("id", &Contact::id)
      .def_readonly("name", &Contact::name)
      .def_readonly("account", &Contact::account, "The id of the account; empty: not known.")
      .def_readonly("email", &Contact::email)
      .def_readonly("created_at", &Contact::created_at);
  py::class_<Task>(m, "Task", "Something to do, as it stood when it was asked for.")
      .def_readonly("id", &Task::id)
      .def_readonly("description", &Task::description)
      .def_readonly("opportunity", &Task::opportunity)
      .def_readonly("account", &Task::account)
      .def_readonly("assignee", &Task::assignee)
      .def_readonly("due", &Task::due)
      .def_property_readonly("state", enum_name(&Task::state))
      .def_readonly("created_at", &Task::created_at)
      .def_readonly("finished_at", &Task::finished_at)
      .def_readonly("snoozed", &Task::snoozed)
      .def_readonly("outcome", &Task::outcome)
      .def_readonly("repeat", &Task::repeat, "A recurrence rule; empty: it comes once.")
      .def_readonly("repeat_after_completion", &Task::repeat_after_completion)
      .def_readonly("stage", &Task::stage, "With criterion: the exit criterion it stands for.")
      .def_readonly("criterion", &Task::criterion);
  py::class_<Interaction>(m, "Interaction", "A contact with a customer that took place.")
      .def_property_readonly("type", enum_name(&Interaction::type))
      .def_property_readonly("direction", enum_name(&Interaction::direction))
      .def_readonly("account", &Interaction::account)
      .def_readonly("contact", &Interaction::contact)
      .def_readonly("opportunity", &Interaction::opportunity)
      .def_readonly("owner", &Interaction::owner)
      .def_readonly("summary", &Interaction::summary)
      .def_readonly("external_id", &Interaction::external_id)
      .def_readonly("at", &Interaction::at);
  py::class_<Event>(m, "Event", "A fact: something that happened to a book.")
      .def_readonly("id", &Event::id)
      .def_readonly("sequence", &Event::sequence)
      .def_property_readonly(
          "type", [](const Event& event) { return std::string(to_string(event.type())); })
      .def_property_readonly("stream", [](const Event& event) { return event.stream.id; })
      .def_readonly("occurred_at", &Event::occurred_at)
      .def_readonly("recorded_at", &Event::recorded_at)
      .def_readonly("actor", &Event::actor)
      .def("to_json", &event_to_json_line, "The event as one line of the journal.")
      .def_static("from_json", &event_from_json_line, py::arg("line"))
      .def("__repr__",
           [](const Event& event) { return "Event(" + event_to_json_line(event) + ")"; });
}

}  // namespace

void bind_book_types(py::module_& m) {
  bind_decision(m);
  bind_undoing(m);
  bind_opportunity(m);
  bind_rest(m);
}

}  // namespace salespipe::python
