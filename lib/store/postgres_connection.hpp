#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <sys/types.h>

#include "store/journal_address.hpp"
#include "store/postgres_schema.hpp"
#include "store/postgres_session.hpp"

namespace salespipe::postgres {

// Prepared statements; the others are run by their texts.
inline constexpr const char* kHead = "head";      // book
inline constexpr const char* kPage = "page";      // book, first sequence, how many
inline constexpr const char* kInsert = "insert";  // book, sequence before, ids, hashes, lines

/// Columns of kPage.
enum PageColumn : int { kSequence, kId, kHash, kDigest, kLine };

/// One host's connection to a book, which is made again when it was lost, with the lock that its
/// writes take.
class Connection {
 public:
  Connection(const PostgresAddress& address, const PostgresOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  const std::string& name() const noexcept { return address_.shown; }
  std::int32_t book() const noexcept { return book_; }
  bool is_writing() const noexcept { return is_writing_; }
  bool is_of_this_process() const noexcept;
  /// The server's number of the write that is under way or was committed last; 0: it had none.
  std::int64_t last_transaction() const noexcept { return transaction_; }

  /// Runs something that changes nothing: once more on a new connection where the one at hand turns
  /// out to be lost, unless a write is under way.
  std::vector<Result> ask(std::span<const Call> calls);
  Result ask(const Call& call);

  /// Takes the book's lock and begins a transaction; gives the answer to kHead.
  Result begin_write();
  /// Requires a write. After an Error the write can only be rolled back.
  std::vector<Result> change(std::span<const Call> calls);
  Result change(const Call& call);
  /// Tells those who wait and makes the write durable. `last` is the head that it makes, for
  /// finding out what became of it where the connection is lost; nothing: no event was appended.
  void commit(const std::optional<JournalHead>& last);
  void roll_back() noexcept;

  /// A transaction that reads one moment, outside of a write.
  void begin_reading();
  void end_reading() noexcept;

  /// Requires listen(); false when nobody wrote until nothing was `left`.
  bool wait_for_others(std::chrono::milliseconds& left);
  void listen();
  void stop_listening() noexcept;

  /// Waits as the host wants it, and cannot be interrupted.
  void rest(std::chrono::milliseconds time);

  [[noreturn]] void fail(ErrorCode code, const std::string& message) const;

 private:
  enum class Outcome { kept, gone, unknown };

  Session& session();
  Session& connected();
  void check_may_write() const;
  Call lock_call() const;
  Outcome outcome_of(const std::optional<JournalHead>& last);
  Outcome ask_outcome(const std::optional<JournalHead>& last);
  void end_idle_backend();

  PostgresAddress address_;
  PostgresOptions options_;
  pid_t process_;
  std::unique_ptr<Session> session_;
  Backend backend_;
  std::int32_t book_ = 0;
  bool is_writing_ = false;
  std::int64_t transaction_ = 0;  // of the write, once it has changed something
  std::string broken_by_;         // why the write cannot be committed
  std::string poisoned_by_;       // why nothing is written any more
};

}  // namespace salespipe::postgres
