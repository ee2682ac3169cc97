// Erasing a person: what is personal leaves the journal, the figures stay (docs/erasure.md).
#include <memory>
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
  std::unique_ptr<State> without;
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
    const bool is_recorded = !entries.empty() && !is_repeated;
    if (is_recorded) state.record(context, stream, PersonErased{std::string(reason)});
    without = state.without_erased();  // now, when what is lacking can still be told
    return is_recorded;
  });
  if (without) state.become(*without);
  return is_new;
}

std::unique_ptr<Book::State> Book::State::without_erased() const {
  std::unique_ptr<State> made;
  for (const ContactId& id : to_erase) {
    const State& from = made ? *made : *this;
    const Redaction redaction(from, id);
    auto fresh = std::make_unique<State>(options);
    Event event;
    for (std::uint64_t sequence = 1; sequence <= from.journal.size(); ++sequence) {
      from.journal.read(sequence, event);
      redaction.redact(event);
      fresh->append_checked(event);
    }
    made = std::move(fresh);
  }
  if (made) made->to_erase.clear();
  return made;
}

}  // namespace salespipe
