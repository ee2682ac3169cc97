// A book that has a store, whatever kind of store it is.
#include <gmock/gmock.h>

#include "book/salesroom.hpp"
#include "salespipe/book/conflict.hpp"
#include "salespipe/book/transaction.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;

class StoredBook : public EachStore {
 protected:
  static PipelineId add_standard(Book& book) {
    return book.add_pipeline(Pipeline::standard("New business", Currency("EUR"), Fridge::with),
                             at("2026-01-01"));
  }
  static OpportunityId add_deal(Book& book, const char* name = "Acme 20 seats") {
    return book.create_opportunity(book.pipelines().front().id(), {.name = name}, at("2026-01-02"));
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, StoredBook, testing::ValuesIn(store_kinds()), name_of);

TEST_P(StoredBook, IsThereWhenItIsOpenedAgain) {
  std::string state;
  {
    Book book = open_book();
    add_standard(book);
    const auto deal = add_deal(book);
    EXPECT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
    EXPECT_TRUE(book.lose(deal, "Price", at("2026-01-04")));
    state = book.state_json();
  }
  EXPECT_EQ(open_book().state_json(), state);
}

TEST_P(StoredBook, TakesInWhatOthersWrote) {
  Book ann = open_book();
  Book bob = open_book();
  add_standard(ann);
  const auto deal = add_deal(ann);
  EXPECT_EQ(bob.last_sequence(), 0U);
  EXPECT_EQ(bob.refresh(), 2U);
  EXPECT_EQ(bob.refresh(), 0U);
  EXPECT_EQ(bob.state_json(), ann.state_json());
  EXPECT_TRUE(ann.move(deal, kContacted, at("2026-01-03")));
  // The command is evaluated on the newest state: the deal is there already.
  EXPECT_EQ(codes(bob.move(deal, kContacted, at("2026-01-03"))),
            std::vector<std::string>{"already_there"});
  EXPECT_EQ(bob.state_json(), ann.state_json());
}

TEST_P(StoredBook, NumbersNewThingsBehindThoseOfOthers) {
  Book ann = open_book();
  Book bob = open_book();
  add_standard(ann);
  bob.refresh();
  const auto of_ann = add_deal(ann);
  const auto of_bob = add_deal(bob);
  EXPECT_NE(of_ann, of_bob);
  ann.refresh();
  EXPECT_EQ(ann.state_json(), bob.state_json());
}

TEST_P(StoredBook, TellsWhatOthersDidMeanwhileToADealThatMovedOn) {
  Book ann = open_book();
  add_standard(ann);
  const auto deal = add_deal(ann);
  Book bob = open_book();
  CommandContext context = at("2026-01-05", "bob");
  context.expected_version = bob.opportunity(deal).version;
  ann.rename(deal, "Acme 50 seats", at("2026-01-04", "ann"));
  const auto rename = [&] { bob.rename(deal, "Acme 30 seats", context); };
  EXPECT_EQ(error_of(rename), ErrorCode::conflict);
  EXPECT_THAT(message_of(rename), HasSubstr("meanwhile: renamed by \"ann\""));
  EXPECT_EQ(bob.opportunity(deal).name, "Acme 50 seats");
  try {
    rename();
  } catch (const Conflict& conflict) {
    EXPECT_EQ(conflict.stream(), (Stream{StreamKind::opportunity, deal.text()}));
    ASSERT_EQ(conflict.meanwhile().size(), 1U);
    EXPECT_EQ(conflict.meanwhile()[0], ann.event(ann.last_sequence()));
    context.expected_version = conflict.version();
    EXPECT_TRUE(bob.rename(deal, "Acme 30 seats", context));
  }
}

TEST_P(StoredBook, TakesACommandThatAnotherProcessRepeatsForDone) {
  Book ann = open_book();
  add_standard(ann);
  CommandContext context = at("2026-01-05");
  context.event_id = EventId("crm-1");
  const auto deal = ann.create_opportunity(ann.pipelines().front().id(), {.name = "Acme"}, context);
  Book bob = open_book();
  EXPECT_EQ(bob.create_opportunity(bob.pipelines().front().id(), {.name = "Acme"}, context), deal);
  EXPECT_EQ(bob.opportunities().size(), 1U);
  EXPECT_EQ(ann.refresh(), 0U);
}

TEST_P(StoredBook, KeepsATransactionWholeOrNotAtAll) {
  Book book = open_book();
  add_standard(book);
  const auto deal = add_deal(book);
  const std::string before = book.state_json();
  {
    Transaction changes(book);
    book.rename(deal, "Acme 50 seats", at("2026-01-03"));
    add_deal(book, "Globex");
    EXPECT_EQ(book.opportunities().size(), 2U);
  }
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(open_book().state_json(), before);
  {
    Transaction changes(book);
    book.rename(deal, "Acme 50 seats", at("2026-01-03"));
    add_deal(book, "Globex");
    changes.commit();
  }
  EXPECT_NE(book.state_json(), before);
  EXPECT_EQ(open_book().state_json(), book.state_json());
}

TEST_P(StoredBook, LeavesOutOnlyTheInnerTransactionThatIsRolledBack) {
  Book book = open_book();
  add_standard(book);
  Transaction outer(book);
  add_deal(book, "Acme");
  {
    Transaction inner(book);
    add_deal(book, "Globex");
  }
  {
    Transaction inner(book);
    add_deal(book, "Initech");
    inner.commit();
  }
  outer.commit();
  ASSERT_EQ(book.opportunities().size(), 2U);
  EXPECT_EQ(book.opportunities()[1].name, "Initech");
  EXPECT_EQ(open_book().state_json(), book.state_json());
}

TEST_P(StoredBook, KeepsTheRestOfATransactionWhenOneCommandFails) {
  Book book = open_book();
  add_standard(book);
  Transaction changes(book);
  const auto deal = add_deal(book);
  EXPECT_EQ(error_of([&] { book.rename(deal, "", at("2026-01-03")); }),
            ErrorCode::invalid_argument);
  EXPECT_FALSE(book.reopen(deal, at("2026-01-03")));
  changes.commit();
  EXPECT_EQ(open_book().opportunities().size(), 1U);
}

TEST_P(StoredBook, AppendsABatchOfFactsWholeOrNotAtAll) {
  Book source;
  add_standard(source);
  add_deal(source);
  std::vector<Event> facts = journal_of(source);
  facts.push_back(facts.back());
  facts.back().id = EventId("twice");
  facts.back().sequence = 0;
  Book book = open_book();
  EXPECT_EQ(error_of([&] { book.append(facts); }), ErrorCode::already_exists);
  EXPECT_EQ(open_book().last_sequence(), 0U);
  facts.pop_back();
  book.append(facts);
  EXPECT_EQ(open_book().state_json(), source.state_json());
}

TEST_P(StoredBook, IsReadOnlyOnceItIsClosed) {
  Book book = open_book();
  add_standard(book);
  book.close();
  book.close();
  EXPECT_EQ(book.pipelines().size(), 1U);
  EXPECT_EQ(error_of([&] { add_deal(book); }), ErrorCode::invalid_state);
  EXPECT_EQ(book.opportunities().size(), 0U);
  EXPECT_EQ(error_of([&] { book.refresh(); }), ErrorCode::invalid_state);
}

TEST_P(StoredBook, CannotBeClosedWithinATransaction) {
  Book book = open_book();
  const Transaction changes(book);
  EXPECT_EQ(error_of([&] { book.close(); }), ErrorCode::invalid_state);
}

TEST_P(StoredBook, HasCopiesInMemoryAlone) {
  Book book = open_book();
  add_standard(book);
  Book copy = book;
  EXPECT_EQ(copy.store(), nullptr);
  add_deal(copy);
  EXPECT_EQ(book.refresh(), 0U);
  EXPECT_EQ(open_book().opportunities().size(), 0U);
}

TEST_P(StoredBook, GoesOnWhereItIsMovedTo) {
  Book book = open_book();
  Book moved = std::move(book);
  add_standard(moved);
  EXPECT_EQ(open_book().pipelines().size(), 1U);
}

TEST(BookInMemory, KeepsATransactionWholeOrNotAtAll) {
  Book book;
  const auto pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
  const std::string before = book.state_json();
  {
    Transaction changes(book);
    book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  }
  EXPECT_EQ(book.state_json(), before);
  Transaction changes(book);
  book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  changes.commit();
  changes.roll_back();
  EXPECT_EQ(book.opportunities().size(), 1U);
}

TEST_P(StoredBook, EqualsTheBookOfItsJournalAfterAnyCommands) {
  EXPECT_TRUE(rc::check([&] {
    const auto place = GetParam().make();
    Salesroom room{Book(place->open())};
    Book other(place->open());
    const int commands = *rc::gen::inRange(1, 40);
    for (int i = 0; i < commands; ++i) {
      room.one_command();
      if (i % 7 == 0) {
        (void)other.refresh();
        RC_ASSERT(other.state_json() == room.book.state_json());
      }
    }
    RC_ASSERT(Book(place->open()).state_json() == room.book.state_json());
    RC_ASSERT(Book::replay(journal_of(room.book)).state_json() == room.book.state_json());
  }));
}

}  // namespace
}  // namespace salespipe::test
