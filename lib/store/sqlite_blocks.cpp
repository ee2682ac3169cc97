#include "store/sqlite_blocks.hpp"

#include <algorithm>

namespace salespipe::sqlite {
namespace {

bool is_hash(std::span<const std::uint8_t> blob, const ChainHash& hash) {
  return std::equal(blob.begin(), blob.end(), hash.begin(), hash.end());
}

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void read_blocks(Connection& connection, Chain& chain,
                 const std::function<bool(const JournalBlock&, const JournalHead&)>& take) {
  Statement rows(
      connection.database(),
      "SELECT b.first, b.last, b.engine, b.hash, b.digest, b.bytes, e.hash FROM blocks b "
      "JOIN events e ON e.sequence = b.last ORDER BY b.first");
  std::uint64_t next = 1;
  JournalBlock block;
  while (rows.step()) {
    block.first = static_cast<std::uint64_t>(rows.integer(0));
    block.last = static_cast<std::uint64_t>(rows.integer(1));
    const auto hash = hash_from(rows.blob(6));
    if (block.first != next || block.last < block.first || !hash) return;
    const JournalHead head{block.last, *hash};
    const std::string_view bytes = as_text(rows.blob(5));
    if (!is_hash(rows.blob(3), head.hash) || !is_hash(rows.blob(4), chain.digest(bytes))) return;
    block.engine = rows.text(2);
    block.bytes = bytes;
    if (!take(block, head)) return;
    next = block.last + 1;
  }
}

void keep_block(Connection& connection, Chain& chain, const JournalBlock& block) {
  Database& database = connection.database();
  Statement event(database, "SELECT hash FROM events WHERE sequence = ?");
  event.bind(1, static_cast<std::int64_t>(block.last));
  if (!event.step()) {
    connection.fail(ErrorCode::not_found,
                    "there is no event " + std::to_string(block.last) + " for a block to end with");
  }
  Statement(database, "DELETE FROM blocks WHERE first >= ?")
      .bind(1, static_cast<std::int64_t>(block.first))
      .run();
  const ChainHash digest = chain.digest(block.bytes);
  Statement insert(database,
                   "INSERT INTO blocks (first, last, engine, hash, digest, bytes) "
                   "VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind(1, static_cast<std::int64_t>(block.first))
      .bind(2, static_cast<std::int64_t>(block.last))
      .bind(3, block.engine)
      .bind(4, event.blob(0))
      .bind(5, digest);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(block.bytes.data());
  insert.bind(6, std::span(bytes, block.bytes.size())).run();
}

}  // namespace salespipe::sqlite
