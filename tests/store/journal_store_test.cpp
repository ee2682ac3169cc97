// What holds for every store of a journal.
#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "salespipe/store/append.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Store : public EachStore {};
INSTANTIATE_TEST_SUITE_P(Stores, Store, testing::ValuesIn(store_kinds()), name_of);

TEST_P(Store, IsEmptyAtFirst) {
  const auto store = open();
  EXPECT_EQ(store->head(), JournalHead{});
  EXPECT_THAT(all_of(*store), IsEmpty());
}

TEST_P(Store, GivesWhatWasCommittedInOrderToWhoeverOpensIt) {
  const auto writer = open();
  const JournalHead head = put(*writer, {entry(1), entry(2, "crm-7"), entry(3)});
  EXPECT_EQ(head.sequence, 3U);
  const auto reader = open();
  EXPECT_EQ(reader->head(), head);
  EXPECT_THAT(all_of(*reader), ElementsAre(entry(1), entry(2, "crm-7"), entry(3)));
}

TEST_P(Store, GivesOnlyWhatIsBehindAHead) {
  const auto store = open();
  const JournalHead first = put(*store, {entry(1), entry(2)});
  const JournalHead second = put(*store, {entry(3)});
  std::vector<JournalEntry> seen;
  EXPECT_EQ(store->read(first, [&](const JournalEntry& entry) { seen.push_back(entry); }), second);
  EXPECT_THAT(seen, ElementsAre(entry(3)));
  EXPECT_THAT(all_of(*store, second), IsEmpty());
}

TEST_P(Store, HeadTellsJournalsOfDifferentEventsApart) {
  const auto store = open();
  const JournalHead head = put(*store, {entry(1), entry(2)});
  const auto other_place = GetParam().make();
  const auto other = other_place->open();
  EXPECT_EQ(put(*other, {entry(1), entry(2)}), head);
  const auto third_place = GetParam().make();
  const auto third = third_place->open();
  JournalEntry changed = entry(1);
  changed.line += ' ';
  EXPECT_NE(put(*third, {changed, entry(2)}).hash, head.hash);
}

TEST_P(Store, RefusesToReadBehindAHeadThatItNeverHad) {
  const auto store = open();
  JournalHead head = put(*store, {entry(1)});
  head.hash[5] ^= 1U;
  EXPECT_EQ(error_of([&] { (void)all_of(*store, head); }), ErrorCode::corrupt);
  EXPECT_EQ(error_of([&] { (void)all_of(*store, {9, {}}); }), ErrorCode::corrupt);
}

TEST_P(Store, KeepsNothingOfAWriteThatIsRolledBack) {
  const auto store = open();
  const JournalHead before = put(*store, {entry(1)});
  store->begin_write();
  store->append(std::vector{entry(2, "crm-1"), entry(3)});
  EXPECT_EQ(store->head().sequence, 3U);
  store->roll_back();
  EXPECT_EQ(store->head(), before);
  EXPECT_THAT(all_of(*open()), ElementsAre(entry(1)));
  put(*store, {entry(2, "crm-1")});
}

TEST_P(Store, ShowsNobodyElseAWriteThatIsUnderWay) {
  const auto writer = open();
  const auto reader = open();
  writer->begin_write();
  writer->append(std::vector{entry(1)});
  EXPECT_EQ(reader->head(), JournalHead{});
  EXPECT_THAT(all_of(*reader), IsEmpty());
  writer->commit();
  EXPECT_THAT(all_of(*reader), ElementsAre(entry(1)));
}

TEST_P(Store, KeepsNothingOfAWriteWhoseStoreIsClosed) {
  auto writer = open();
  writer->begin_write();
  writer->append(std::vector{entry(1)});
  writer->close();
  EXPECT_THAT(all_of(*open()), IsEmpty());
  writer = open();
  writer->begin_write();
  writer->append(std::vector{entry(1)});
  writer.reset();
  EXPECT_THAT(all_of(*open()), IsEmpty());
  put(*open(), {entry(1)});
}

