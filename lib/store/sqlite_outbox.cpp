#include "store/sqlite_outbox.hpp"

#include <optional>
#include <sqlite3.h>

#include "salespipe/base/id.hpp"
#include "store/entry_check.hpp"

namespace salespipe::sqlite {
namespace {

constexpr const char* kColumns =
    "SELECT number, key, topic, body, sequence, state, due, attempts, worker, until, trouble "
    "FROM outbox ";

std::string text_or_nothing(const Statement& row, int column) {
  return row.is_null(column) ? std::string() : std::string(row.text(column));
}

MessageState state_from(const Connection& connection, std::string_view text) {
  for (const auto state : {MessageState::waiting, MessageState::delivered, MessageState::dead}) {
    if (to_string(state) == text) return state;
  }
  connection.fail(ErrorCode::corrupt, "a message of the outbox is in no state that there is");
}

Delivery delivery_from(const Connection& connection, const Statement& row) {
  Delivery found;
  found.number = static_cast<std::uint64_t>(row.integer(0));
  found.message = {std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
                   static_cast<std::uint64_t>(row.integer(4))};
  found.state = state_from(connection, row.text(5));
  found.due = Instant{row.integer(6)};
  found.attempts = static_cast<int>(row.integer(7));
  found.worker = text_or_nothing(row, 8);
  if (!row.is_null(9)) found.until = Instant{row.integer(9)};
  found.trouble = text_or_nothing(row, 10);
  return found;
}

std::vector<Delivery> all_of(const Connection& connection, Statement& rows) {
  std::vector<Delivery> found;
  while (rows.step()) found.push_back(delivery_from(connection, rows));
  return found;
}

/// Runs a change as a write of its own.
template <class Change>
auto in_write(Connection& connection, const Change& change) {
  if (connection.is_writing()) refuse_nested_write(connection.name());
  connection.begin_write();
  try {
    auto result = change();
    connection.commit();
    return result;
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

/// Changes the one row that the statement is about; false when there is none.
bool change_one(Connection& connection, Statement& change) {
  change.run();
  return sqlite3_changes(connection.database().handle()) == 1;
}

}  // namespace

void FileOutbox::post(std::span<const OutboxMessage> messages) {
  Connection& connection = connection_();
  if (!connection.is_writing()) refuse_without_write(connection.name());
  Statement insert(connection.database(),
                   "INSERT INTO outbox (key, sequence, topic, body) VALUES (?, ?, ?, ?) "
                   "ON CONFLICT (key) DO NOTHING");
  for (const OutboxMessage& message : messages) {
    check_id(message.key, "key of a message");
    check_id(message.topic, "topic of a message");
    insert.bind(1, message.key)
        .bind(2, static_cast<std::int64_t>(message.sequence))
        .bind(3, message.topic)
        .bind(4, message.body)
        .run();
  }
}

std::vector<Delivery> FileOutbox::lease(std::string_view worker, Instant now, Instant until,
                                        std::size_t most) {
  Connection& connection = connection_();
  check_id(worker, "name of a worker");
  if (until <= now) {
    connection.fail(ErrorCode::invalid_argument, "a lease must end after it begins");
  }
  return in_write(connection, [&] {
    Statement due(connection.database(),
                  std::string(kColumns) +
                      "WHERE state = 'waiting' AND due <= ?1 AND (until IS NULL OR until <= ?1) "
                      "ORDER BY due, number LIMIT ?2");
    due.bind(1, now.micros).bind(2, static_cast<std::int64_t>(most));
    std::vector<Delivery> leased = all_of(connection, due);
    Statement take(connection.database(),
                   "UPDATE outbox SET worker = ?, until = ?, attempts = attempts + 1 "
                   "WHERE number = ?");
    for (Delivery& delivery : leased) {
      take.bind(1, worker)
          .bind(2, until.micros)
          .bind(3, static_cast<std::int64_t>(delivery.number))
          .run();
      delivery.worker = worker;
      delivery.until = until;
      ++delivery.attempts;
    }
    return leased;
  });
}

bool FileOutbox::delivered(std::uint64_t number, std::string_view worker) {
  Connection& connection = connection_();
  return in_write(connection, [&] {
    Statement change(connection.database(),
                     "UPDATE outbox SET state = 'delivered', until = NULL, trouble = NULL "
                     "WHERE number = ? AND worker = ? AND state = 'waiting'");
    change.bind(1, static_cast<std::int64_t>(number)).bind(2, worker);
    return change_one(connection, change);
  });
}

bool FileOutbox::failed(std::uint64_t number, std::string_view worker, std::string_view trouble,
                        Instant again) {
  Connection& connection = connection_();
  return in_write(connection, [&] {
    Statement change(connection.database(),
                     "UPDATE outbox SET state = ?, due = ?, trouble = ?, worker = NULL, "
                     "until = NULL WHERE number = ? AND worker = ? AND state = 'waiting'");
    change.bind(1, to_string(is_known(again) ? MessageState::waiting : MessageState::dead))
        .bind(2, is_known(again) ? again.micros : 0)
        .bind(3, trouble)
        .bind(4, static_cast<std::int64_t>(number))
        .bind(5, worker);
    return change_one(connection, change);
  });
}

std::vector<Delivery> FileOutbox::list(MessageState state, std::uint64_t after, std::size_t most) {
  Connection& connection = connection_();
  Statement rows(connection.database(),
                 std::string(kColumns) + "WHERE state = ? AND number > ? ORDER BY number LIMIT ?");
  rows.bind(1, to_string(state))
      .bind(2, static_cast<std::int64_t>(after))
      .bind(3, static_cast<std::int64_t>(most));
  return all_of(connection, rows);
}

bool FileOutbox::revive(std::uint64_t number, Instant due) {
  Connection& connection = connection_();
  return in_write(connection, [&] {
    Statement change(connection.database(),
                     "UPDATE outbox SET state = 'waiting', due = ? "
                     "WHERE number = ? AND state = 'dead'");
    change.bind(1, due.micros).bind(2, static_cast<std::int64_t>(number));
    return change_one(connection, change);
  });
}

}  // namespace salespipe::sqlite
