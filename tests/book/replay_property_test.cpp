#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe::test {
namespace {

RC_GTEST_PROP(Replay, GivesTheSameBookByteForByteAndRefusedCommandsChangeNoByte, ()) {
  Salesroom room;
  const int commands = *rc::gen::inRange(1, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  const std::vector<Event> journal = journal_of(room.book);
  const std::string state = room.book.state_json();
  RC_ASSERT(Book::replay(journal).state_json() == state);

  // Through the text of the journal.
  std::vector<Event> read;
  for (const Event& event : journal)
    read.push_back(event_from_json_line(event_to_json_line(event)));
  RC_ASSERT(read == journal);
  RC_ASSERT(Book::replay(read).state_json() == state);

  // Each prefix and the rest: what was there already changes nothing, the rest completes it.
  const auto cut = static_cast<std::size_t>(
      *rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(journal.size()) + 1));
  Book partly = Book::replay(std::span(journal).first(cut));
  const std::string halfway = partly.state_json();
  // A batch that fails at its end is taken back to the last byte.
  std::vector<Event> bad(journal.begin() + static_cast<std::ptrdiff_t>(cut), journal.end());
  Event impossible = journal.front();
  impossible.id = EventId("impossible");
  impossible.sequence = 0;
  bad.push_back(impossible);
  RC_ASSERT(error_of([&] { partly.append(bad); }) == ErrorCode::already_exists);
  RC_ASSERT(partly.state_json() == halfway);
  partly.append(journal);
  RC_ASSERT(partly.state_json() == state);
}

}  // namespace
}  // namespace salespipe::test
