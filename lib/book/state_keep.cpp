// Commands of a book that has a store: under the store's lock, on the newest events, and durable.
#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/byte_codec.hpp"
#include "book/event_block.hpp"
#include "book/event_line.hpp"
#include "book/state.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kEntriesAtOnce = 256;  // so that a large import is never in memory twice
constexpr std::uint64_t kEventsInABlock = 100'000;
// Reading so many lines takes a tenth of a second or two; fewer are not worth a write.
constexpr std::uint64_t kEventsWorthABlock = 20'000;

/// What a store keeps beside the line must be what the line says.
void check_numbers(const JournalEntry& entry, const Event& event) {
  const bool is_host_id = !Journal::generated_number(event.id.text());
  if (event.sequence != entry.sequence || (is_host_id ? event.id.text() : "") != entry.id) {
    throw Error(ErrorCode::corrupt, "it stands in the place of event " +
                                        std::to_string(event.sequence) + " (" +
                                        quoted(event.id.text()) + ")");
  }
}

}  // namespace

std::string hex(const ChainHash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * hash.size());
  for (const std::uint8_t byte : hash) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

void JournalStore::replace(std::span<const JournalEntry> /*entries*/) {
  throw Error(ErrorCode::unsupported,
              name() +
                  " cannot take back what was written; export the book, erase there, and "
                  "import it into a new one");
}

void JournalStore::rest(std::chrono::microseconds time) { std::this_thread::sleep_for(time); }

bool JournalStore::wait(const JournalHead& head, std::chrono::milliseconds timeout) {
  constexpr std::chrono::milliseconds kLook{20};
  for (auto left = timeout; this->head() == head; left -= kLook) {
    if (left <= std::chrono::milliseconds::zero()) return false;
    rest(std::min(left, kLook));
  }
  return true;
}

namespace {

/// Whether a person may have written something into the event.
bool has_texts(const Event& event) {
  switch (event.type()) {
    case EventType::pipeline_added:
    case EventType::pipeline_changed:
    case EventType::value_changed:
    case EventType::owner_changed:
    case EventType::expected_close_changed:
    case EventType::task_snoozed:
    case EventType::task_assigned:
    case EventType::events_undone:
    case EventType::access_configured:
    case EventType::access_refused:
    case EventType::person_erased:
    case EventType::automation_configured:
    case EventType::automation_ran:
      return false;
    case EventType::stage_entered: {
      const auto& entered = std::get<StageEntered>(event.payload);
      return !entered.note.empty() || !entered.lost_reason.empty();
    }
    default:
      return true;
  }
}

}  // namespace

namespace {

/// `entry` keeps the memory of its texts.
void fill(JournalEntry& entry, const Event& event, IdGenerator* salts) {
  entry.sequence = event.sequence;
  entry.id.clear();
  if (!Journal::generated_number(event.id.text())) entry.id = event.id.text();
  entry.line.clear();
  append_event_line(entry.line, event);
  if (salts == nullptr || !has_texts(event)) return;
  const std::string salt = salts->next("salt");
  if (salt.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") !=
      std::string::npos) {
    throw Error(ErrorCode::invalid_argument,
                "the salt " + quoted(salt) + " has other signs than letters, digits and dashes");
  }
  entry.line.pop_back();
  entry.line += R"(,"salt":")" + salt + "\"}";
}

}  // namespace

JournalEntry entry_of(const Event& event, IdGenerator* salts) {
  JournalEntry entry;
  fill(entry, event, salts);
  return entry;
}

JournalEntry entry_of(const Event& event) { return entry_of(event, nullptr); }

void Book::State::read_blocks() {
  const std::string engine = event_block_engine();
  Change change(*this);  // of all blocks: nothing is put aside of what they add
  JournalHead end;
  bool is_damaged = false;
  keeper.store->read_blocks([&](const JournalBlock& block, const JournalHead& head) {
    if (block.engine != engine || block.first != journal.size() + 1) return false;
    try {
      read_event_block(block.bytes, [&](const Event& event) {
        check(event);
        append_checked(event);
      });
      if (journal.size() != head.sequence) corrupt("events are missing");
    } catch (const Error&) {
      is_damaged = true;
      return false;
    }
    end = head;
    return true;
  });
  if (is_damaged) return;  // the lines tell what it should have been
  change.keep();
  keeper.head = end;
  keeper.in_blocks = journal.size();
}

