// The fast form of a long journal: only a copy, never the truth.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/event_block.hpp"
#include "book/salesroom.hpp"
#include "store/sqlite_database.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

Journal journal_from(const std::vector<Event>& events) {
  Journal journal;
  std::map<std::pair<StreamKind, std::string>, StreamIndex> streams;
  for (const Event& event : events) {
    const std::pair key{event.stream.kind, event.stream.id};
    if (!streams.contains(key)) {
      streams.emplace(key, journal.add_stream(event.stream.kind, event.stream.id));
    }
    journal.append(streams.at(key), event);
  }
  return journal;
}

RC_GTEST_PROP(EventBlock, GivesTheEventsBack, ()) {
  Salesroom room;
  const int commands = *rc::gen::inRange(1, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  const std::vector<Event> events = journal_of(room.book);
  const std::string bytes = write_event_block(journal_from(events), 1, events.size());
  Book copy;
  read_event_block(bytes, [&](const Event& event) { copy.append(event); });
  RC_ASSERT(journal_of(copy) == events);
  RC_ASSERT(copy.state_json() == room.book.state_json());
}

RC_GTEST_PROP(EventBlock, OfDamagedBytesIsRefusedOrReadWithoutHarm, ()) {
  Salesroom room;
  for (int i = 0; i < 20; ++i) room.one_command();
  const std::vector<Event> events = journal_of(room.book);
  std::string bytes = write_event_block(journal_from(events), 1, events.size());
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ *rc::gen::inRange(1, 256));
  Book copy;
  try {
    read_event_block(bytes, [&](const Event& event) { copy.append(event); });
  } catch (const Error&) {
    RC_ASSERT(copy.last_sequence() <= events.size());
  }
}

/// A book that is long enough to have blocks: many tags on one deal.
class LongBook : public testing::Test {
 protected:
  LongBook() {
    Book book(place.open());
    const auto pipeline =
        book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    const auto deal = book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
    std::vector<Event> events;
    for (int i = 0; i < 21'000; ++i) {
      Event event;
      event.stream = {StreamKind::opportunity, deal.text()};
      event.occurred_at = event.recorded_at = Instant{noon("2026-01-03").micros + i};
      event.payload = ValueChanged{DealValue(Money(i, Currency("EUR")))};
      events.push_back(std::move(event));
    }
    book.append(events);
    state = book.state_json();
    book.close();
  }
  std::int64_t blocks() const {
    return sqlite::Database(place.file(), std::chrono::seconds(1))
        .number("SELECT count(*) FROM blocks");
  }
  void change(const char* sql) const {
    sqlite::Database(place.file(), std::chrono::seconds(1)).execute(sql);
  }
  std::string opened() { return Book(place.open()).state_json(); }
  SqlitePlace place;
  std::string state;
};

TEST_F(LongBook, IsReadFromItsBlocksAsFromItsLines) {
  ASSERT_EQ(blocks(), 1);
  // That the lines are not looked at shows that the block was: whoever wants to know asks verify().
  change("UPDATE events SET line = replace(line, 'value', 'valve') WHERE sequence = 5");
  EXPECT_EQ(opened(), state);
  change("UPDATE events SET line = replace(line, 'valve', 'value') WHERE sequence = 5");
  change("DELETE FROM blocks");
  EXPECT_EQ(opened(), state);
  EXPECT_EQ(blocks(), 1);
}

TEST_F(LongBook, IsReadFromItsLinesWhereABlockIsDamagedOrOfAnotherEngine) {
  for (const char* harm :
       {"UPDATE blocks SET bytes = substr(bytes, 2)", "UPDATE blocks SET digest = zeroblob(32)",
        "UPDATE blocks SET hash = zeroblob(32)", "UPDATE blocks SET engine = 'another'",
        "UPDATE blocks SET last = last - 1", "UPDATE blocks SET first = 2",
        "UPDATE blocks SET bytes = x''"}) {
    ASSERT_EQ(blocks(), 1) << harm;
    change(harm);
    EXPECT_EQ(opened(), state) << harm;
    EXPECT_EQ(opened(), state) << harm;
  }
}

TEST_F(LongBook, TakesInWhatCameAfterItsBlocks) {
  {
    Book book(place.open());
    book.add_account("Acme", at("2026-01-04"));
    state = book.state_json();
  }
  EXPECT_EQ(opened(), state);
}

}  // namespace
}  // namespace salespipe::test
