#include "salespipe/store/postgres_journal.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "store/chain.hpp"
#include "store/entry_check.hpp"
#include "store/postgres_array.hpp"
#include "store/postgres_blocks.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_erasure.hpp"
#include "store/postgres_outbox.hpp"

namespace salespipe {
namespace {

/// A notification can be lost on its way, in a pooler or a server that was killed: who waits looks
/// anyway after so long.
constexpr std::chrono::milliseconds kLookAnyway{1000};

using postgres::Call;
using postgres::Result;

// What others wrote since is rarely more than one of the first; the rest come in larger pages.
constexpr std::size_t kFirstPage = 500;
constexpr std::size_t kPage = 5000;

}  // namespace

bool postgres_is_built_in() noexcept { return true; }

struct PostgresJournal::Open {
  Open(const PostgresAddress& address, const PostgresOptions& given)
      : options(given), connection(address, given) {}

  JournalHead head_from(const Result& rows) const {
    if (rows.rows() == 0) return {};
    const auto sequence = static_cast<std::uint64_t>(rows.number(0, 0));
    return {sequence, kept_hash(rows.bytes(0, 1), connection.name(), sequence)};
  }
  Result page(std::uint64_t first, std::size_t size) {
    Call call = Call::prepared(postgres::kPage);
    call.small_number(connection.book())
        .number(static_cast<std::int64_t>(first))
        .number(static_cast<std::int64_t>(size));
    return connection.ask(call);
  }
  /// Takes the rows of a page; false when it ends before the place where reading begins.
  void take_rows(const Result& rows, std::size_t first, JournalHead& at, const Take& take);
  void refuse_known_ids(std::span<const JournalEntry> entries);