void Book::State::write_blocks() {
  if (!keeper.store->keeps_blocks() || journal.size() - keeper.in_blocks < kEventsWorthABlock) {
    return;
  }
  // A block is bound to the hash of its last event: it must be of the events that are here.
  if (keeper.store->begin_write() != keeper.head) {
    keeper.store->roll_back();
    return;
  }
  try {
    JournalBlock block;
    block.engine = event_block_engine();
    while (keeper.in_blocks < journal.size()) {
      block.first = keeper.in_blocks + 1;
      block.last = std::min(keeper.in_blocks + kEventsInABlock, journal.size());
      block.bytes = write_event_block(journal, block.first, block.last);
      keeper.store->keep_block(block);
      keeper.in_blocks = block.last;
    }
    (void)keeper.store->commit();
  } catch (...) {
    keeper.store->roll_back();
    throw;
  }
}

void Book::State::try_to_write_blocks() noexcept {
  try {
    write_blocks();
  } catch (...) {  // the next one who opens the book reads the lines, and tries again
    keeper.in_blocks = journal.size();
  }
}

void Book::State::catch_up() {
  if (!keeper.store->continues(keeper.head)) {
    // Anew, beside what was read: that is let go of when the other is whole.
    State anew(options);
    keeper.head = anew.read_from(*keeper.store, {});
    keeper.in_blocks = 0;
    become(anew);
    return;
  }
  if (journal.size() == 0) read_blocks();
  Change change(*this);
  keeper.head = read_from(*keeper.store, keeper.head);
  change.keep();
}

JournalHead Book::State::read_from(JournalStore& store, const JournalHead& after) {
  std::uint64_t at = journal.size();
  try {
    const auto take = [&](const Event& event) {
      at = event.sequence;
      check(event);
      append_checked(event);
    };
    if (const auto head = store.read_events(after, take)) return *head;
    const JournalHead head = store.read(after, [&](const JournalEntry& entry) {
      at = entry.sequence;
      const Event event = event_from_json_line(entry.line);
      check_numbers(entry, event);
      check(event);
      append_checked(event);
    });
    if (const auto without = without_erased()) become(*without);
    return head;
  } catch (const Error& error) {
    if (!error.place().file.empty()) throw;  // of the store itself
    ErrorPlace place = error.place();
    place.file = store.name();
    const bool is_newer = error.code() == ErrorCode::unsupported;
    throw Error(is_newer ? error.code() : ErrorCode::corrupt,
                "event " + std::to_string(at) + ": " + error.message(), std::move(place));
  }
}

void Book::State::begin_write() {
  if (keeper.depth == 0) {
    const JournalHead head = keeper.store->begin_write();
    try {
      if (head != keeper.head) catch_up();
    } catch (...) {
      keeper.store->roll_back();
      throw;
    }
    keeper.before = journal.size();
  }
  ++keeper.depth;
}

void Book::State::end_write() {
  if (keeper.depth > 1) {
    --keeper.depth;
    return;
  }
  std::vector<JournalEntry>& entries = keeper.entries;
  Event& event = keeper.event;
  std::size_t filled = 0;
  for (std::uint64_t sequence = keeper.before + 1; sequence <= journal.size(); ++sequence) {
    journal.read(sequence, event);
    if (filled == entries.size()) entries.emplace_back();
    fill(entries[filled++], event, options.salts);
    if (filled < kEntriesAtOnce && sequence < journal.size()) continue;
    keeper.store->append(std::span(entries).first(filled));
    filled = 0;
  }
  if (!keeper.posted.empty()) keeper.store->outbox()->post(keeper.posted);
  const bool is_idle = journal.size() == keeper.before && keeper.posted.empty();
  std::unique_ptr<State> anew;
  if (is_idle && !keeper.has_replaced) {
    keeper.store->roll_back();
  } else {
    // One's own change may have hidden things: read while what fails can still be told.
    if (!keeper.store->continues(keeper.head)) {
      anew = std::make_unique<State>(options);
      (void)anew->read_from(*keeper.store, {});
    }
    keeper.head = keeper.store->commit();
  }
  if (anew) become(*anew);
  keeper.posted.clear();
  keeper.has_replaced = false;
  keeper.depth = 0;
}

