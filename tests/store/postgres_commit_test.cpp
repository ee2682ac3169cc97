// What a store says of a commit in which it lost its connection: the truth, or that it does not
// know.
#include <gmock/gmock.h>

#include "salespipe/book/transaction.hpp"
#include "store/postgres_fixture.hpp"
#include "support/cutting_proxy.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using Cut = CuttingProxy::Cut;

class CutCommit : public PostgresDatabase {
 protected:
  std::size_t kept() {
    PostgresJournal store(address());
    return all_of(store).size();
  }
};

TEST_F(CutCommit, IsNoCommitWhenTheServerNeverHeardOfIt) {
  for (const Cut cut : {Cut::before, Cut::stalled}) {
    const CuttingProxy proxy(address(), cut);
    PostgresJournal store(proxy.address());
    const JournalHead before = store.begin_write();
    store.append(std::vector{entry(before.sequence + 1)});
    const auto commit = [&] { (void)store.commit(); };
    EXPECT_THAT(message_of(commit), HasSubstr("the change was not kept"));
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(kept(), before.sequence);
    put(store, {entry(before.sequence + 1)});  // the store goes on
  }
  EXPECT_EQ(kept(), 2U);
}

TEST_F(CutCommit, IsACommitWhenTheServerHadMadeIt) {
  const CuttingProxy proxy(address(), Cut::unheard);
  PostgresJournal store(proxy.address());
  const JournalHead head = put(store, {entry(1), entry(2, "crm-1")});
  EXPECT_TRUE(proxy.has_cut());
  EXPECT_EQ(store.head(), head);
  EXPECT_EQ(kept(), 2U);
  put(store, {entry(3)});
  EXPECT_EQ(kept(), 3U);
}

TEST_F(CutCommit, IsWhatTheServerSaysWhereverItWasCut) {
  std::size_t expected = 0;
  int known = 0;
  for (int i = 0; i < 20; ++i) {
    const CuttingProxy proxy(address(), Cut::blind);
    PostgresJournal store(proxy.address());
    store.begin_write();
    store.append(std::vector{entry(expected + 1)});
    try {
      store.commit();
      ++expected;
    } catch (const Error& error) {
      EXPECT_THAT(error.message(), HasSubstr("the change was not kept"));
    }
    ++known;
    ASSERT_EQ(kept(), expected);
  }
  EXPECT_EQ(known, 20);
}

TEST_F(CutCommit, OfAMessageIsWhatTheServerSaysToo) {
  write_deal();
  {
    Book book = Book::open(address());
    book.post({"welcome/1", "email", "{}", 0});
  }
  const CuttingProxy proxy(address(), Cut::unheard);
  Book book(std::make_unique<PostgresJournal>(proxy.address()));
  const auto leased = book.outbox()->lease("w1", noon("2026-01-03"), noon("2026-01-04"), 10);
  EXPECT_TRUE(proxy.has_cut());
  EXPECT_THAT(leased, SizeIs(1));
  EXPECT_TRUE(book.outbox()->delivered(1, "w1"));
}

TEST_F(CutCommit, ThatNobodyCanBeAskedAboutIsSaidToBeUnknown) {
  write_deal();
  const CuttingProxy proxy(address(), Cut::unheard, false);
  PostgresOptions hasty;
  hasty.patience = std::chrono::milliseconds(500);
  Book book(std::make_unique<PostgresJournal>(proxy.address(), hasty));
  const auto add = [&] { book.add_account("Acme", at("2026-01-03")); };
  EXPECT_THAT(message_of(add), HasSubstr("it is not known whether the change was kept"));
  EXPECT_EQ(book.accounts().size(), 0U);
  EXPECT_EQ(error_of(add), ErrorCode::invalid_state);
  EXPECT_EQ(Book::open(address()).accounts().size(), 1U);  // as it happens
}

TEST_F(CutCommit, OfABookLeavesNoHalfOfATransaction) {
  write_deal();
  const CuttingProxy proxy(address(), Cut::before);
  Book book(std::make_unique<PostgresJournal>(proxy.address()));
  const std::string before = book.state_json();
  {
    Transaction changes(book);
    book.add_account("Acme", at("2026-01-03"));
    book.add_account("Globex", at("2026-01-03"));
    EXPECT_EQ(error_of([&] { changes.commit(); }), ErrorCode::io_error);
  }
  EXPECT_EQ(book.state_json(), before);
  book.add_account("Initech", at("2026-01-03"));
  EXPECT_EQ(Book::open(address()).state_json(), book.state_json());
}

}  // namespace
}  // namespace salespipe::test
