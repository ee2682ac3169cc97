// What is taken back leaves nothing: transactions in each other, commands that fail in their
// middle.
#include <new>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe::test {
namespace {

std::string replayed(const Book& book) { return Book::replay(journal_of(book)).state_json(); }

void commands(Salesroom& room, int most) {
  for (int i = *rc::gen::inRange(0, most); i > 0; --i) room.one_command();
}

RC_GTEST_PROP(TakingBack, LeavesTheBookAsItWasHoweverTransactionsLieInEachOther, ()) {
  Salesroom room;
  commands(room, 30);
  const std::string before = room.book.state_json();
  {
    Transaction outer(room.book);
    commands(room, 12);
    for (int times = *rc::gen::inRange(0, 4); times > 0; --times) {
      const std::string halfway = room.book.state_json();
      Transaction inner(room.book);
      commands(room, 12);
      if (*rc::gen::arbitrary<bool>()) {
        inner.commit();
      } else {
        inner.roll_back();
        RC_ASSERT(room.book.state_json() == halfway);
      }
      commands(room, 6);
    }
    RC_ASSERT(room.book.state_json() == replayed(room.book));
    if (*rc::gen::arbitrary<bool>()) {
      outer.roll_back();
      RC_ASSERT(room.book.state_json() == before);
    } else {
      outer.commit();
    }
  }
  commands(room, 30);
  RC_ASSERT(room.book.state_json() == replayed(room.book));
}

class TakingBackTest : public BookTest {
 protected:
  /// One of each kind of event that a command records.
  void everything() {
    const auto now = at("2026-02-01");
    const auto other =
        book.add_pipeline(Pipeline::standard("Renewals", Currency("EUR"), Fridge::with), now);
    const auto globex = book.add_account("Globex", now);
    const auto eve = book.add_contact("Eve", now, globex, "eve@globex.example");
    const auto made = book.create_opportunity(
        pipeline, {.name = "Globex", .account = globex, .contacts = {eve}, .tags = {"b"}}, now);
    for (const OpportunityId& each : {deal, made}) {
      book.change_value(each, DealValue::parse("700 EUR"), now);
      book.change_owner(each, ActorId("bob"), now);
      book.change_expected_close(each, parse_day("2026-05-01"), now);
      book.rename(each, "Another name", now);
      book.tag(each, "hot", now);
      book.untag(each, "b", now);
      book.set_field(each, "region", "north", now);
      book.assess(each, CriterionId("need"), CriterionState::met, "asked", now);
      book.move(each, kContacted, now);
      book.move(each, kQualified, now, {.note = "with a word"});
      book.undo_last(each, now);
      book.move_to_pipeline(each, other, kContacted, now);
      const auto task = book.add_task(
          {.description = "Call", .opportunity = each, .due = parse_day("2026-02-03")}, now);
      book.snooze_task(task, parse_day("2026-02-04"), now);
      book.assign_task(task, ActorId("bob"), now);
      book.edit_task(task, "Call again", now);
      book.complete_task(task, now);
      book.undo(std::vector{book.event(book.last_sequence()).id}, now);
      book.dismiss_task(task, now);
      book.log_interaction({.opportunity = each, .external_id = "of " + each.text()}, now);
    }
    book.add_task({.description = "Ask", .account = account}, now);
    book.log_interaction({.account = account, .external_id = "mail-1"}, now);
    book.log_interaction({.contact = eve}, now);
    book.configure_access({{}, {{"all", {}}}, {}}, now);
    book.configure_automation({}, now);
  }
};

TEST_F(TakingBackTest, LeavesNothingOfAnyKindOfEvent) {
  const std::string before = book.state_json();
  const auto taken_back = book.taken_back();
  {
    Transaction changes(book);
    everything();
    EXPECT_EQ(book.state_json(), replayed(book));
  }
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(book.taken_back(), taken_back + 1);
  EXPECT_EQ(book.find_account_named("Globex"), nullptr);
  EXPECT_EQ(book.access(), nullptr);
  EXPECT_EQ(book.automation(), nullptr);
  // Nothing is in the way of doing the same: neither ids, nor names, nor ids of other systems.
  Book untouched = book;
  everything();
  EXPECT_EQ(book.state_json(), replayed(book));
  std::swap(book, untouched);
  everything();
  EXPECT_EQ(book.state_json(), untouched.state_json());
}

TEST_F(TakingBackTest, LeavesAPipelineAsItWasDefinedWithItsDealsInTheirPlaces) {
  qualify_all();
  book.move(deal, kContacted, at("2026-01-04"));
  const std::string before = book.state_json();
  {
    Transaction changes(book);
    auto definition = book.pipeline(pipeline).definition();
    Stage called = definition.stages[0];
    called.id = StageId("called");
    called.name = "Called";
    definition.stages.insert(definition.stages.begin() + 1, called);
    book.change_pipeline(Pipeline(definition), at("2026-01-05"));
    EXPECT_NE(book.state_json(), before);
  }
  EXPECT_EQ(book.state_json(), before);
  // The stage has the place that it had.
  EXPECT_EQ(book.board(pipeline)[1].opportunities.size(), 1U);
  EXPECT_TRUE(book.move(deal, kQualified, at("2026-01-06")));
  EXPECT_EQ(book.state_json(), replayed(book));
}

/// As if there were no memory for the id.
struct FailingIds final : IdGenerator {
  std::string next(std::string_view kind) override {
    if (is_failing) throw std::bad_alloc();
    return std::string(kind) + "-" + std::to_string(++count);
  }
  bool is_failing = false;
  int count = 0;
};

TEST(TakingBack, ACommandThatFailsInItsMiddleLeavesNothingOfItsBeginning) {
  FailingIds ids;
  Book book(BookOptions{.ids = &ids});
  auto definition = Pipeline::standard("New business", Currency("EUR")).definition();
  definition.stages[1].exit_criteria = {{ExitCriterionId("ask"), ChecklistTask{"Ask"}}};
  definition.stages[1].checklist_as_tasks = true;
  const auto pipeline = book.add_pipeline(Pipeline(definition), at("2026-01-01"));
  // So long that the task of the step cannot be called after the deal.
  const OpportunityId deal(std::string(195, 'd'));
  book.create_opportunity(pipeline, {.name = "Acme", .id = deal}, at("2026-01-02"));
  const std::string before = book.state_json();
  ids.is_failing = true;
  EXPECT_THROW(book.move(deal, kContacted, at("2026-01-03")), std::bad_alloc);
  EXPECT_EQ(book.state_json(), before);
  {
    // Within a transaction it is the command that is taken back, not what was before it.
    Transaction changes(book);
    book.rename(deal, "Acme again", at("2026-01-03"));
    const std::string renamed = book.state_json();
    EXPECT_THROW(book.move(deal, kContacted, at("2026-01-03")), std::bad_alloc);
    EXPECT_EQ(book.state_json(), renamed);
    changes.commit();
  }
  EXPECT_EQ(book.opportunity(deal).name, "Acme again");
  ids.is_failing = false;
  EXPECT_TRUE(book.move(deal, kContacted, at("2026-01-03")));
  EXPECT_EQ(book.open_tasks(deal).size(), 1U);
  EXPECT_EQ(book.state_json(), replayed(book));
}

}  // namespace
}  // namespace salespipe::test