void Book::State::abandon_write() noexcept {
  if (--keeper.depth > 0) return;
  keeper.store->roll_back();
  keeper.posted.clear();
  keeper.has_replaced = false;
}

Book::Book(std::unique_ptr<JournalStore> store, BookOptions options) : Book(std::move(options)) {
  if (!store) throw Error(ErrorCode::invalid_argument, "a book's store cannot be nothing");
  state_->keeper.store = std::move(store);
  state_->catch_up();
  state_->try_to_write_blocks();
}

const JournalStore* Book::store() const noexcept { return state_->keeper.store.get(); }

std::uint64_t Book::taken_back() const noexcept { return state_->keeper.taken_back; }

Outbox* Book::outbox() noexcept {
  return state_->keeper.store ? state_->keeper.store->outbox() : nullptr;
}

void Book::post(OutboxMessage message) {
  State& state = *state_;
  if (outbox() == nullptr) {
    throw Error(ErrorCode::invalid_state,
                "this book has no outbox; open one that is kept in a database");
  }
  check_id(message.key, "key of a message");
  check_id(message.topic, "topic of a message");
  state.write([&] {
    if (message.sequence == 0) message.sequence = state.journal.size();
    state.keeper.posted.push_back(std::move(message));
  });
}

std::uint64_t Book::refresh() {
  State& state = *state_;
  if (!state.keeper.store || state.keeper.depth > 0) return 0;
  const std::uint64_t before = state.journal.size();
  state.catch_up();
  // Where the journal was read anew, there may be fewer.
  return state.journal.size() - std::min(before, state.journal.size());
}

std::uint64_t Book::wait(std::chrono::milliseconds timeout) {
  State& state = *state_;
  if (!state.keeper.store) {
    throw Error(ErrorCode::invalid_state,
                "a book in memory alone has nobody to wait for; open one that is kept somewhere");
  }
  if (state.keeper.depth > 0) {
    throw Error(ErrorCode::invalid_state,
                "a transaction is under way, so nobody else can write; end it, then wait");
  }
  return state.keeper.store->wait(state.keeper.head, timeout) ? refresh() : 0;
}

void Book::close() {
  State& state = *state_;
  if (!state.keeper.store) return;
  if (state.keeper.depth > 0) {
    throw Error(ErrorCode::invalid_state, "a transaction is under way; end it, then close");
  }
  state.try_to_write_blocks();
  state.keeper.store->close();
}

Transaction::Transaction(Book& book) : state_(book.state_.get()) {
  if (state_->keeper.store) state_->begin_write();
  before_ = state_->begin_change();
  posted_before_ = state_->keeper.posted.size();
}

Transaction::~Transaction() { roll_back(); }

void Transaction::commit() {
  if (!is_open_) return;
  try {
    if (state_->keeper.store) state_->end_write();
  } catch (...) {
    roll_back();
    throw;
  }
  is_open_ = false;
  state_->end_change(before_);
}

void Transaction::roll_back() noexcept {
  if (!std::exchange(is_open_, false)) return;
  state_->take_back(before_);
  state_->end_change(before_);
  if (!state_->keeper.store) return;
  auto& posted = state_->keeper.posted;
  if (posted.size() > posted_before_) {
    posted.erase(posted.begin() + static_cast<std::ptrdiff_t>(posted_before_), posted.end());
  }
  state_->abandon_write();
}

}  // namespace salespipe
