#include "store/entry_check.hpp"

#include "salespipe/base/text.hpp"
#include "store/file_error.hpp"

namespace salespipe {

void check_follows(const std::string& store, const JournalHead& head, const JournalEntry& entry) {
  if (entry.sequence != head.sequence + 1) {
    fail_in(store, ErrorCode::invalid_argument,
            "event " + std::to_string(entry.sequence) + " cannot follow event " +
                std::to_string(head.sequence));
  }
  if (entry.line.empty()) {
    fail_in(store, ErrorCode::invalid_argument,
            "event " + std::to_string(entry.sequence) + " lacks its line");
  }
}

void refuse_taken_id(const std::string& store, const JournalEntry& entry) {
  fail_in(store, ErrorCode::already_exists,
          "the event id " + salespipe::quoted(entry.id) + " is in the journal already");
}

void refuse_closed(const std::string& store) {
  fail_in(store, ErrorCode::invalid_state, "the journal is closed; open it again");
}

void refuse_without_write(const std::string& store) {
  fail_in(store, ErrorCode::invalid_state, "no write is under way; begin one first");
}

void refuse_nested_write(const std::string& store) {
  fail_in(store, ErrorCode::invalid_state, "a write is under way already; end it first");
}

void refuse_changed(const std::string& store, std::uint64_t sequence) {
  fail_in(store, ErrorCode::corrupt,
          "event " + std::to_string(sequence) +
              " was changed after it was written: its checksum does not fit; restore a backup");
}

ChainHash kept_hash(std::span<const std::uint8_t> bytes, const std::string& store,
                    std::uint64_t sequence) {
  const auto hash = hash_from(bytes);
  if (!hash) refuse_changed(store, sequence);
  return *hash;
}

void refuse_missing(const std::string& store, std::uint64_t sequence) {
  fail_in(store, ErrorCode::corrupt,
          "event " + std::to_string(sequence) +
              " is missing, and later ones are there; restore a "
              "backup");
}

void refuse_other_journal(const std::string& store, std::uint64_t sequence) {
  fail_in(store, ErrorCode::corrupt,
          "event " + std::to_string(sequence) +
              " is not the one that was there before: the journal was replaced or rewritten; open "
              "the book again");
}

}  // namespace salespipe
