#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "salespipe/book/journal_store.hpp"
#include "store/chain.hpp"

// What every store refuses, in the same words.
namespace salespipe {

/// Error(invalid_argument) unless `entry` can come behind `head`.
void check_follows(const std::string& store, const JournalHead& head, const JournalEntry& entry);

[[noreturn]] void refuse_taken_id(const std::string& store, const JournalEntry& entry);
[[noreturn]] void refuse_closed(const std::string& store);
[[noreturn]] void refuse_without_write(const std::string& store);
[[noreturn]] void refuse_nested_write(const std::string& store);
/// The hash of event `sequence` is not that of its line and the events before it.
[[noreturn]] void refuse_changed(const std::string& store, std::uint64_t sequence);
/// The hash that is kept with event `sequence`; refuse_changed() where the bytes are none.
ChainHash kept_hash(std::span<const std::uint8_t> bytes, const std::string& store,
                    std::uint64_t sequence);
[[noreturn]] void refuse_missing(const std::string& store, std::uint64_t sequence);
/// Event `sequence` is not the one that was read before.
[[noreturn]] void refuse_other_journal(const std::string& store, std::uint64_t sequence);

}  // namespace salespipe
