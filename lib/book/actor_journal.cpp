#include "book/actor_journal.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "book/journal.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe {
bool ActorIds::is_taken(std::string_view kind, const std::string& id) const {
  if (book_ == nullptr) return false;
  if (kind == "opportunity") return book_->find_opportunity(OpportunityId(id)) != nullptr;
  if (kind == "account") return book_->find_account(AccountId(id)) != nullptr;
  if (kind == "contact") return book_->find_contact(ContactId(id)) != nullptr;
  return kind == "task" && book_->find_task(TaskId(id)) != nullptr;
}

std::string ActorIds::next(std::string_view kind) {
  auto& count = counts_[std::string(kind)];
  for (;;) {
    std::string id = std::string(kind) + "-" + actor_.text() + "-" + std::to_string(++count);
    if (!is_taken(kind, id)) return id;
  }
}

ActorJournal::ActorJournal(Book& book, ActorId actor, std::shared_ptr<ActorIds> ids)
    : book_(book), actor_(std::move(actor)), ids_(std::move(ids)), sight_(book, actor_) {
  sight_.follow();
}

ActorJournal::~ActorJournal() { close(); }

std::string ActorJournal::name() const { return "the book of " + quoted(actor_.text()); }

void ActorJournal::require_open() const {
  if (!is_open_) {
    throw Error(ErrorCode::invalid_state, name() + " is closed; ask for it again by as_actor()");
  }
}

/// Not a hash of contents: it tells one generation of what is shown from another.
JournalHead ActorJournal::head_now() const {
  JournalHead head;
  head.sequence = sight_.shown().size();
  if (head.sequence == 0) return head;
  const std::uint64_t generation = sight_.generation() + skewed_ + 1;
  std::memcpy(head.hash.data(), &generation, sizeof generation);
  return head;
}

JournalHead ActorJournal::head() {
  require_open();
  sight_.follow();
  return head_now();
}

bool ActorJournal::continues(const JournalHead& head) {
  require_open();
  sight_.follow();
  if (head.sequence == 0) return !is_skewed_;
  return head.hash == head_now().hash && head.sequence <= sight_.shown().size();
}

bool ActorJournal::wait(const JournalHead& head, std::chrono::milliseconds timeout) {
  // In equal steps, whatever else happens in the book: how long it takes tells nothing of it.
  constexpr std::chrono::milliseconds kLook{20};
  for (auto left = timeout;; left -= kLook) {
    (void)book_.refresh();
    if (this->head() != head) return true;
    if (left <= std::chrono::milliseconds::zero()) return false;
    rest(std::min(left, kLook));
  }
}

std::optional<JournalHead> ActorJournal::read_events(const JournalHead& after,
                                                     const TakeEvent& take) {
  require_open();
  sight_.follow();
  for (std::uint64_t place = after.sequence + 1; place <= sight_.shown().size(); ++place) {
    take(sight_.event(place));
  }
  return head_now();
}

JournalHead ActorJournal::read(const JournalHead& after, const Take& take) {
  return *read_events(after, [&](const Event& event) { take(entry_of(event)); });
}

JournalHead ActorJournal::begin_write() {
  require_open();
  auto write = std::make_unique<Transaction>(book_);
  cleared_.clear();
  first_.reset();
  is_skewed_ = false;
  sight_.follow();
  write_ = std::move(write);  // what fails begins nothing
  return head_now();
}

Event ActorJournal::for_the_book(const JournalEntry& entry) const {
  Event event = event_from_json_line(entry.line);
  event.sequence = 0;
  if (entry.id.empty()) event.id = {};
  // An undoing names what is there already, and may name what it was appended with.
  const std::uint64_t known = sight_.shown().size();
  renumber_undone(event, [&](std::uint64_t number) {
    return number <= known ? sight_.shown()[number - 1] : book_.last_sequence() + 1;
  });
  return event;
}

void ActorJournal::refuse(const Event& event, AccessVerb verb, const OpportunityId& deal,
                          const std::string& what) {
  write_.reset();  // nothing of the change stays; the trace is a change of its own
  Event trace;
  trace.stream = {StreamKind::access, std::string(kAccessStream)};
  trace.recorded_at = event.recorded_at;
  trace.occurred_at = event.recorded_at;
  trace.actor = actor_;
  trace.payload = AccessRefused{verb, std::string(to_string(event.type())), deal};
  book_.append(trace);
  throw Error(ErrorCode::not_allowed, "actor " + quoted(actor_.text()) + " may not " + what +
                                          "; ask someone whose role lets him");
}

