#include "store/postgres_session.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <poll.h>
#include <utility>

#include <libpq-fe.h>

#include "store/file_error.hpp"

namespace salespipe::postgres {
namespace {

constexpr std::chrono::milliseconds kSlice{100};
constexpr int kBinary = 1;
constexpr std::size_t kLongestValue = 512U * 1024U * 1024U;

template <class Number>
Number from_network(const char* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    value = (value << 8U) | static_cast<std::uint8_t>(bytes[i]);
  }
  return static_cast<Number>(value);
}

/// Without the line end, the severity and whatever comes in further lines.
std::string first_line(const char* text) {
  std::string said = text == nullptr ? "" : text;
  said.resize(std::min(said.find('\n'), said.size()));
  return said;
}

struct Meaning {
  std::string_view state;  // the beginning of a SQLSTATE
  ErrorCode code;
  const char* what;
};
// The first that fits. No states: a connection that cannot be made, and errors of libpq itself.
constexpr Meaning kMeanings[] = {
    {"55P03", ErrorCode::io_error,
     "another host has been writing to the book all the time; wait, or find out which one "
     "(pg_stat_activity)"},
    {"57014", ErrorCode::io_error, "the server was too slow, or somebody cancelled the statement"},
    {"25006", ErrorCode::io_error, "the server takes no writes; is it a standby?"},
    {"42501", ErrorCode::io_error, "the server does not let this user do that"},
    {"22021", ErrorCode::invalid_argument, "a text is not UTF-8"},
    {"22", ErrorCode::invalid_argument, "a value is not one that the server takes"},
    {"23", ErrorCode::corrupt, "something else than salespipe wrote to the tables of the book"},
    {"42", ErrorCode::corrupt, "the tables are not those of a book: something changed them"},
    {"3F", ErrorCode::corrupt, "the tables are not those of a book: something changed them"},
    {"XX001", ErrorCode::corrupt, "the server finds its files damaged; restore a backup"},
    {"XX002", ErrorCode::corrupt, "the server finds its files damaged; restore a backup"},
    {"54", ErrorCode::overflow, "a value is too long for the server"},
    {"", ErrorCode::io_error, "the server refuses"},
};

}  // namespace

void Result::Clear::operator()(pg_result* result) const noexcept { PQclear(result); }
void Session::Finish::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

// Calls.

Call& Call::number(std::int64_t value) {
  Value& added = values_.emplace_back();
  added.number_size = added.number.size();
  for (std::size_t i = 0; i < added.number_size; ++i) {
    added.number[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (56U - 8U * i));
  }
  return *this;
}
Call& Call::small_number(std::int32_t value) {
  Value& added = values_.emplace_back();
  added.number_size = 4;
  for (std::size_t i = 0; i < added.number_size; ++i) {
    added.number[i] = static_cast<char>(static_cast<std::uint32_t>(value) >> (24U - 8U * i));
  }
  return *this;
}
Call& Call::text(std::string_view value) {
  values_.emplace_back().text = value.data() == nullptr ? std::string_view("") : value;
  return *this;
}
Call& Call::bytes(std::span<const std::uint8_t> value) {
  return text({reinterpret_cast<const char*>(value.data()), value.size()});
}
Call& Call::null() {
  values_.emplace_back();
  return *this;
}

// Results.

std::size_t Result::rows() const { return static_cast<std::size_t>(PQntuples(handle_.get())); }

std::string_view Result::text(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return {PQgetvalue(handle_.get(), at, column),
          static_cast<std::size_t>(PQgetlength(handle_.get(), at, column))};
}
std::span<const std::uint8_t> Result::bytes(std::size_t row, int column) const {
  const std::string_view value = text(row, column);
  return {reinterpret_cast<const std::uint8_t*>(value.data()), value.size()};
}
bool Result::is_null(std::size_t row, int column) const {
  return PQgetisnull(handle_.get(), static_cast<int>(row), column) != 0;
}
std::int64_t Result::number(std::size_t row, int column) const {
  const std::string_view value = text(row, column);
  if (value.size() != 8) throw Error(ErrorCode::corrupt, "a number in the tables is none");
  return from_network<std::int64_t>(value.data());
}
std::int32_t Result::small_number(std::size_t row, int column) const {
  const std::string_view value = text(row, column);
  if (value.size() != 4) throw Error(ErrorCode::corrupt, "a number in the tables is none");
  return from_network<std::int32_t>(value.data());
}
bool Result::truth(std::size_t row, int column) const { return text(row, column) == "\1"; }
std::size_t Result::changed() const {
  return static_cast<std::size_t>(std::strtoull(PQcmdTuples(handle_.get()), nullptr, 10));
}
std::string_view Result::command() const { return PQcmdStatus(handle_.get()); }

