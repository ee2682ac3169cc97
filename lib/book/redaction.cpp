#include "book/redaction.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "book/payload_members.hpp"

namespace salespipe {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? char(letter - 'A' + 'a') : letter;
}
std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) { return lower(letter); });
  return text;
}

/// Letters and digits, and every byte of a letter outside ASCII.
bool is_of_a_word(char letter) {
  const char low = lower(letter);
  return (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') ||
         static_cast<unsigned char>(letter) >= 0x80;
}

/// Whether `part` is in `text` as whole words. Both in lower case.
bool has_words(const std::string& text, const std::string& part) {
  if (part.empty()) return false;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    const bool begins = at == 0 || !is_of_a_word(text[at - 1]);
    const auto end = at + part.size();
    if (begins && (end == text.size() || !is_of_a_word(text[end]))) return true;
  }
  return false;
}

/// Goes through the texts of a payload and puts another in the place of those that `is_personal`.
template <class IsPersonal>
class TextVisitor {
 public:
  TextVisitor(const IsPersonal& is_personal, std::uint64_t sequence)
      : is_personal_(is_personal), sequence_(sequence) {}

  void must(const char* name, auto& value) { look(name, value); }
  void may(const char* name, auto& value) { look(name, value); }
  void definition(const char* /*name*/, std::string& /*text*/) {}
  void rules(const char* /*name*/, std::string& /*text*/) {}
  void automation(const char* /*name*/, std::string& /*text*/) {}
  bool has_changed() const { return has_changed_; }

 private:
  void look(std::string_view name, std::string& text) {
    if (!is_personal_(text)) return;
    text = kErased;
    // Which interactions are there already is told by it: it must stay one of its own.
    if (name == "external_id") text += "-" + std::to_string(sequence_);
    has_changed_ = true;
  }
  void look(std::string_view name, std::vector<std::string>& texts) {
    for (auto& text : texts) look(name, text);
  }
  void look(std::string_view name, std::map<std::string, std::string>& fields) {
    for (auto& [field, value] : fields) look(name, value);
  }
  template <class Other>
  void look(std::string_view /*name*/, Other& /*value*/) {}

  const IsPersonal& is_personal_;
  std::uint64_t sequence_;
  bool has_changed_ = false;
};

template <class Text>
bool clear(Text& text, std::string_view with) {
  if (text == with) return false;
  text = with;
  return true;
}

}  // namespace

Redaction::Redaction(const Book::State& state, const ContactId& contact)
    : state_(state), contact_(contact) {
  const Contact& person = state.contacts[state.contacts.require(contact, "contact")];
  account_ = person.account;
  if (person.name != kErased) name_ = lower(person.name);
  email_ = lower(person.email);
  for (const auto& deal : state.opportunities.things()) {
    const bool is_his =
        std::find(deal.contacts.begin(), deal.contacts.end(), contact) != deal.contacts.end();
    if (is_his || (!account_.empty() && deal.account == account_)) deals_.insert(deal.id.text());
  }
}

/// Whether the event is about the contact's deals or customer, where his name means him.
bool Redaction::is_near(const Event& event) const {
  switch (event.stream.kind) {
    case StreamKind::opportunity:
      return deals_.contains(event.stream.id);
    case StreamKind::account:
      return event.stream.id == account_.text();
    case StreamKind::contact:
      return event.stream.id == contact_.text();
    case StreamKind::task: {
      const auto index = state_.tasks.find(TaskId(event.stream.id));
      if (!index) return false;
      const Task& task = state_.tasks[*index];
      return deals_.contains(task.opportunity.text()) ||
             (!account_.empty() && task.account == account_);
    }
    case StreamKind::automation: {
      const auto* fired = std::get_if<RuleFired>(&event.payload);
      return fired != nullptr && deals_.contains(fired->opportunity.text());
    }
    case StreamKind::pipeline:
    case StreamKind::access:
      break;
  }
  return false;
}

bool Redaction::is_personal(const std::string& text, bool is_near) const {
  if (text.empty() || (name_.empty() && email_.empty())) return false;
  const std::string low = lower(text);
  if (!email_.empty() && low.find(email_) != std::string::npos) return true;
  return is_near && has_words(low, name_);
}

/// What is personal whatever it says.
bool Redaction::redact_own(Event& event) const {
  if (auto* added = std::get_if<ContactAdded>(&event.payload)) {
    if (event.stream.id != contact_.text()) return false;
    const bool had_name = clear(added->name, kErased);
    return clear(added->email, "") || had_name;
  }
  if (auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    return logged->contact == contact_ && clear(logged->summary, "");
  }
  return false;
}

bool Redaction::redact_texts(Event& event) const {
  const bool near = is_near(event);
  const auto personal = [&](const std::string& text) { return is_personal(text, near); };
  TextVisitor visitor(personal, event.sequence);
  std::visit([&]<class Type>(Type& of) { Members<Type>::visit(visitor, of); }, event.payload);
  return visitor.has_changed();
}

bool Redaction::redact(Event& event) const {
  const bool own = redact_own(event);
  return redact_texts(event) || own;
}

}  // namespace salespipe
