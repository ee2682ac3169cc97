// Each rule: what makes it speak, what silences it, and that a suggestion stays what it is.
#include "salespipe/hygiene/suggestion.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "book/book_fixture.hpp"
#include "book/salesroom.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::hygiene {
namespace {

using test::at;
using test::noon;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SuggestionTest : public test::BookTest {  // a deal in Lead since 2 January
 protected:
  /// What one rule says, the others switched off.
  std::vector<Suggestion> said(SuggestionRule rule, const char* day) const {
    SuggestionRules only = rules;
    for (auto& setting : only.rules) setting.is_on = false;
    only[rule].is_on = true;
    return suggestions(book, noon(day), only);
  }
  void log(InteractionType type, const char* day, ContactId contact = {}, const char* summary = "",
           OpportunityId about = {}) {
    NewInteraction made;
    made.type = type;
    made.account = account;
    made.contact = std::move(contact);
    made.summary = summary;
    made.opportunity = std::move(about);
    book.log_interaction(made, at(day));
  }
  SuggestionRules rules;
};

TEST_F(SuggestionTest, AnAccountWithOpenDealsIsInactiveAfterTenDays) {
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-01-11"), IsEmpty());
  const auto found = said(SuggestionRule::inactive_account, "2026-01-12");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].description, "Get in touch with Acme");
  EXPECT_EQ(found[0].why, "no activity for 10 days");
  EXPECT_EQ(found[0].account, account);
  EXPECT_EQ(found[0].assignee, ActorId("ann"));
  log(InteractionType::web_visit, "2026-01-10");
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-01-12"), IsEmpty());
  book.win(deal, at("2026-01-12"));
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-06-12"), IsEmpty());
}

TEST_F(SuggestionTest, AnAccountThatHasJustBoughtIsNotInactiveForItsOtherDeals) {
  const auto other = create("Acme renewal");
  book.win(other, at("2026-01-20"));
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-01-29"), IsEmpty());
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-01-30"), SizeIs(1));
}

TEST_F(SuggestionTest, AMailIsUnansweredUntilWeTurnToItsSender) {
  const auto eve = book.add_contact("Eve", at("2026-01-02"), account);
  const auto ian = book.add_contact("Ian", at("2026-01-02"), account);
  log(InteractionType::email_in, "2026-01-05", eve, "Price?");
  log(InteractionType::email_in, "2026-01-08", eve);  // she asks again: still the first one
  EXPECT_THAT(said(SuggestionRule::unanswered_mail, "2026-01-06"), IsEmpty());
  const auto found = said(SuggestionRule::unanswered_mail, "2026-01-09");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].description, R"(Answer the mail "Price?" of Eve)");
  EXPECT_EQ(found[0].why, "came in 4 days ago");
  log(InteractionType::email_out, "2026-01-09", ian);
  EXPECT_THAT(said(SuggestionRule::unanswered_mail, "2026-01-10"), SizeIs(1));
  log(InteractionType::call, "2026-01-09", eve);
  EXPECT_THAT(said(SuggestionRule::unanswered_mail, "2026-01-10"), IsEmpty());
}

TEST_F(SuggestionTest, AMailThatIsTooOldIsLetBe) {
  log(InteractionType::email_in, "2026-01-05");
  EXPECT_THAT(said(SuggestionRule::unanswered_mail, "2026-03-06"), SizeIs(1));
  EXPECT_THAT(said(SuggestionRule::unanswered_mail, "2026-03-07"), IsEmpty());
}

TEST_F(SuggestionTest, AMeetingWantsNotesOfItsDealOrAccount) {
  const auto other = create("Acme renewal");
  log(InteractionType::meeting, "2026-01-05", {}, "", deal);
  EXPECT_THAT(said(SuggestionRule::meeting_without_notes, "2026-01-06"), SizeIs(1));
  log(InteractionType::note, "2026-01-05", {}, "They like it", other);
  EXPECT_THAT(said(SuggestionRule::meeting_without_notes, "2026-01-06"), SizeIs(1));
  log(InteractionType::note, "2026-01-06", {}, "They like it", deal);
  EXPECT_THAT(said(SuggestionRule::meeting_without_notes, "2026-01-06"), IsEmpty());
  log(InteractionType::meeting, "2026-01-07", {}, "Demo went well");
  EXPECT_THAT(said(SuggestionRule::meeting_without_notes, "2026-01-09"), IsEmpty());
}

