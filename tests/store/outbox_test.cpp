// Messages that leave a book because of its events.
#include <gmock/gmock.h>

#include "salespipe/book/transaction.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Post : public EachStore {
 protected:
  Post() {
    if (IsSkipped()) return;
    book = open_book();
    book.add_account("Acme", at("2026-01-01"));
  }
  static OutboxMessage mail(const char* key) { return {key, "email", "{\"to\":\"ann\"}", 0}; }
  static Instant minute(int number) {
    return Instant{noon("2026-01-02").micros + number * std::int64_t{60'000'000}};
  }
  std::vector<Delivery> lease(const char* worker, int from) {
    return book.outbox()->lease(worker, minute(from), minute(from + 10), 10);
  }
  Book book;
};

std::vector<StoreKind> kinds_with_outbox() {
  std::vector<StoreKind> kinds = store_kinds();
  std::erase_if(kinds, [](const StoreKind& kind) { return std::string(kind.name) == "Memory"; });
  return kinds;
}
INSTANTIATE_TEST_SUITE_P(Stores, Post, testing::ValuesIn(kinds_with_outbox()), name_of);

TEST_P(Post, IsKeptWithTheEventItFollowsFrom) {
  {
    Transaction changes(book);
    book.add_account("Globex", at("2026-01-02"));
    book.post(mail("welcome/2"));
    changes.commit();
  }
  Book again = open_book();
  const auto waiting = again.outbox()->list(MessageState::waiting, 0, 10);
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].message.key, "welcome/2");
  EXPECT_EQ(waiting[0].message.sequence, 2U);
}

TEST_P(Post, IsGoneWithTheEventItFollowsFrom) {
  {
    Transaction changes(book);
    book.add_account("Globex", at("2026-01-02"));
    book.post(mail("welcome/2"));
  }
  {
    Transaction outer(book);
    {
      Transaction inner(book);
      book.post(mail("inner"));
    }
    book.post(mail("outer"));
    outer.commit();
  }
  const auto waiting = book.outbox()->list(MessageState::waiting, 0, 10);
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0].message.key, "outer");
}

TEST_P(Post, OfTheSameKeyIsTheSameMessage) {
  book.post(mail("welcome/1"));
  book.post(mail("welcome/1"));
  EXPECT_THAT(lease("w1", 0), SizeIs(1));
  EXPECT_TRUE(book.outbox()->delivered(1, "w1"));
  book.post(mail("welcome/1"));
  EXPECT_THAT(lease("w1", 20), IsEmpty());
}

TEST_P(Post, IsTheOnlyOneOfAWorkerWhileItsLeaseLasts) {
  book.post(mail("welcome/1"));
  const auto first = lease("w1", 0);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(first[0].attempts, 1);
  EXPECT_THAT(lease("w2", 5), IsEmpty());
  const auto second = lease("w2", 10);  // w1 has not been heard of
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].attempts, 2);
  EXPECT_EQ(second[0].message, first[0].message);
  EXPECT_FALSE(book.outbox()->delivered(1, "w1"));
  EXPECT_TRUE(book.outbox()->delivered(1, "w2"));
  EXPECT_THAT(lease("w3", 60), IsEmpty());
}

TEST_P(Post, ThatFailedIsTriedAgainWhenItIsDue) {
  book.post(mail("welcome/1"));
  ASSERT_THAT(lease("w1", 0), SizeIs(1));
  EXPECT_TRUE(book.outbox()->failed(1, "w1", "no answer", minute(30)));
  EXPECT_THAT(lease("w1", 20), IsEmpty());
  const auto again = lease("w1", 30);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].trouble, "no answer");
  EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(Post, ThatIsGivenUpIsDeadUntilSomebodyRevivesIt) {
  book.post(mail("welcome/1"));
  ASSERT_THAT(lease("w1", 0), SizeIs(1));
  EXPECT_TRUE(book.outbox()->failed(1, "w1", "no such address", kNoInstant));
  EXPECT_THAT(lease("w1", 60), IsEmpty());
  ASSERT_THAT(book.outbox()->list(MessageState::dead, 0, 10), SizeIs(1));
  EXPECT_TRUE(book.outbox()->revive(1, minute(60)));
  EXPECT_FALSE(book.outbox()->revive(1, minute(60)));
  EXPECT_THAT(lease("w1", 60), SizeIs(1));
}

TEST_P(Post, SaysAnyBytesThatItsTopicAgreedOn) {
  OutboxMessage message = mail("welcome/1");
  message.body = std::string("\0\xFF\xC3", 3);
  book.post(message);
  const auto leased = lease("w1", 0);
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].message.body, message.body);
  EXPECT_TRUE(book.outbox()->failed(1, "w1", std::string("\0 no", 4), minute(30)));
  EXPECT_EQ(book.outbox()->list(MessageState::waiting, 0, 10)[0].trouble, std::string("\0 no", 4));
}

TEST_P(Post, IsLeasedByDueTimeThenInTheOrderOfPosting) {
  for (const char* key : {"a", "b", "c", "d"}) book.post(mail(key));
  ASSERT_THAT(lease("w1", 0), SizeIs(4));
  for (std::uint64_t number = 1; number <= 4; ++number) {
    EXPECT_TRUE(book.outbox()->failed(number, "w1", "no", minute(number == 2 ? 20 : 30)));
  }
  std::vector<std::string> keys;
  for (const Delivery& each : book.outbox()->lease("w1", minute(60), minute(70), 3)) {
    keys.push_back(each.message.key);
  }
  EXPECT_THAT(keys, testing::ElementsAre("b", "a", "c"));
}

TEST_P(Post, NeedsAStoreWithAnOutbox) {
  Book in_memory;
  EXPECT_EQ(in_memory.outbox(), nullptr);
  EXPECT_EQ(error_of([&] { in_memory.post(mail("welcome/1")); }), ErrorCode::invalid_state);
}

TEST_P(Post, IsNotLeasedWithinATransaction) {
  const Transaction changes(book);
  EXPECT_EQ(error_of([&] { (void)lease("w1", 0); }), ErrorCode::invalid_state);
}

}  // namespace
}  // namespace salespipe::test