// Sessions.

Session::Session(const std::string& server, const std::string& shown,
                 const PostgresOptions& options)
    : shown_(shown), options_(options) {
  connect(server);
  PQsetNoticeReceiver(
      handle_.get(), [](void*, const PGresult*) {}, nullptr);
  if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1) {
    lose("libpq: " + first_line(PQerrorMessage(handle_.get())));
  }
}

void Session::connect(const std::string& server) {
  // Those before the address may be said otherwise there; the one behind it may not.
  constexpr const char* kNames[] = {"fallback_application_name",
                                    "keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "dbname",
                                    "client_encoding",
                                    nullptr};
  const char* const values[] = {"salespipe", "30", "10", "3", server.c_str(), "UTF8", nullptr};
  block([&] { handle_.reset(PQconnectStartParams(kNames, values, 1)); });
  if (!handle_) throw std::bad_alloc();
  left_ = options_.patience;
  auto state =
      PQstatus(handle_.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) {
      lose("the server is not to be had: " + first_line(PQerrorMessage(handle_.get())));
    }
    if (!wait(state == PGRES_POLLING_WRITING, left_)) lose("the server does not answer");
    // Looking up names and proving who one is may take a moment.
    block([&] { state = PQconnectPoll(handle_.get()); });
  }
}

void Session::block(const std::function<void()>& what) {
  if (!is_patient_ && interruption_) {
    std::rethrow_exception(std::exchange(interruption_, nullptr));
  }
  if (!options_.blocking) {
    what();
    return;
  }
  bool is_done = false;
  const auto once = [&] {
    is_done = true;
    what();
  };
  try {
    options_.blocking(once);
  } catch (...) {
    if (!is_patient_) {
      is_lost_ = true;  // in the middle of something: the connection is of no use any more
      throw;
    }
    interruption_ = std::current_exception();
  }
  if (!is_done) what();
}

bool Session::wait(bool for_writing, std::chrono::milliseconds& left) {
  if (left <= std::chrono::milliseconds::zero()) return false;
  pollfd socket{};
  socket.fd = PQsocket(handle_.get());
  socket.events = for_writing ? POLLIN | POLLOUT : POLLIN;
  const auto slice = std::min(left, kSlice);
  int ready = 0;
  block([&] { ready = ::poll(&socket, 1, static_cast<int>(slice.count())); });
  if (ready < 0 && errno != EINTR) lose("the connection cannot be waited for");
  // Time that passed without an answer: the library has no clock.
  if (ready == 0) left -= slice;
  return true;
}

void Session::lose(const std::string& why) {
  is_lost_ = true;
  last_state_.clear();
  ErrorPlace place;
  place.file = shown_;
  throw Lost(ErrorCode::io_error, why, std::move(place));
}

void Session::lose_connection() {
  lose("the connection to the server was lost: " + first_line(PQerrorMessage(handle_.get())));
}

void Session::fail(const Result& result) {
  const char* state = PQresultErrorField(result.handle_.get(), PG_DIAG_SQLSTATE);
  last_state_ = state == nullptr ? "" : state;
  const std::string said =
      first_line(PQresultErrorField(result.handle_.get(), PG_DIAG_MESSAGE_PRIMARY));
  const bool ends = last_state_.starts_with("08") || last_state_.starts_with("57P");
  if (ends || last_state_.empty() || PQstatus(handle_.get()) == CONNECTION_BAD) {
    const std::string state_of = last_state_;
    try {
      lose("the connection to the server was lost: " +
           (said.empty() ? first_line(PQerrorMessage(handle_.get())) : said));
    } catch (...) {
      last_state_ = state_of;
      throw;
    }
  }
  const auto* meaning =
      std::find_if(std::begin(kMeanings), std::end(kMeanings),
                   [&](const Meaning& each) { return last_state_.starts_with(each.state); });
  fail_in(shown_, meaning->code,
          std::string(meaning->what) + ": " + said + " (PostgreSQL " + last_state_ + ")");
}

