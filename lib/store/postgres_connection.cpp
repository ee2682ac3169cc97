#include "store/postgres_connection.hpp"

#include <array>
#include <thread>
#include <unistd.h>
#include <utility>

#include "store/chain.hpp"
#include "store/entry_check.hpp"
#include "store/file_error.hpp"

namespace salespipe::postgres {
namespace {

constexpr std::chrono::milliseconds kRest{100};

constexpr std::array<const char*, 2> kPrepared[] = {
    {kHead,
     "SELECT sequence, hash FROM salespipe.events WHERE book = $1::int4 "
     "ORDER BY sequence DESC LIMIT 1"},
    {kPage,
     "SELECT sequence, id, hash, digest, line FROM salespipe.events "
     "WHERE book = $1::int4 AND sequence >= $2::int8 ORDER BY sequence LIMIT $3::int8"},
    {kInsert,
     "INSERT INTO salespipe.events (book, sequence, id, hash, line) "
     "SELECT $1::int4, $2::int8 + n, id, hash, line "
     "FROM unnest($3::text[], $4::bytea[], $5::text[]) WITH ORDINALITY AS e (id, hash, line, n)"},
    {"lock", "SELECT pg_advisory_xact_lock($1::int4, $2::int4)"},
    {"transaction", "SELECT txid_current()"},
    // A commit has all the time that it needs: cut short, it would be done all the same.
    {"take_time", "SELECT set_config('statement_timeout', '0', true)"},
    {"notify", "SELECT pg_notify($1::text, $2::text), set_config('statement_timeout', '0', true)"},
    {"begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
    {"commit", "COMMIT"},
    {"roll_back", "ROLLBACK"},
};

/// One for each book, so that nobody wakes up for another's.
std::string channel_of(std::int32_t book) { return "salespipe_" + std::to_string(book); }

}  // namespace

Connection::Connection(const PostgresAddress& address, const PostgresOptions& options)
    : address_(address), options_(options), process_(::getpid()) {
  (void)session();
}

Connection::~Connection() {
  if (session_ && !is_of_this_process()) session_->abandon();
}

bool Connection::is_of_this_process() const noexcept { return process_ == ::getpid(); }

void Connection::fail(ErrorCode code, const std::string& message) const {
  fail_in(address_.shown, code, message);
}

Session& Connection::session() {
  if (session_ && !session_->is_lost()) return *session_;
  session_.reset();
  auto made = std::make_unique<Session>(address_.server, address_.shown, options_);
  backend_ = set_up(*made, address_.shown, options_);
  migrate(*made, address_.shown, options_);
  check_tables(*made, address_.shown);
  book_ = find_book(*made, address_.shown, address_.book, options_);
  made->prepare(kPrepared);
  session_ = std::move(made);
  return *session_;
}

/// The session of what is under way, which cannot go on in another one.
Session& Connection::connected() {
  if (!session_ || session_->is_lost()) {
    fail(ErrorCode::io_error, "the connection to the server was lost; begin again");
  }
  return *session_;
}

std::vector<Result> Connection::ask(std::span<const Call> calls) {
  if (is_writing_) return connected().run(calls);
  const bool is_fresh = !session_ || session_->is_lost();
  try {
    return session().run(calls);
  } catch (const Lost&) {
    if (is_fresh) throw;
  }
  return session().run(calls);
}

Result Connection::ask(const Call& call) { return std::move(ask(std::span(&call, 1)).front()); }

void Connection::check_may_write() const {
  if (poisoned_by_.empty()) return;
  fail(ErrorCode::invalid_state,
       "it is not known what became of an earlier write (" + poisoned_by_ +
           "), so this store writes no more; open the book again, which shows it");
}

Call Connection::lock_call() const {
  Call lock = Call::prepared("lock");
  lock.small_number(kLockClass).small_number(book_);
  return lock;
}

Result Connection::begin_write() {
  check_may_write();
  std::vector<Result> results;
  for (int attempt = 0;; ++attempt) {
    const bool is_fresh = !session_ || session_->is_lost();
    Session& session = this->session();
    Call head = Call::prepared(kHead);
    head.small_number(book_);
    const std::vector<Call> calls{Call::prepared("begin"), lock_call(), std::move(head)};
    is_writing_ = true;
    try {
      results = session.run(calls);
      break;
    } catch (const Lost&) {  // it has done nothing yet: once more
      is_writing_ = false;
      if (is_fresh || attempt > 0) throw;
    } catch (...) {
      roll_back();
      throw;
    }
  }
  transaction_ = 0;
  broken_by_.clear();
  return std::move(results[2]);
}

std::vector<Result> Connection::change(std::span<const Call> calls) {
  if (!is_writing_) refuse_without_write(address_.shown);
  if (!broken_by_.empty()) {
    fail(ErrorCode::invalid_state, "the write failed already: " + broken_by_ + "; roll it back");
  }
  try {
    Session& session = connected();
    if (transaction_ != 0) return session.run(calls);
    const Call number = Call::prepared("transaction");
    std::vector<Result> results = session.run(std::span(&number, 1), calls);
    transaction_ = results.front().number(0, 0);
    results.erase(results.begin());
    return results;
  } catch (const Error& error) {
    broken_by_ = error.message();
    throw;
  } catch (...) {
    broken_by_ = "it was interrupted";
    throw;
  }
}

Result Connection::change(const Call& call) {
  return std::move(change(std::span(&call, 1)).front());
}

void Connection::commit(const std::optional<JournalHead>& last) {
  if (!broken_by_.empty() || transaction_ == 0) {
    const std::string why = broken_by_;
    roll_back();
    if (!why.empty()) fail(ErrorCode::io_error, "the write failed: " + why);
    return;  // nothing was changed
  }
  const std::string channel = channel_of(book_);
  const std::string sequence = std::to_string(last ? last->sequence : 0);
  std::vector<Call> calls;
  calls.push_back(last ? Call::prepared("notify") : Call::prepared("take_time"));
  if (last) calls[0].text(channel).text(sequence);
  calls.push_back(Call::prepared("commit"));
  Outcome outcome = Outcome::unknown;
  std::string why;
  try {
    Session& session = connected();
    const Session::Uninterrupted whole(session);
    // A transaction that failed is ended by COMMIT too, without an error.
    outcome = session.run(calls)[1].command() == "COMMIT" ? Outcome::kept : Outcome::gone;
    why = "the server rolled it back";
  } catch (const Lost& error) {
    why = error.message();
    outcome = outcome_of(last);
  } catch (const Error&) {  // the server says that it did not
    roll_back();
    throw;
  } catch (const std::exception& error) {
    why = error.what();
    if (session_) session_->give_up();
    outcome = outcome_of(last);
  }
  is_writing_ = false;
  if (outcome == Outcome::kept) return;
  if (outcome == Outcome::gone) {
    fail(ErrorCode::io_error, "the change was not kept: " + why + "; try again");
  }
  poisoned_by_ = why;
  fail(ErrorCode::io_error,
       "it is not known whether the change was kept: " + why +
           ", and the server cannot be asked; open the book again, which shows it");
}

/// After the connection was lost in a commit. The server knows the fate of every transaction.
Connection::Outcome Connection::outcome_of(const std::optional<JournalHead>& last) {
  for (auto left = options_.patience; left > std::chrono::milliseconds::zero(); left -= kRest) {
    try {
      return ask_outcome(last);
    } catch (const Lost&) {  // it starts again, perhaps
    } catch (const Error& error) {
      // Starting up, stopping, full: 57P03, 53300.
      const bool may_pass =
          error.code() == ErrorCode::io_error && (!session_ || session_->last_state() != "55P03");
      if (!may_pass) return Outcome::unknown;
    } catch (...) {
      return Outcome::unknown;
    }
    rest(kRest);
  }
  return Outcome::unknown;
}

Connection::Outcome Connection::ask_outcome(const std::optional<JournalHead>& last) {
  const Backend before = backend_;
  Session& asking = session();
  Call end = Call::of(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1::int4 "
      "AND (extract(epoch FROM backend_start) * 1000000)::int8 = $2::int8 "
      "AND state LIKE 'idle in transaction%'");
  // One whose commit never came would hold the lock until it notices that nobody is there. One that
  // is at it is let be: with the lock in hand, it is over.
  end.small_number(before.process).number(before.began);
  (void)asking.run(end);
  Call fate = Call::of("SELECT txid_status($1::int8)");
  fate.number(transaction_);
  Call hash =
      Call::of("SELECT hash FROM salespipe.events WHERE book = $1::int4 AND sequence = $2::int8");
  hash.small_number(book_).number(static_cast<std::int64_t>(last ? last->sequence : 0));
  const std::vector<Call> calls{Call::prepared("begin"), lock_call(), std::move(fate),
                                std::move(hash), Call::prepared("roll_back")};
  std::vector<Result> answers;
  try {
    answers = asking.run(calls);
  } catch (const Lost&) {
    throw;
  } catch (const Error&) {
    const std::string state = asking.last_state();
    (void)asking.run(Call::of("ROLLBACK"));
    return Outcome::unknown;
  }
  if (answers[2].is_null(0, 0)) return Outcome::unknown;
  if (answers[2].text(0, 0) == "aborted") return Outcome::gone;
  if (answers[2].text(0, 0) != "committed") return Outcome::unknown;
  if (!last) return Outcome::kept;
  // Another server that took over counts its own transactions.
  const bool is_there = answers[3].rows() == 1 && hash_from(answers[3].bytes(0, 0)) == last->hash;
  return is_there ? Outcome::kept : Outcome::unknown;
}

void Connection::rest(std::chrono::milliseconds time) {
  const auto sleep = [&] { std::this_thread::sleep_for(time); };
  if (!options_.blocking) {
    sleep();
    return;
  }
  bool is_done = false;
  try {
    options_.blocking([&] {
      is_done = true;
      sleep();
    });
  } catch (...) {  // whoever asks what became of a commit is not interrupted
    if (!is_done) sleep();
  }
}

void Connection::roll_back() noexcept {
  is_writing_ = false;
  broken_by_.clear();
  transaction_ = 0;
  if (!session_ || session_->is_lost()) {
    session_.reset();
    return;
  }
  try {
    const Session::Uninterrupted whole(*session_);
    (void)session_->run(Call::prepared("roll_back"));
  } catch (...) {
    session_.reset();  // the server rolls back what has no connection any more
  }
}

void Connection::begin_reading() {
  (void)ask(Call::of("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
}

void Connection::end_reading() noexcept {
  if (!is_writing_) roll_back();
}

void Connection::listen() {
  const std::string text = "LISTEN " + channel_of(book_);
  (void)ask(Call::of(text.c_str()));
}

void Connection::stop_listening() noexcept {
  if (!session_ || session_->is_lost()) return;
  try {
    (void)session_->run(Call::of("UNLISTEN *"));
  } catch (...) {
    session_.reset();
  }
}

bool Connection::wait_for_others(std::chrono::milliseconds& left) {
  return connected().wait_for_notification(left);
}

}  // namespace salespipe::postgres
