#include "store/entry_check.hpp"

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

[[noreturn]] void refuse(ErrorCode code, const std::string& store, const std::string& message) {
  ErrorPlace place;
  place.file = store;
  throw Error(code, message, std::move(place));
}

}  // namespace

void check_follows(const std::string& store, const JournalHead& head, const JournalEntry& entry) {
  if (entry.sequence != head.sequence + 1) {
    refuse(ErrorCode::invalid_argument, store,
           "event " + std::to_string(entry.sequence) + " cannot follow event " +
               std::to_string(head.sequence));
  }
  if (entry.line.empty()) {
    refuse(ErrorCode::invalid_argument, store,
           "event " + std::to_string(entry.sequence) + " lacks its line");
  }
}

void refuse_taken_id(const std::string& store, const JournalEntry& entry) {
  refuse(ErrorCode::already_exists, store,
         "the event id " + quoted(entry.id) + " is in the journal already");
}

void refuse_closed(const std::string& store) {
  refuse(ErrorCode::invalid_state, store, "the journal is closed; open it again");
}

void refuse_without_write(const std::string& store) {
  refuse(ErrorCode::invalid_state, store, "no write is under way; begin one first");
}

void refuse_nested_write(const std::string& store) {
  refuse(ErrorCode::invalid_state, store, "a write is under way already; end it first");
}

void refuse_changed(const std::string& store, std::uint64_t sequence) {
  refuse(ErrorCode::corrupt, store,
         "event " + std::to_string(sequence) +
             " was changed after it was written: its checksum does not fit; restore a backup");
}

void refuse_missing(const std::string& store, std::uint64_t sequence) {
  refuse(ErrorCode::corrupt, store,
         "event " + std::to_string(sequence) +
             " is missing, and later ones are there; restore a "
             "backup");
}

void refuse_other_journal(const std::string& store, std::uint64_t sequence) {
  refuse(ErrorCode::corrupt, store,
         "event " + std::to_string(sequence) +
             " is not the one that was there before: the journal was replaced or rewritten; open "
             "the book again");
}

}  // namespace salespipe
