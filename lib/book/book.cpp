#include "salespipe/book/book.hpp"

#include <algorithm>
#include <utility>

#include "book/state.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {

Book::Book(BookOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Book::Book(const Book& other) : state_(std::make_unique<State>(*other.state_)) {}
Book::Book(Book&& other) noexcept = default;
Book& Book::operator=(const Book& other) {
  if (this != &other) state_ = std::make_unique<State>(*other.state_);
  return *this;
}
Book& Book::operator=(Book&& other) noexcept = default;
Book::~Book() = default;

const TimeZone& Book::zone() const noexcept { return state_->options.zone; }

std::uint64_t Book::last_sequence() const noexcept { return state_->journal.size(); }

Event Book::event(std::uint64_t sequence) const {
  if (sequence == 0 || sequence > state_->journal.size()) {
    throw Error(ErrorCode::not_found, "there is no event " + std::to_string(sequence) +
                                          " in the book; it holds 1 to " +
                                          std::to_string(state_->journal.size()));
  }
  Event event;
  state_->journal.read(sequence, event);
  return event;
}

void Book::visit_events(const std::function<void(const Event&)>& visit, std::uint64_t first) const {
  Event event;
  for (std::uint64_t sequence = std::max<std::uint64_t>(first, 1);
       sequence <= state_->journal.size(); ++sequence) {
    state_->journal.read(sequence, event);
    visit(event);
  }
}

namespace {

void read_stream(const Journal& journal, StreamIndex stream, std::vector<Event>& into) {
  for (const std::uint64_t sequence : journal.sequences(stream)) {
    journal.read(sequence, into.emplace_back());
  }
}

void sort_as_happened(std::vector<Event>& events) {
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.occurred_at != b.occurred_at ? a.occurred_at < b.occurred_at : a.sequence < b.sequence;
  });
}

}  // namespace

std::vector<Event> Book::events_of(const Stream& stream) const {
  const auto index = state_->find_stream(stream.kind, stream.id);
  if (!index) {
    throw Error(ErrorCode::not_found, "there is no " + std::string(to_string(stream.kind)) + " " +
                                          quoted(stream.id) + " in the book");
  }
  return state_->journal.events_of(*index);
}

std::vector<Event> Book::history(const OpportunityId& id) const {
  const auto deal = state_->opportunities.require(id, "opportunity");
  std::vector<Event> events;
  read_stream(state_->journal, state_->opportunities.beside(deal).stream, events);
  sort_as_happened(events);
  return events;
}

std::vector<Event> Book::timeline(const AccountId& id) const {
  const State& state = *state_;
  const auto& account = state.accounts.beside(state.accounts.require(id, "account"));
  std::vector<Event> events;
  const auto read = [&](StreamIndex stream) { read_stream(state.journal, stream, events); };
  read(account.stream);
  for (const auto contact : account.contacts) read(state.contacts.beside(contact).stream);
  for (const auto task : account.tasks) read(state.tasks.beside(task).stream);
  for (const auto deal : account.opportunities) {
    read(state.opportunities.beside(deal).stream);
    const auto about_it = state.tasks_of_deal.find(deal);
    if (about_it == state.tasks_of_deal.end()) continue;
    for (const auto task : about_it->second) read(state.tasks.beside(task).stream);
  }
  sort_as_happened(events);
  return events;
}

}  // namespace salespipe