  PostgresOptions options;
  postgres::Connection connection;
  Chain chain;
  JournalHead head;  // of the write that is under way
  bool has_appended = false;
  bool has_replaced = false;
  JournalEntry entry;  // its memory is used again
};

void PostgresJournal::Open::take_rows(const Result& rows, std::size_t first, JournalHead& at,
                                      const Take& take) {
  const std::string& name = connection.name();
  for (std::size_t row = first; row < rows.rows(); ++row) {
    entry.sequence = static_cast<std::uint64_t>(rows.number(row, postgres::kSequence));
    if (entry.sequence != at.sequence + 1) refuse_missing(name, at.sequence + 1);
    const ChainHash hash = kept_hash(rows.bytes(row, postgres::kHash), name, entry.sequence);
    entry.line = rows.text(row, postgres::kLine);
    const ChainHash digest =
        rows.is_null(row, postgres::kDigest)
            ? chain.digest(entry.line)
            : kept_hash(rows.bytes(row, postgres::kDigest), name, entry.sequence);
    if (chain.next(at.hash, digest) != hash) refuse_changed(name, entry.sequence);
    entry.id.clear();
    if (!rows.is_null(row, postgres::kId)) entry.id = rows.text(row, postgres::kId);
    take(entry);
    at = {entry.sequence, hash};
  }
}

/// A row that is refused would end the whole transaction, without saying which it was.
void PostgresJournal::Open::refuse_known_ids(std::span<const JournalEntry> entries) {
  std::set<std::string_view> ids;
  for (const JournalEntry& each : entries) {
    if (!each.id.empty() && !ids.insert(each.id).second) refuse_taken_id(connection.name(), each);
  }
  if (ids.empty()) return;
  postgres::ArrayValue list(postgres::ArrayValue::Of::text);
  for (const std::string_view id : ids) list.add(id);
  Call find = Call::of(
      "SELECT id FROM salespipe.events WHERE book = $1::int4 AND id = ANY ($2::text[]) "
      "AND id IS NOT NULL LIMIT 1");
  find.small_number(connection.book()).text(list.value());
  const Result found = connection.change(find);
  if (found.rows() == 0) return;
  JournalEntry taken;
  taken.id = found.text(0, 0);
  refuse_taken_id(connection.name(), taken);
}

PostgresJournal::PostgresJournal(const std::string& address, const PostgresOptions& options)
    : outbox_(std::make_unique<postgres::ServerOutbox>(
          [this]() -> postgres::Connection& { return open().connection; })) {
  const PostgresAddress parts = postgres_address(address);
  name_ = parts.shown;
  open_ = std::make_unique<Open>(parts, options);
}

PostgresJournal::~PostgresJournal() {
  try {
    close();
  } catch (...) {  // a destructor cannot tell; nothing that was committed is lost by it
    open_.reset();
  }
}

std::string PostgresJournal::name() const { return name_; }

PostgresJournal::Open& PostgresJournal::open() const {
  if (!open_) refuse_closed(name_);
  if (!open_->connection.is_of_this_process()) {
    open_->connection.fail(
        ErrorCode::invalid_state,
        "the book was opened before this process was forked; open it here again");
  }
  return *open_;
}

JournalHead PostgresJournal::head() {
  Open& from = open();
  if (from.connection.is_writing()) return from.head;
  Call call = Call::prepared(postgres::kHead);
  call.small_number(from.connection.book());
  return from.head_from(from.connection.ask(call));
}

JournalHead PostgresJournal::read(const JournalHead& after, const Take& take) {
  Open& from = open();
  JournalHead at = after;
  std::size_t first = 0;
  Result rows = from.page(std::max<std::uint64_t>(after.sequence, 1), kFirstPage);
  if (after.sequence > 0) {
    const bool is_there =
        rows.rows() > 0 &&
        static_cast<std::uint64_t>(rows.number(0, postgres::kSequence)) == after.sequence &&
        kept_hash(rows.bytes(0, postgres::kHash), name_, after.sequence) == after.hash;
    if (!is_there) refuse_other_journal(name_, after.sequence);
    first = 1;
  }
  from.take_rows(rows, first, at, take);
  if (rows.rows() < kFirstPage) return at;
  // What was taken is a beginning of every later moment, one of which gives the rest.
  const bool is_reading = !from.connection.is_writing();
  if (is_reading) from.connection.begin_reading();
  try {
    do {
      rows = from.page(at.sequence + 1, kPage);
      from.take_rows(rows, 0, at, take);
    } while (rows.rows() == kPage);
  } catch (...) {
    from.connection.end_reading();
    throw;
  }
  from.connection.end_reading();
  return at;
}

bool PostgresJournal::wait(const JournalHead& head, std::chrono::milliseconds timeout) {
  Open& from = open();
  if (from.connection.is_writing()) refuse_nested_write(name_);
  from.connection.listen();
  bool is_new = false;
  try {
    // Looked at after listening has begun: who writes from now on is heard.
    is_new = this->head() != head;
    while (!is_new && timeout > std::chrono::milliseconds::zero()) {
      std::chrono::milliseconds left = std::min(timeout, kLookAnyway);
      timeout -= left;
      (void)from.connection.wait_for_others(left);
      timeout += left;
      is_new = this->head() != head;
    }
  } catch (...) {
    from.connection.stop_listening();
    throw;
  }
  from.connection.stop_listening();
  return is_new;
}

JournalHead PostgresJournal::begin_write() {
  Open& to = open();
  if (to.connection.is_writing()) refuse_nested_write(name_);
  const Result rows = to.connection.begin_write();
  try {
    to.head = to.head_from(rows);
  } catch (...) {
    to.connection.roll_back();
    throw;
  }
  to.has_appended = false;
  to.has_replaced = false;
  return to.head;
}

void PostgresJournal::append(std::span<const JournalEntry> entries) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  if (entries.empty()) return;
  JournalHead head = to.head;
  postgres::ArrayValue ids(postgres::ArrayValue::Of::text);
  postgres::ArrayValue hashes(postgres::ArrayValue::Of::bytes);
  postgres::ArrayValue lines(postgres::ArrayValue::Of::text);
  for (const JournalEntry& entry : entries) {
    check_follows(name_, head, entry);
    head = {entry.sequence, to.chain.next(head.hash, entry.line)};
    if (entry.id.empty()) {
      ids.add_null();
    } else {
      ids.add(entry.id);
    }
    hashes.add({reinterpret_cast<const char*>(head.hash.data()), head.hash.size()});
    lines.add(entry.line);
  }
  to.refuse_known_ids(entries);
  Call insert = Call::prepared(postgres::kInsert);
  insert.small_number(to.connection.book())
      .number(static_cast<std::int64_t>(to.head.sequence))
      .text(ids.value())
      .text(hashes.value())
      .text(lines.value());
  (void)to.connection.change(insert);
  to.head = head;
  to.has_appended = true;
}

JournalHead PostgresJournal::commit() {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  to.connection.commit(to.has_appended ? std::optional(to.head) : std::nullopt);
  if (std::exchange(to.has_replaced, false)) {
    postgres::remove_traces(to.connection, to.options.patience);
  }
  return to.head;
}

void PostgresJournal::replace(std::span<const JournalEntry> entries) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  postgres::replace(to.connection, to.chain, entries);
  to.has_replaced = true;
}

void PostgresJournal::roll_back() noexcept {
  if (open_ && open_->connection.is_writing() && open_->connection.is_of_this_process()) {
    open_->connection.roll_back();
  }
}

void PostgresJournal::read_blocks(
    const std::function<bool(const JournalBlock&, const JournalHead&)>& take) {
  Open& from = open();
  try {
    postgres::read_blocks(from.connection, from.chain, take);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;  // a damaged copy is as good as none
  }
}

void PostgresJournal::keep_block(const JournalBlock& block) {
  Open& to = open();
  if (!to.connection.is_writing()) refuse_without_write(name_);
  postgres::keep_block(to.connection, to.chain, block);
}

Outbox* PostgresJournal::outbox() { return outbox_.get(); }

void PostgresJournal::close() {
  if (!open_) return;
  roll_back();
  open_.reset();  // the server drops what was under way
}

}  // namespace salespipe