void ActorJournal::check_deal(const Event& event, const OpportunityId& id) {
  const std::string named = "deal " + quoted(id.text());
  if (!cleared_.contains(id)) {
    if (!book_.can(actor_, AccessVerb::write, id)) {
      refuse(event, AccessVerb::write, id, "change " + named);
    }
    cleared_.insert(id);
  }
  if (!first_) first_ = id;
  if (*first_ == id) return;
  for (const OpportunityId& each : {*first_, id}) {
    const Opportunity* deal = book_.find_opportunity(each);
    if (deal != nullptr && !book_.can(actor_, AccessVerb::bulk, each)) {
      refuse(event, AccessVerb::bulk, id, "change several deals at once");
    }
  }
}

void ActorJournal::check(const Event& event) {
  const AccessPolicy* policy = book_.policy();
  if (!event.actor.empty() && event.actor != actor_) {
    throw Error(
        ErrorCode::invalid_argument,
        name() + " cannot record what " + quoted(event.actor.text()) + " did; leave the actor out");
  }
  if (event.type() == EventType::access_refused || event.type() == EventType::person_erased ||
      event.type() == EventType::rule_fired || event.type() == EventType::automation_ran) {
    throw Error(ErrorCode::unsupported,
                "the host's own book records " + std::string(to_string(event.type())));
  }
  if (policy == nullptr) return;
  const auto writes = policy->scope(actor_, AccessVerb::write);
  if (event.stream.kind == StreamKind::pipeline || event.stream.kind == StreamKind::access ||
      event.stream.kind == StreamKind::automation) {
    if (policy->scope(actor_, AccessVerb::configure) != AccessScope::all) {
      refuse(event, AccessVerb::configure, {}, "change pipelines and rules");
    }
    return;
  }
  if (const auto* created = std::get_if<OpportunityCreated>(&event.payload)) {
    if (!policy->covers(actor_, AccessVerb::write, created->owner)) {
      refuse(event, AccessVerb::write, {},
             "create a deal of " +
                 (created->owner.empty() ? std::string("nobody") : quoted(created->owner.text())));
    }
    cleared_.insert(OpportunityId(event.stream.id));
    check_deal(event, OpportunityId(event.stream.id));
    return;
  }
  OpportunityId deal;
  if (event.stream.kind == StreamKind::opportunity) {
    deal = OpportunityId(event.stream.id);
  } else if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    deal = logged->opportunity;
  } else if (const auto* added = std::get_if<TaskAdded>(&event.payload)) {
    deal = added->opportunity;
  } else if (event.stream.kind == StreamKind::task) {
    deal = book_.task(TaskId(event.stream.id)).opportunity;
  }
  if (!deal.empty()) {
    check_deal(event, deal);
  } else if (writes == AccessScope::none) {
    refuse(event, AccessVerb::write, {}, "write to this book");
  }
}

void ActorJournal::append(std::span<const JournalEntry> entries) {
  for (const JournalEntry& entry : entries) {
    const Event event = for_the_book(entry);
    check(event);
    try {
      book_.append(event);
    } catch (const Error& error) {
      // It was right in the actor's own book: what stands against it he does not see.
      if (error.code() == ErrorCode::io_error) throw;
      throw Error(ErrorCode::already_exists,
                  "an id that was given is taken; leave it out and let the book choose");
    }
    const std::uint64_t place = sight_.shown().size() + 1;
    sight_.follow();
    // He may write what he may not read.
    const auto& shown = sight_.shown();
    const bool fits = shown.size() == place && shown.back() == book_.last_sequence();
    if (!fits && !std::exchange(is_skewed_, true)) ++skewed_;
  }
}

JournalHead ActorJournal::commit() {
  const auto changes = std::exchange(write_, nullptr);
  changes->commit();
  is_skewed_ = false;
  return head_now();
}

void ActorJournal::roll_back() noexcept {
  write_.reset();
  is_skewed_ = false;
  try {
    sight_.follow();
  } catch (...) {  // the next one who asks follows
  }
}

void ActorJournal::close() {
  write_.reset();
  is_open_ = false;
  ids_->let_go();
}

}  // namespace salespipe
