#include "store/postgres_outbox.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "salespipe/base/id.hpp"
#include "store/entry_check.hpp"

namespace salespipe::postgres {
namespace {

const std::string kColumns =
    "number, key, topic, body, sequence, state, due, attempts, worker, until, trouble ";

std::string text_or_nothing(const Result& rows, std::size_t row, int column) {
  return rows.is_null(row, column) ? std::string() : std::string(rows.text(row, column));
}

MessageState state_from(const Connection& connection, std::string_view text) {
  for (const auto state : {MessageState::waiting, MessageState::delivered, MessageState::dead}) {
    if (to_string(state) == text) return state;
  }
  connection.fail(ErrorCode::corrupt, "a message of the outbox is in no state that there is");
}

std::vector<Delivery> all_of(const Connection& connection, const Result& rows) {
  std::vector<Delivery> all(rows.rows());
  for (std::size_t row = 0; row < all.size(); ++row) {
    Delivery& found = all[row];
    found.number = static_cast<std::uint64_t>(rows.number(row, 0));
    found.message = {std::string(rows.text(row, 1)), std::string(rows.text(row, 2)),
                     std::string(rows.text(row, 3)),
                     static_cast<std::uint64_t>(rows.number(row, 4))};
    found.state = state_from(connection, rows.text(row, 5));
    found.due = Instant{rows.number(row, 6)};
    found.attempts = rows.small_number(row, 7);
    found.worker = text_or_nothing(rows, row, 8);
    if (!rows.is_null(row, 9)) found.until = Instant{rows.number(row, 9)};
    found.trouble = text_or_nothing(rows, row, 10);
  }
  return all;
}

/// Runs a statement as a write of its own.
Result in_write(Connection& connection, const Call& call) {
  if (connection.is_writing()) refuse_nested_write(connection.name());
  (void)connection.begin_write();
  try {
    Result result = connection.change(call);
    connection.commit({});
    return result;
  } catch (...) {
    if (connection.is_writing()) connection.roll_back();
    throw;
  }
}

Call with_book(const Connection& connection, const char* sql) {
  Call call = Call::of(sql);
  call.small_number(connection.book());
  return call;
}

std::int64_t limit(std::size_t most) {
  constexpr std::size_t kMost = 1'000'000;
  return static_cast<std::int64_t>(std::min(most, kMost));
}

}  // namespace

void ServerOutbox::post(std::span<const OutboxMessage> messages) {
  Connection& connection = connection_();
  if (!connection.is_writing()) refuse_without_write(connection.name());
  std::vector<Call> calls;
  for (const OutboxMessage& message : messages) {
    check_id(message.key, "key of a message");
    check_id(message.topic, "topic of a message");
    Call insert =
        with_book(connection,
                  "INSERT INTO salespipe.outbox (book, number, key, sequence, topic, body) "
                  "SELECT $1::int4, coalesce((SELECT max(number) FROM salespipe.outbox "
                  "WHERE book = $1::int4), 0) + 1, $2::text, $3::int8, $4::text, $5::bytea "
                  "ON CONFLICT (book, key) DO NOTHING");
    insert.text(message.key)
        .number(static_cast<std::int64_t>(message.sequence))
        .text(message.topic)
        .text(message.body);
    calls.push_back(std::move(insert));
  }
  if (!calls.empty()) (void)connection.change(calls);
}

std::vector<Delivery> ServerOutbox::lease(std::string_view worker, Instant now, Instant until,
                                          std::size_t most) {
  Connection& connection = connection_();
  check_id(worker, "name of a worker");
  if (until <= now) {
    connection.fail(ErrorCode::invalid_argument, "a lease must end after it begins");
  }
  static const std::string kTake =
      "UPDATE salespipe.outbox SET worker = $4::text, until = $5::int8, attempts = attempts + 1 "
      "WHERE book = $1::int4 AND number IN (SELECT number FROM salespipe.outbox "
      "WHERE book = $1::int4 AND state = 'waiting' AND due <= $2::int8 "
      "AND (until IS NULL OR until <= $2::int8) ORDER BY due, number LIMIT $3::int8) "
      "RETURNING " +
      kColumns;
  Call take = with_book(connection, kTake.c_str());
  take.number(now.micros).number(limit(most)).text(worker).number(until.micros);
  std::vector<Delivery> leased = all_of(connection, in_write(connection, take));
  std::sort(leased.begin(), leased.end(), [](const Delivery& one, const Delivery& other) {
    return std::tie(one.due, one.number) < std::tie(other.due, other.number);
  });
  return leased;
}

bool ServerOutbox::delivered(std::uint64_t number, std::string_view worker) {
  Connection& connection = connection_();
  Call change = with_book(
      connection,
      "UPDATE salespipe.outbox SET state = 'delivered', until = NULL, trouble = NULL "
      "WHERE book = $1::int4 AND number = $2::int8 AND worker = $3::text AND state = 'waiting'");
  change.number(static_cast<std::int64_t>(number)).text(worker);
  return in_write(connection, change).changed() == 1;
}

bool ServerOutbox::failed(std::uint64_t number, std::string_view worker, std::string_view trouble,
                          Instant again) {
  Connection& connection = connection_();
  Call change = with_book(
      connection,
      "UPDATE salespipe.outbox SET state = $4::text, due = $5::int8, trouble = $6::bytea, "
      "worker = NULL, until = NULL "
      "WHERE book = $1::int4 AND number = $2::int8 AND worker = $3::text AND state = 'waiting'");
  change.number(static_cast<std::int64_t>(number))
      .text(worker)
      .text(to_string(is_known(again) ? MessageState::waiting : MessageState::dead))
      .number(is_known(again) ? again.micros : 0)
      .text(trouble);
  return in_write(connection, change).changed() == 1;
}

std::vector<Delivery> ServerOutbox::list(MessageState state, std::uint64_t after,
                                         std::size_t most) {
  Connection& connection = connection_();
  static const std::string kFind =
      "SELECT " + kColumns +
      "FROM salespipe.outbox WHERE book = $1::int4 AND state = $2::text AND number > $3::int8 "
      "ORDER BY number LIMIT $4::int8";
  Call find = with_book(connection, kFind.c_str());
  find.text(to_string(state)).number(static_cast<std::int64_t>(after)).number(limit(most));
  return all_of(connection, connection.ask(find));
}

bool ServerOutbox::revive(std::uint64_t number, Instant due) {
  Connection& connection = connection_();
  Call change = with_book(connection,
                          "UPDATE salespipe.outbox SET state = 'waiting', due = $3::int8 "
                          "WHERE book = $1::int4 AND number = $2::int8 AND state = 'dead'");
  change.number(static_cast<std::int64_t>(number)).number(due.micros);
  return in_write(connection, change).changed() == 1;
}

}  // namespace salespipe::postgres
