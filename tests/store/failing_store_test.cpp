// A book whose store fails is as it was before the command, and goes on once the store does.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/transaction.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

/// A journal in memory of which the operations fail that are told to.
class FailingStore final : public JournalStore {
 public:
  enum class At { nowhere, begin, append, commit };

  FailingStore(const MemoryJournal& kept, std::shared_ptr<At> where)
      : kept_(kept), where_(std::move(where)) {}
  std::string name() const override { return "a failing store"; }
  JournalHead head() override { return kept_.head(); }
  JournalHead read(const JournalHead& after, const Take& take) override {
    return kept_.read(after, take);
  }
  JournalHead begin_write() override {
    fail_at(At::begin);
    return kept_.begin_write();
  }
  void append(std::span<const JournalEntry> entries) override {
    fail_at(At::append);
    kept_.append(entries);
  }
  JournalHead commit() override {
    if (*where_ == At::commit) kept_.roll_back();
    fail_at(At::commit);
    return kept_.commit();
  }
  void roll_back() noexcept override { kept_.roll_back(); }
  void close() override { kept_.close(); }

 private:
  void fail_at(At place) const {
    if (*where_ == place) throw Error(ErrorCode::io_error, "no space left on device");
  }
  MemoryJournal kept_;
  std::shared_ptr<At> where_;
};

class Failing : public testing::TestWithParam<FailingStore::At> {
 protected:
  Failing() {
    pipeline =
        book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    deal = book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  }
  MemoryJournal journal;
  std::shared_ptr<FailingStore::At> where =
      std::make_shared<FailingStore::At>(FailingStore::At::nowhere);
  Book book{std::make_unique<FailingStore>(journal, where)};
  PipelineId pipeline;
  OpportunityId deal;
};
INSTANTIATE_TEST_SUITE_P(Operations, Failing,
                         testing::Values(FailingStore::At::begin, FailingStore::At::append,
                                         FailingStore::At::commit));

TEST_P(Failing, StoreLeavesTheBookAsItWas) {
  const std::string before = book.state_json();
  *where = GetParam();
  EXPECT_EQ(error_of([&] { book.move(deal, kContacted, at("2026-01-03")); }), ErrorCode::io_error);
  EXPECT_EQ(error_of([&] {
              book.change_pipeline(Pipeline::standard("Other", Currency("EUR")), at("2026-01-03"));
            }),
            GetParam() == FailingStore::At::begin ? ErrorCode::io_error : ErrorCode::not_found);
  EXPECT_EQ(
      error_of([&] { book.create_opportunity(pipeline, {.name = "Globex"}, at("2026-01-03")); }),
      ErrorCode::io_error);
  EXPECT_EQ(book.state_json(), before);
  *where = FailingStore::At::nowhere;
  EXPECT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  EXPECT_EQ(Book(std::make_unique<MemoryJournal>(journal)).state_json(), book.state_json());
}

TEST_P(Failing, StoreTakesAllOfATransactionBack) {
  const std::string before = book.state_json();
  if (GetParam() == FailingStore::At::begin) {
    *where = GetParam();
    EXPECT_EQ(error_of([&] { const Transaction changes(book); }), ErrorCode::io_error);
  } else {
    Transaction changes(book);
    book.move(deal, kContacted, at("2026-01-03"));
    book.create_opportunity(pipeline, {.name = "Globex"}, at("2026-01-03"));
    *where = GetParam();
    EXPECT_EQ(error_of([&] { changes.commit(); }), ErrorCode::io_error);
  }
  EXPECT_EQ(book.state_json(), before);
  *where = FailingStore::At::nowhere;
  book.create_opportunity(pipeline, {.name = "Globex"}, at("2026-01-03"));
  EXPECT_EQ(Book(std::make_unique<MemoryJournal>(journal)).state_json(), book.state_json());
}

RC_GTEST_PROP(FailingProperty, BookEqualsItsJournalWhateverFails, ()) {
  using At = FailingStore::At;
  MemoryJournal journal;
  const auto where = std::make_shared<At>(At::nowhere);
  Salesroom room{Book(std::make_unique<FailingStore>(journal, where))};
  const int commands = *rc::gen::inRange(1, 40);
  for (int i = 0; i < commands; ++i) {
    *where = *rc::gen::element(At::nowhere, At::nowhere, At::begin, At::append, At::commit);
    room.one_command();
  }
  RC_ASSERT(Book(std::make_unique<MemoryJournal>(journal)).state_json() == room.book.state_json());
}

}  // namespace
}  // namespace salespipe::test
