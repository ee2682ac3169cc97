// Erasing a person: what is personal leaves the journal, the figures stay (docs/erasure.md).
#include <utility>

#include "book/redaction.hpp"
#include "book/state.hpp"

namespace salespipe {

bool Book::erase_person(const ContactId& id, const CommandContext& context,
                        std::string_view reason) {
  State& state = *state_;
  if (state.keeper.depth > 0) {
    throw Error(ErrorCode::invalid_state,
                "what is erased is gone for good, and a transaction is under way that may be taken "
                "back; end it first");
  }
  const bool is_new = state.write([&] {
    state.check_context(context);
    const auto index = state.contacts.require(id, "contact");
    const Stream stream{StreamKind::contact, id.text()};
    const bool is_repeated =
        state.repeated(context, EventType::person_erased, stream.kind, stream.id).has_value();
    if (!is_repeated) state.check_version(context, state.contacts.beside(index).stream);
    const Redaction redaction(state, id);
    std::vector<JournalEntry> entries;
    visit_events([&](Event event) {
      if (redaction.redact(event)) entries.push_back(entry_of(event));
    });
    // Even where nothing is left: an earlier try may not have emptied all files.
    if (state.keeper.store) {
      state.keeper.store->replace(entries);
      state.keeper.has_replaced = true;
    }
    if (entries.empty() || is_repeated) return false;
    state.record(context, stream, PersonErased{std::string(reason)});
    return true;
  });
  state.forget_erased();
  return is_new;
}

void Book::State::forget_erased() {
  for (const ContactId& id : std::exchange(to_erase, {})) {
    const Redaction redaction(*this, id);
    State fresh(options);
    Event event;
    for (std::uint64_t sequence = 1; sequence <= journal.size(); ++sequence) {
      journal.read(sequence, event);
      redaction.redact(event);
      fresh.append_checked(event);
    }
    journal = std::move(fresh.journal);
    pipelines = std::move(fresh.pipelines);
    accounts = std::move(fresh.accounts);
    contacts = std::move(fresh.contacts);
    opportunities = std::move(fresh.opportunities);
    tasks = std::move(fresh.tasks);
    interactions = std::move(fresh.interactions);
    access_stream = fresh.access_stream;
    access = std::move(fresh.access);
    automation_stream = fresh.automation_stream;
    automation = std::move(fresh.automation);
    tasks_of_deal = std::move(fresh.tasks_of_deal);
    external_ids = std::move(fresh.external_ids);
    account_by_name = std::move(fresh.account_by_name);
    ++keeper.taken_back;
  }
}

}  // namespace salespipe