TEST_P(Store, RefusesEventsThatDoNotFollow) {
  const auto store = open();
  store->begin_write();
  EXPECT_EQ(error_of([&] { store->append(std::vector{entry(2)}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([&] {
              store->append(std::vector{entry(1), entry(1)});
            }),
            ErrorCode::invalid_argument);
}

TEST_P(Store, RefusesAnIdThatIsThere) {
  const auto store = open();
  put(*store, {entry(1, "crm-1")});
  store->begin_write();
  EXPECT_EQ(error_of([&] { store->append(std::vector{entry(2, "crm-1")}); }),
            ErrorCode::already_exists);
  store->roll_back();
  put(*store, {entry(2, "crm-2")});
}

TEST_P(Store, RefusesWritesOutOfTurn) {
  const auto store = open();
  EXPECT_EQ(error_of([&] { store->append(std::vector{entry(1)}); }), ErrorCode::invalid_state);
  EXPECT_EQ(error_of([&] { (void)store->commit(); }), ErrorCode::invalid_state);
  store->begin_write();
  EXPECT_EQ(error_of([&] { (void)store->begin_write(); }), ErrorCode::invalid_state);
  store->append(std::vector{entry(1)});
  EXPECT_EQ(store->commit().sequence, 1U);
}

TEST_P(Store, RefusesEverythingOnceItIsClosed) {
  const auto store = open();
  store->close();
  store->close();
  store->roll_back();
  EXPECT_EQ(error_of([&] { (void)store->head(); }), ErrorCode::invalid_state);
  EXPECT_EQ(error_of([&] { (void)all_of(*store); }), ErrorCode::invalid_state);
  EXPECT_EQ(error_of([&] { (void)store->begin_write(); }), ErrorCode::invalid_state);
}

TEST_P(Store, StopsReadingWhenTheReaderThrows) {
  const auto store = open();
  put(*store, {entry(1), entry(2)});
  EXPECT_THROW(store->read({}, [](const JournalEntry&) { throw std::runtime_error("enough"); }),
               std::runtime_error);
  put(*store, {entry(3)});
}

TEST_P(Store, AppendsBehindTheExpectedHead) {
  const auto store = open();
  const std::vector first{entry(1), entry(2)};
  const Appended done = append_after(*store, {}, first);
  EXPECT_TRUE(done);
  EXPECT_EQ(done.head, store->head());
  EXPECT_TRUE(append_after(*store, done.head, std::vector{entry(3)}));
}

TEST_P(Store, TellsWhatHappenedMeanwhileWhenItMovedOn) {
  const auto store = open();
  const JournalHead read = put(*store, {entry(1)});
  put(*store, {entry(2), entry(3)});
  const Appended done = append_after(*store, read, std::vector{entry(2, "mine")});
  EXPECT_FALSE(done);
  EXPECT_EQ(done.head, store->head());
  EXPECT_THAT(done.meanwhile, ElementsAre(entry(2), entry(3)));
  EXPECT_EQ(store->head().sequence, 3U);
}

TEST_P(Store, TakesARepeatedAppendForDone) {
  const auto store = open();
  const std::vector entries{entry(1, "crm-1"), entry(2)};
  const JournalHead head = append_after(*store, {}, entries).head;
  const Appended again = append_after(*store, {}, entries);
  EXPECT_TRUE(again);
  EXPECT_EQ(again.head, head);
  EXPECT_EQ(store->head(), head);
}

TEST_P(Store, LetsOneWriteAfterTheOther) {
  constexpr int kEach = 50;
  std::atomic<int> writing{0};
  std::atomic<bool> overlapped{false};
  const auto write = [&] {
    const auto store = open();
    for (int i = 0; i < kEach; ++i) {
      const JournalHead head = store->begin_write();
      if (writing.fetch_add(1) != 0) overlapped = true;
      store->append(std::vector{entry(head.sequence + 1)});
      writing.fetch_sub(1);
      store->commit();
    }
  };
  std::thread first(write);
  std::thread second(write);
  std::thread third(write);
  first.join();
  second.join();
  third.join();
  EXPECT_FALSE(overlapped);
  EXPECT_EQ(all_of(*open()).size(), 3U * kEach);
}

}  // namespace
}  // namespace salespipe::test
