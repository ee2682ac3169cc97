#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/store/postgres_journal.hpp"

struct pg_conn;
struct pg_result;

// A thin cover over libpq: what is opened gets closed, what fails is an Error, and nothing waits
// without end. Texts of statements are the library's own; all values are parameters.
namespace salespipe::postgres {

/// The connection is gone. Whether the server did what it was asked last is not known.
class Lost final : public Error {
 public:
  using Error::Error;
};

/// A statement with its parameters, in the order in which they are added. Texts and bytes must last
/// until it has run.
class Call {
 public:
  /// Of one of Session::prepare().
  static Call prepared(const char* name) { return Call(name, true); }
  static Call of(const char* sql) { return Call(sql, false); }

  Call& number(std::int64_t value);        ///< int8
  Call& small_number(std::int32_t value);  ///< int4
  Call& text(std::string_view value);
  Call& bytes(std::span<const std::uint8_t> value);
  Call& null();

 private:
  friend class Session;
  struct Value {
    std::array<char, 8> number{};
    std::size_t number_size = 0;  // 0: it is a text, bytes or null
    std::string_view text{};      // without data: null
  };
  Call(const char* text, bool is_prepared) : text_(text), is_prepared_(is_prepared) {}
  const char* text_;
  bool is_prepared_;
  std::vector<Value> values_;
};

/// What a statement gave. Columns from 0; Error(corrupt) for a value of another length.
class Result {
 public:
  explicit Result(pg_result* result) : handle_(result) {}
  std::size_t rows() const;
  std::int64_t number(std::size_t row, int column) const;
  std::int32_t small_number(std::size_t row, int column) const;
  bool truth(std::size_t row, int column) const;
  std::string_view text(std::size_t row, int column) const;
  std::span<const std::uint8_t> bytes(std::size_t row, int column) const;
  bool is_null(std::size_t row, int column) const;
  /// How many rows were changed.
  std::size_t changed() const;
  /// "COMMIT", "INSERT 0 1".
  std::string_view command() const;

 private:
  friend class Session;
  struct Clear {
    void operator()(pg_result* result) const noexcept;
  };
  std::unique_ptr<pg_result, Clear> handle_;
};

class Session {
 public:
  /// Connects. Lost when the server is not to be had; io_error when it refuses.
  Session(const std::string& server, const std::string& shown, const PostgresOptions& options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() = default;

  /// Runs the statements one after the other with one trip to the server. The first that fails is
  /// the Error, and those behind it have not run.
  std::vector<Result> run(std::span<const Call> calls, std::span<const Call> more = {});
  Result run(const Call& call);
  void prepare(std::span<const std::array<const char*, 2>> names_and_texts);

  /// Waits for a notification; false when none came within `timeout`.
  bool wait_for_notification(std::chrono::milliseconds& timeout);
  void forget_notifications();

  /// Until released, an exception of PostgresOptions::blocking waits for the next call.
  class Uninterrupted {
   public:
    explicit Uninterrupted(Session& session) : session_(session) { session_.is_patient_ = true; }
    Uninterrupted(const Uninterrupted&) = delete;
    Uninterrupted& operator=(const Uninterrupted&) = delete;
    ~Uninterrupted() { session_.is_patient_ = false; }

   private:
    Session& session_;
  };

  bool is_lost() const noexcept { return is_lost_; }
  /// It is not known what the server will say next.
  void give_up() noexcept { is_lost_ = true; }
  /// The state ("55P03") of the last Error that the server gave.
  const std::string& last_state() const noexcept { return last_state_; }
  /// Leaves the connection alone, in a process that was forked: closing it would end the other's.
  void abandon() noexcept { (void)handle_.release(); }

 private:
  struct Finish {
    void operator()(pg_conn* connection) const noexcept;
  };
  void connect(const std::string& server);
  void block(const std::function<void()>& what);
  /// Waits until the socket is ready for reading, or for writing too; false when `left` is over.
  bool wait(bool for_writing, std::chrono::milliseconds& left);
  void check_sizes(std::span<const Call> calls) const;
  void send(const Call& call);
  void flush();
  Result next();
  [[noreturn]] void lose(const std::string& why);
  [[noreturn]] void lose_connection();
  [[noreturn]] void fail(const Result& result);

  std::string shown_;
  PostgresOptions options_;
  std::unique_ptr<pg_conn, Finish> handle_;
  std::chrono::milliseconds left_{0};
  bool is_lost_ = false;
  bool is_patient_ = false;
  std::exception_ptr interruption_;
  std::string last_state_;
};

}  // namespace salespipe::postgres
