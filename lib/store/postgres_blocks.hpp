#pragma once

#include <functional>

#include "salespipe/book/journal_store.hpp"
#include "store/chain.hpp"
#include "store/postgres_connection.hpp"

namespace salespipe::postgres {

/// JournalStore::read_blocks() of a book in a server. Blocks that do not fit are left out, with all
/// behind them.
void read_blocks(Connection& connection, Chain& chain,
                 const std::function<bool(const JournalBlock&, const JournalHead&)>& take);

/// JournalStore::keep_block(). Error(not_found) when the block ends behind the last event.
void keep_block(Connection& connection, Chain& chain, const JournalBlock& block);

}  // namespace salespipe::postgres
