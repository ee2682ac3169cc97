#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace salespipe {

struct Event;
class IdGenerator;
class Outbox;

/// SHA-256. That of an event is taken over the hash of the event before it (zeros for the first)
/// and the SHA-256 of its own line, so a change of one event shows in all hashes from there on.
using ChainHash = std::array<std::uint8_t, 32>;
/// 64 lower-case hexadecimal digits.
std::string hex(const ChainHash& hash);

/// How far a journal goes: its last event and that event's hash. Two journals with equal heads hold
/// the same events.
struct JournalHead {
  std::uint64_t sequence = 0;  ///< 0: no event yet, and a hash of zeros.
  ChainHash hash{};
  bool operator==(const JournalHead&) const = default;
};

/// An event as a store keeps it.
struct JournalEntry {
  std::uint64_t sequence = 0;
  std::string id;    ///< Given by the host; empty where it is the book's own "event-<sequence>".
  std::string line;  ///< event_to_json_line(); for an old event as it was written then.
  bool operator==(const JournalEntry&) const = default;
};

/// The entry of an event that has its id and its sequence.
JournalEntry entry_of(const Event& event);
/// With a salt in its line where the event has texts that a person may be erased from.
JournalEntry entry_of(const Event& event, IdGenerator* salts);

/// A run of events in a form that a book reads many times faster than their lines. Only a copy: a
/// block that is missing, damaged or of another engine is made anew from the lines.
struct JournalBlock {
  std::uint64_t first = 0;  ///< Sequences: the first block begins at 1, each next one where the
  std::uint64_t last = 0;   ///< one before it ends.
  std::string engine;       ///< Who wrote it; another one cannot read it.
  std::string bytes;
};

/// Where the journal of a book is kept: memory, a SQLite file, a server. A store holds entries and
/// knows nothing of rules; a Book that has one (Book(store), Book::open) evaluates commands.
///
/// Writing is: begin_write(), append() as often as needed, commit(). Between begin_write() and the
/// end nobody else, in this process or another, can write to the journal, so what was read in
/// between still holds at the commit. All of it is kept or nothing.
///
/// Errors are Error: io_error when something cannot be read or written, or the lock is not to be
/// had in time; corrupt when what is read contradicts its hashes; invalid_state after close(),
/// after a write of which it is not known whether it is safe on the disk (such a store writes no
/// more; open another one), and in a process that was forked from the one that opened it. After an
/// error of begin_write() or commit() the write has ended.
///
/// One thread at a time.
class JournalStore {
 public:
  using Take = std::function<void(const JournalEntry&)>;
  using TakeEvent = std::function<void(const Event&)>;

  JournalStore() = default;
  JournalStore(const JournalStore&) = delete;
  JournalStore& operator=(const JournalStore&) = delete;
  JournalStore(JournalStore&&) = delete;
  JournalStore& operator=(JournalStore&&) = delete;
  virtual ~JournalStore() = default;

  /// What messages call it: a path, a server's name.
  virtual std::string name() const = 0;
  /// The last committed event; within a write, the last one appended.
  virtual JournalHead head() = 0;
  /// Gives every entry behind `after` in order, as one moment's view, and returns the head that
  /// the last of them makes. Each is checked against its hash before it is given. Error(corrupt)
  /// also when `after` is not in the journal, which then is not the one that was read before.
  /// `take` may throw and must not call the store.
  virtual JournalHead read(const JournalHead& after, const Take& take) = 0;

  /// False when what was read up to `head` is no longer a beginning of the journal although nothing
  /// is damaged: events are hidden from the reader now, or a person was erased from them. Whoever
  /// has read it begins anew.
  virtual bool continues(const JournalHead& /*head*/) { return true; }
  /// The same as read() for a store that has events at hand and need not write and read lines;
  /// nothing when it has not.
  virtual std::optional<JournalHead> read_events(const JournalHead& /*after*/,
                                                 const TakeEvent& /*take*/) {
    return std::nullopt;
  }

  /// Waits until the journal no longer ends at `head`, because somebody has written; false when it
  /// still does after `timeout`. A server tells it; a file or memory is looked at fifty times a
  /// second. Not within a write.
  virtual bool wait(const JournalHead& head, std::chrono::milliseconds timeout);

  /// Waits until nobody else writes; returns the head, which cannot change until the write ends.
  virtual JournalHead begin_write() = 0;
  /// Requires a write, sequences that follow the head without gaps, and ids that are not there.
  virtual void append(std::span<const JournalEntry> entries) = 0;
  /// Requires a write. Puts lines of which a person was erased in the place of those with their
  /// sequences. The chain goes on from what was there first, of which only the checksum is kept:
  /// after the commit nothing else of it is in any file of the journal. An empty list asks for the
  /// last part again. Error(unsupported) where a store cannot.
  virtual void replace(std::span<const JournalEntry> entries);
  /// When it returns, what was appended survives a crash of the process and, where storage keeps
  /// its word, the loss of power. Returns the new head.
  virtual JournalHead commit() = 0;
  /// Ends the write and leaves nothing of it. Does nothing without a write.
  virtual void roll_back() noexcept = 0;

  // Blocks. A store may keep none.

  /// Gives the blocks that are whole, in order, each with the head of the journal at its end, as
  /// long as `take` says yes.
  virtual void read_blocks(
      const std::function<bool(const JournalBlock&, const JournalHead&)>& /*take*/) {}
  /// Requires a write. Keeps `block` in place of those that begin where it does or later.
  virtual void keep_block(const JournalBlock& /*block*/) {}
  virtual bool keeps_blocks() const noexcept { return false; }

  /// Messages that leave with the events: nullptr where the store has no outbox.
  virtual Outbox* outbox() { return nullptr; }

  /// Lets go of files and connections; a write is rolled back. May be called again. The destructor
  /// closes too, but cannot tell of an error.
  virtual void close() = 0;

 protected:
  /// How wait() waits for a while: it sleeps, where the store has no other way.
  virtual void rest(std::chrono::microseconds time);
};

}  // namespace salespipe
