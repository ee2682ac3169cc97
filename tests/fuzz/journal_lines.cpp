// A journal in JSON Lines, appended to an empty book.
#include "books.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

constexpr std::uint64_t kMostEvents = 60;

Told append(sp_book book, std::string_view lines, std::uint64_t* sequence = nullptr) {
  return told("sp_book_append", [&](sp_error error) {
    return sp_book_append(book, lines.data(), lines.size(), sequence, error);
  });
}

void require_same(const std::string& state, sp_book other, std::string_view what) {
  const std::string again = query(other, R"({"query":"state"})");
  require(again == state, std::string(what) + " holds something else:\n" + state + "\n" + again);
}

}  // namespace

void journal_lines(std::string_view input) {
  if (input.size() > kLongestInput) return;
  const OwnedBook book = new_book();
  const std::string empty = query(book, R"({"query":"state"})");
  std::uint64_t sequence = 0;
  if (!append(book, input, &sequence).ok()) {
    require(sequence_of(book) == 0, "lines that were refused have added an event");
    require_same(empty, book, "a book whose lines were refused");
    return;
  }
  require(sequence == sequence_of(book), "another sequence than the book's");
  const std::string state = query(book, R"({"query":"state"})");

  // Facts that are there already change nothing: as the book gives them, each with its id.
  std::uint64_t twice = 0;
  const Told again = append(book, events_of(book), &twice);
  require(again.ok() && twice == sequence, "the same lines again: " + again.message);
  require_same(state, book, "a book that was given its lines twice");

  require_equal_to_its_replay(book);
  if (sequence > kMostEvents) return;
  const OwnedBook one_by_one = new_book();
  for (std::uint64_t number = 1; number <= sequence; ++number) {
    const std::string event = events_of(book, number, 1);
    const Told told_of = append(one_by_one, event);
    require(told_of.ok(), "refused alone: " + event + told_of.message);
  }
  require_same(state, one_by_one, "a book that was given its lines one by one");
}

}  // namespace salespipe::fuzz