TEST_F(SuggestionTest, ADealRotsBeyondTheAgeOfItsStage) {  // Lead: 30 days
  EXPECT_THAT(said(SuggestionRule::rotting_deal, "2026-02-01"), IsEmpty());
  const auto found = said(SuggestionRule::rotting_deal, "2026-02-02");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].why, "in Lead for 31 days, 30 are allowed");
  book.move(deal, test::kContacted, at("2026-02-02"));
  EXPECT_THAT(said(SuggestionRule::rotting_deal, "2026-02-02"), IsEmpty());
}

TEST_F(SuggestionTest, ACloseDatePassesWithItsDay) {
  book.change_expected_close(deal, parse_day("2026-01-10"), at("2026-01-02"));
  EXPECT_THAT(said(SuggestionRule::close_date_passed, "2026-01-10"), IsEmpty());
  EXPECT_EQ(said(SuggestionRule::close_date_passed, "2026-01-11").at(0).why,
            "was to close on 2026-01-10, 1 day ago");
}

TEST_F(SuggestionTest, AParkedDealWakesUpOnItsDay) {
  book.park(deal, parse_day("2026-03-01"), at("2026-01-03"));
  EXPECT_THAT(said(SuggestionRule::fridge_wake_up, "2026-02-28"), IsEmpty());
  EXPECT_THAT(said(SuggestionRule::fridge_wake_up, "2026-03-01"), SizeIs(1));
}

TEST_F(SuggestionTest, AnOpenDealWantsANextStep) {
  const auto found = said(SuggestionRule::no_next_step, "2026-01-03");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].description, "Is there money for this, and how much? (Acme 20 seats)");
  const auto task = book.add_task({.description = "Call", .opportunity = deal}, at("2026-01-03"));
  EXPECT_THAT(said(SuggestionRule::no_next_step, "2026-01-05"), IsEmpty());
  book.complete_task(task, at("2026-01-06"));
  EXPECT_THAT(said(SuggestionRule::no_next_step, "2026-01-06"), IsEmpty());  // leave a day
  EXPECT_THAT(said(SuggestionRule::no_next_step, "2026-01-07"), SizeIs(1));
}

TEST_F(SuggestionTest, ABigDealHangsOnOneContact) {
  for (int i = 0; i < 5; ++i) create("Small");
  book.change_value(deal, DealValue::parse("36000 EUR"), at("2026-01-03"));  // three times 12000
  const auto found = said(SuggestionRule::single_contact, "2026-02-01");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].opportunity, deal);
  EXPECT_EQ(found[0].why, "worth 36000.00 EUR, and no contact is known");
  const auto eve = book.add_contact("Eve", at("2026-01-03"), account);
  const auto ian = book.add_contact("Ian", at("2026-01-03"), account);
  log(InteractionType::call, "2026-01-04", eve, "", deal);
  EXPECT_EQ(said(SuggestionRule::single_contact, "2026-02-01").at(0).why,
            "worth 36000.00 EUR, and hangs on one contact");
  log(InteractionType::call, "2026-01-04", ian, "", deal);
  EXPECT_THAT(said(SuggestionRule::single_contact, "2026-02-01"), IsEmpty());
}

TEST_F(SuggestionTest, AQualifiedDealWithAValueWantsAProposal) {
  EXPECT_THAT(said(SuggestionRule::value_without_proposal, "2026-02-01"), IsEmpty());
  qualify_all();
  EXPECT_THAT(said(SuggestionRule::value_without_proposal, "2026-02-01"), SizeIs(1));
  book.move(deal, test::kProposal, at("2026-02-01"));
  EXPECT_THAT(said(SuggestionRule::value_without_proposal, "2026-06-01"), IsEmpty());
}

TEST_F(SuggestionTest, ADismissedOneStaysAwayUntilItsFactsChange) {
  const auto first = said(SuggestionRule::rotting_deal, "2026-02-02").at(0);
  dismiss(book, first, at("2026-02-02"), "They are on holiday");
  EXPECT_THAT(said(SuggestionRule::rotting_deal, "2026-02-20"), IsEmpty());
  EXPECT_EQ(book.task(first.id).state, TaskState::dismissed);
  EXPECT_THAT(said(SuggestionRule::rotting_deal, "2026-02-20"), IsEmpty());
  book.move(deal, test::kContacted, at("2026-02-20"));
  const auto second = said(SuggestionRule::rotting_deal, "2026-04-20").at(0);
  EXPECT_NE(second.id, first.id);
}