void Session::flush() {
  for (;;) {
    const int more = PQflush(handle_.get());
    if (more == 0) return;
    if (more < 0) lose_connection();
    if (!wait(true, left_)) lose("the server takes nothing any more");
    if (PQconsumeInput(handle_.get()) != 1) {
      lose_connection();
    }
  }
}

Result Session::next() {
  flush();
  while (PQisBusy(handle_.get()) != 0) {
    if (!wait(false, left_)) lose("the server has not answered for a long time");
    if (PQconsumeInput(handle_.get()) != 1) {
      lose_connection();
    }
  }
  return Result(PQgetResult(handle_.get()));
}

void Session::check_sizes(std::span<const Call> calls) const {
  for (const Call& call : calls) {
    for (const Call::Value& value : call.values_) {
      if (value.text.size() > kLongestValue) {
        fail_in(shown_, ErrorCode::overflow, "a value is too long for PostgreSQL");
      }
    }
  }
}

void Session::send(const Call& call) {
  const std::size_t count = call.values_.size();
  std::vector<const char*> values(count);
  std::vector<int> lengths(count);
  const std::vector<int> formats(count, kBinary);
  for (std::size_t i = 0; i < count; ++i) {
    const Call::Value& value = call.values_[i];
    const bool is_number = value.number_size != 0;
    values[i] = is_number ? value.number.data() : value.text.data();
    lengths[i] = static_cast<int>(is_number ? value.number_size : value.text.size());
  }
  const int sent =
      call.is_prepared_
          ? PQsendQueryPrepared(handle_.get(), call.text_, static_cast<int>(count), values.data(),
                                lengths.data(), formats.data(), kBinary)
          : PQsendQueryParams(handle_.get(), call.text_, static_cast<int>(count), nullptr,
                              values.data(), lengths.data(), formats.data(), kBinary);
  if (sent != 1) lose_connection();
}

std::vector<Result> Session::run(std::span<const Call> calls, std::span<const Call> more) {
  check_sizes(calls);
  check_sizes(more);
  // Only those that came before it asks: what they told of, the answers show. One that comes with
  // an answer may tell of what came after that.
  forget_notifications();
  // The lock is waited for by the server, everything else is to be answered in its time.
  left_ = options_.patience + options_.answer + std::chrono::seconds(10);
  std::vector<Result> results;
  std::unique_ptr<Result> failed;
  try {
    for (const Call& call : calls) send(call);
    for (const Call& call : more) send(call);
    if (PQpipelineSync(handle_.get()) != 1) lose_connection();
    for (;;) {
      Result result = next();
      if (!result.handle_) {  // the end of one statement, or of the connection
        if (PQstatus(handle_.get()) != CONNECTION_BAD) continue;
        if (failed) break;
        lose_connection();
      }
      const ExecStatusType status = PQresultStatus(result.handle_.get());
      if (status == PGRES_PIPELINE_SYNC) break;
      if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        results.push_back(std::move(result));
      } else if (status != PGRES_PIPELINE_ABORTED && !failed) {
        failed = std::make_unique<Result>(std::move(result));
      }
    }
  } catch (...) {
    is_lost_ = true;  // answers are still to come
    throw;
  }
  if (failed) fail(*failed);
  return results;
}

Result Session::run(const Call& call) { return std::move(run(std::span(&call, 1)).front()); }

void Session::prepare(std::span<const std::array<const char*, 2>> names_and_texts) {
  for (const auto& [name, text] : names_and_texts) {
    if (PQsendPrepare(handle_.get(), name, text, 0, nullptr) != 1) {
      lose_connection();
    }
  }
  (void)run({});
}

void Session::forget_notifications() {
  while (PGnotify* heard = PQnotifies(handle_.get())) PQfreemem(heard);
}

bool Session::wait_for_notification(std::chrono::milliseconds& timeout) {
  for (;;) {
    if (PGnotify* heard = PQnotifies(handle_.get())) {
      PQfreemem(heard);
      forget_notifications();
      return true;
    }
    if (!wait(false, timeout)) return false;
    if (PQconsumeInput(handle_.get()) != 1) {
      lose_connection();
    }
  }
}

}  // namespace salespipe::postgres
