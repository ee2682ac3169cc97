#include "store/postgres_blocks.hpp"

#include <algorithm>
#include <vector>

namespace salespipe::postgres {
namespace {

bool is_hash(std::span<const std::uint8_t> bytes, const ChainHash& hash) {
  return std::equal(bytes.begin(), bytes.end(), hash.begin(), hash.end());
}

}  // namespace

void read_blocks(Connection& connection, Chain& chain,
                 const std::function<bool(const JournalBlock&, const JournalHead&)>& take) {
  std::uint64_t next = 1;
  JournalBlock block;
  for (;;) {  // one at a time: each is some megabytes
    Call find = Call::of(
        "SELECT b.last, b.engine, b.hash, b.digest, b.bytes, e.hash FROM salespipe.blocks b "
        "JOIN salespipe.events e ON e.book = b.book AND e.sequence = b.last "
        "WHERE b.book = $1::int4 AND b.first = $2::int8");
    find.small_number(connection.book()).number(static_cast<std::int64_t>(next));
    const Result found = connection.ask(find);
    if (found.rows() == 0) return;
    block.first = next;
    block.last = static_cast<std::uint64_t>(found.number(0, 0));
    const auto hash = hash_from(found.bytes(0, 5));
    if (block.last < block.first || !hash) return;
    const std::string_view bytes = found.text(0, 4);
    if (!is_hash(found.bytes(0, 2), *hash)) return;
    if (!is_hash(found.bytes(0, 3), chain.digest(bytes))) return;
    block.engine = found.text(0, 1);
    block.bytes = bytes;
    if (!take(block, {block.last, *hash})) return;
    next = block.last + 1;
  }
}

void keep_block(Connection& connection, Chain& chain, const JournalBlock& block) {
  const ChainHash digest = chain.digest(block.bytes);
  Call remove =
      Call::of("DELETE FROM salespipe.blocks WHERE book = $1::int4 AND first >= $2::int8");
  remove.small_number(connection.book()).number(static_cast<std::int64_t>(block.first));
  Call insert = Call::of(
      "INSERT INTO salespipe.blocks (book, first, last, engine, hash, digest, bytes) "
      "SELECT $1::int4, $2::int8, $3::int8, $4::text, hash, $5::bytea, $6::bytea "
      "FROM salespipe.events WHERE book = $1::int4 AND sequence = $3::int8");
  insert.small_number(connection.book())
      .number(static_cast<std::int64_t>(block.first))
      .number(static_cast<std::int64_t>(block.last))
      .text(block.engine)
      .bytes(digest)
      .text(block.bytes);
  const std::vector<Call> calls{std::move(remove), std::move(insert)};
  if (connection.change(calls)[1].changed() != 1) {
    connection.fail(ErrorCode::not_found,
                    "there is no event " + std::to_string(block.last) + " for a block to end with");
  }
}

}  // namespace salespipe::postgres