TEST_F(SuggestionTest, AnAcceptedOneIsATaskAndNotSuggestedAgain) {
  const auto found = said(SuggestionRule::inactive_account, "2026-01-20").at(0);
  const auto id = accept(book, found, parse_day("2026-01-21"), at("2026-01-20"));
  EXPECT_EQ(id, found.id);
  EXPECT_EQ(book.task(id).description, "Get in touch with Acme (no activity for 18 days)");
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-01-25"), IsEmpty());
  EXPECT_EQ(test::error_of([&] { dismiss(book, found, at("2026-01-20")); }),
            ErrorCode::already_exists);
  book.complete_task(id, at("2026-01-25"));
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-02-03"), IsEmpty());
  EXPECT_THAT(said(SuggestionRule::inactive_account, "2026-02-04"), SizeIs(1));
}

TEST_F(SuggestionTest, DismissingTwiceUnderOneEventIdIsDismissingOnce) {
  const auto found = said(SuggestionRule::no_next_step, "2026-01-20").at(0);
  CommandContext context = at("2026-01-20");
  context.event_id = EventId("d1");
  dismiss(book, found, context);
  const auto state = book.state_json();
  dismiss(book, found, context);
  EXPECT_EQ(book.state_json(), state);
}

TEST_F(SuggestionTest, IdsAreTheSameForGood) {  // they are kept in books: this text must not change
  EXPECT_EQ(said(SuggestionRule::rotting_deal, "2026-02-02").at(0).id.text(),
            "rotting_deal-ada31de8b6c54bbc");
}

TEST_F(SuggestionTest, SettingsOutOfRangeAreRefused) {
  rules[SuggestionRule::rotting_deal].days = -1;
  EXPECT_EQ(test::error_of([&] { suggestions(book, noon("2026-02-02"), rules); }),
            ErrorCode::invalid_argument);
}

RC_GTEST_PROP(Suggestions, DismissedOnesStayAwayAndTheOthersStayTheSame, ()) {
  test::Salesroom room;
  const int commands = *rc::gen::inRange(5, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  const Instant now = noon("2026-07-01");
  const auto before = suggestions(room.book, now);
  RC_ASSERT(suggestions(room.book, now) == before);
  std::vector<Suggestion> kept;
  for (const auto& one : before) {
    RC_ASSERT(!one.why.empty());
    if (*rc::gen::inRange(0, 2) == 0) {
      dismiss(room.book, one, at("2026-07-01"));
    } else {
      kept.push_back(one);
    }
  }
  RC_ASSERT(suggestions(room.book, now) == kept);
  const auto journal = test::journal_of(room.book);
  RC_ASSERT(suggestions(Book::replay(journal), now) == kept);
}

RC_GTEST_PROP(Suggestions, AreTheSameFromADeskThatFollowsTheBookAndAskedAnew, ()) {
  test::Salesroom room;
  SuggestionDesk desk(room.book);
  for (int round = *rc::gen::inRange(1, 6); round > 0; --round) {
    Transaction changes(room.book);
    for (int i = *rc::gen::inRange(0, 20); i > 0; --i) room.one_command();
    if (*rc::gen::inRange(0, 2) == 0) (void)desk.suggestions(noon("2026-05-01"));
    if (*rc::gen::inRange(0, 4) == 0) {
      RC_ASSERT(desk.suggestions(noon("2026-07-01")) == suggestions(room.book, noon("2026-07-01")));
    }
    changes.commit();
    const Instant now = noon("2026-07-01");
    RC_ASSERT(desk.suggestions(now) == suggestions(room.book, now));
  }
}

TEST_F(SuggestionTest, ADeskForgetsWhatWasTakenBack) {
  SuggestionDesk desk(book);
  {
    Transaction changes(book);
    create("Gone");
    log(InteractionType::email_in, "2026-01-05", {}, "Gone too");
    (void)desk.suggestions(noon("2026-01-20"));
  }  // rolled back
  EXPECT_EQ(desk.suggestions(noon("2026-01-20")), suggestions(book, noon("2026-01-20")));
  create("Another");
  log(InteractionType::email_in, "2026-01-06");
  EXPECT_EQ(desk.suggestions(noon("2026-01-20")), suggestions(book, noon("2026-01-20")));
}

}  // namespace
}  // namespace salespipe::hygiene
