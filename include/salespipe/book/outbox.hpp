#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/instant.hpp"

namespace salespipe {

/// Something that is to leave the book because of an event: a mail, a call of the host.
struct OutboxMessage {
  /// What makes it this message and no other, for good: "mail-rule-7/event-1204". The same key
  /// again is the same message, and changes nothing. 1 to 200 bytes.
  std::string key;
  std::string topic;  ///< Who is to take it: "email".
  std::string body;   ///< What the topic agreed on, usually JSON.
  /// The event it follows from; the last one of the book where the host leaves it 0.
  std::uint64_t sequence = 0;
  bool operator==(const OutboxMessage&) const = default;
};

enum class MessageState : std::uint8_t {
  waiting,    ///< Not delivered yet; perhaps leased.
  delivered,  ///< A worker said so.
  dead,       ///< Given up after too many attempts; a person must look.
};
/// "waiting", "delivered", "dead"
std::string_view to_string(MessageState state) noexcept;

/// A message on its way.
struct Delivery {
  std::uint64_t number = 0;  ///< In the order of posting, from 1.
  OutboxMessage message;
  MessageState state = MessageState::waiting;
  Instant due{0};       ///< Not before.
  int attempts = 0;     ///< Leases so far, this one included.
  std::string worker;   ///< Who has it now; empty: nobody.
  Instant until{0};     ///< When that lease ends.
  std::string trouble;  ///< Why the last attempt failed.
  bool operator==(const Delivery&) const = default;
};

/// The messages of a book. They are written in the same transaction as the events they follow from:
/// both are kept or neither.
///
/// Delivery is at least once. A worker leases messages, delivers each, and only then says
/// delivered(); a worker that dies in between loses its lease when that ends, and another one
/// delivers again. So whoever receives messages must take the key for what it is: the second
/// message of a key is the first one again. Messages are leased in the order of posting, but one
/// that is tried again later comes after others: order is no promise.
///
/// Times come from the host: the library has no clock. Workers on several machines should agree on
/// the time to within a fraction of the lease. Errors and threads as JournalStore; lease(),
/// delivered() and failed() are writes of their own and must not be called within a Transaction.
class Outbox {
 public:
  Outbox() = default;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  Outbox(Outbox&&) = delete;
  Outbox& operator=(Outbox&&) = delete;
  virtual ~Outbox() = default;

  /// Requires a write of the store, with whose end it is kept or not. For a Book: Book::post().
  virtual void post(std::span<const OutboxMessage> messages) = 0;

  /// At most `most` messages that are due and that nobody has; they are the worker's until `until`.
  /// Durable on return, so no two workers deliver one at the same time.
  virtual std::vector<Delivery> lease(std::string_view worker, Instant now, Instant until,
                                      std::size_t most) = 0;
  /// The message has arrived. False when the worker no longer has it: its lease ended and another
  /// one took it, or it was delivered meanwhile; then it may arrive twice.
  virtual bool delivered(std::uint64_t number, std::string_view worker) = 0;
  /// It has not arrived. It is tried again from `again` on; kNoInstant: it is dead.
  /// False as delivered().
  virtual bool failed(std::uint64_t number, std::string_view worker, std::string_view trouble,
                      Instant again) = 0;

  /// In the order of posting, from the one behind `number` on. Cost: what is given.
  virtual std::vector<Delivery> list(MessageState state, std::uint64_t after, std::size_t most) = 0;
  /// A dead message waits again. False when there is no such dead message.
  virtual bool revive(std::uint64_t number, Instant due) = 0;
};

}  // namespace salespipe
