#pragma once

#include <span>

#include "salespipe/book/journal_store.hpp"
#include "store/chain.hpp"
#include "store/postgres_connection.hpp"

namespace salespipe::postgres {

/// JournalStore::replace(), within a write.
void replace(Connection& connection, Chain& chain, std::span<const JournalEntry> entries);

/// Outside of a write: the tables written anew without what was replaced. Error(io_error) when
/// somebody still reads what was before, or this user may not do it.
void remove_traces(Connection& connection, std::chrono::milliseconds patience);

}  // namespace salespipe::postgres
