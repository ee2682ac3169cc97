#include <gmock/gmock.h>

#include "book/book_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Moves : public BookTest {};

TEST_F(Moves, DealGoesForwardStageByStageAndIsWon) {
  qualify_all();
  EXPECT_EQ(book.move(deal, kContacted, at("2026-01-05")).transition, TransitionKind::forward);
  EXPECT_TRUE(book.move(deal, kQualified, at("2026-01-06")));
  EXPECT_TRUE(book.move(deal, kProposal, at("2026-01-07")));
  const Decision won = book.win(deal, at("2026-01-20"));
  EXPECT_TRUE(won.allowed);
  EXPECT_EQ(won.transition, TransitionKind::win);
  EXPECT_TRUE(won.reasons.empty());
  EXPECT_EQ(state().stage, kWon);
  EXPECT_EQ(state().stage_kind, StageKind::won);
  EXPECT_EQ(state().closed_at, noon("2026-01-20"));
  EXPECT_EQ(state().last_open_stage, kProposal);
}

TEST_F(Moves, AskingChangesNothing) {
  const std::string before = book.state_json();
  EXPECT_TRUE(book.evaluate(deal, kContacted, noon("2026-01-05")).allowed);
  EXPECT_FALSE(book.evaluate(deal, kLost, noon("2026-01-05")).allowed);
  EXPECT_EQ(book.state_json(), before);
}

TEST_F(Moves, LosingNeedsAReason) {
  const std::string before = book.state_json();
  const Decision refused = book.lose(deal, "", at("2026-01-05"));
  EXPECT_FALSE(refused.allowed);
  EXPECT_THAT(codes(refused), ElementsAre("lost_reason_missing"));
  EXPECT_THAT(refused.reasons[0].missing, ElementsAre("lost_reason"));
  EXPECT_EQ(book.state_json(), before);
  EXPECT_TRUE(book.lose(deal, "Price", at("2026-01-05")));
  EXPECT_EQ(state().lost_reason, "Price");
  EXPECT_EQ(state().closed_at, noon("2026-01-05"));
}

TEST_F(Moves, LostDealThatWasReopenedCanBeWon) {
  qualify_all();
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-05")));
  ASSERT_TRUE(book.lose(deal, "Price", at("2026-01-06")));
  const Decision reopened = book.reopen(deal, at("2026-01-07"));
  EXPECT_TRUE(reopened.allowed);
  EXPECT_EQ(reopened.transition, TransitionKind::reopen);
  EXPECT_EQ(state().stage, kContacted) << "it goes back to where it was";
  EXPECT_EQ(state().lost_reason, "");
  EXPECT_EQ(state().closed_at, kNoInstant);
  EXPECT_EQ(state().reopen_count, 1U);
  EXPECT_TRUE(book.win(deal, at("2026-01-08")));
  EXPECT_EQ(state().closed_at, noon("2026-01-08"));
}

TEST_F(Moves, OpenDealIsNotReopened) {
  EXPECT_THAT(codes(book.reopen(deal, at("2026-01-05"))), ElementsAre("already_open"));
}

TEST_F(Moves, ParkedDealNeedsAWakeUpDateAfterTheDayOfTheMove) {
  EXPECT_THAT(codes(book.park(deal, kNoDay, at("2026-01-05"))), ElementsAre("wake_up_missing"));
  EXPECT_THAT(codes(book.park(deal, parse_day("2026-01-05"), at("2026-01-05"))),
              ElementsAre("wake_up_past"));
  EXPECT_TRUE(book.park(deal, parse_day("2026-06-01"), at("2026-01-05")));
  EXPECT_EQ(state().wake_up, parse_day("2026-06-01"));
  EXPECT_FALSE(is_known(state().closed_at)) << "parked is not closed";
  EXPECT_TRUE(book.reopen(deal, at("2026-06-01")));
  EXPECT_EQ(state().reopen_count, 0U) << "only closed deals are counted as reopened";
}

TEST_F(Moves, ParkingIsRefusedWhereThereIsNoFridge) {
  const auto other =
      book.add_pipeline(Pipeline::standard("Small", Currency("EUR")), at("2026-01-01"));
  const auto id = book.create_opportunity(other, {.name = "Small deal"}, at("2026-01-01"));
  EXPECT_THAT(codes(book.park(id, parse_day("2026-06-01"), at("2026-01-05"))),
              ElementsAre("no_parked_stage"));
}

TEST_F(Moves, UnqualifiedDealIsMovedWithAWarningThatItsEventRemembers) {
  const Decision warned = book.move(deal, kQualified, at("2026-01-05"));
  EXPECT_TRUE(warned.allowed);
  EXPECT_EQ(warned.transition, TransitionKind::skip);
  EXPECT_THAT(codes(warned), ElementsAre("verdict_missing"));
  EXPECT_THAT(warned.reasons[0].missing, ElementsAre("budget", "authority", "need", "timeline"));
  const Event event = book.event(book.last_sequence());
  EXPECT_THAT(std::get<StageEntered>(event.payload).overridden, ElementsAre("verdict_missing"));
}

TEST_F(Moves, MoveIsRefusedWithEveryReasonAtOnce) {
  PipelineDefinition strict = book.pipeline(pipeline).definition();
  strict.revision = 2;
  auto& rule = strict.policy[TransitionKind::skip];
  rule.permission = Permission::refuse;
  rule.set_missing(Requirement::qualified_verdict, Permission::warn);
  rule.set_missing(Requirement::exit_criteria, Permission::refuse);
  rule.set_missing(Requirement::required_fields, Permission::refuse);
  rule.required_fields = {"expected_close", "owner", "contract_no"};
  strict.stages[0].exit_criteria = {{{}, ChecklistTask{"Call the customer"}},
                                    {{}, RequiredField{"value"}}};
  strict.stages[1].exit_criteria = {{{}, RequiredVerdict{}}};
  ASSERT_TRUE(book.change_pipeline(Pipeline(strict), at("2026-01-04")));
  const std::string before = book.state_json();

  const Decision refused = book.move(deal, kQualified, at("2026-01-05"));
  EXPECT_FALSE(refused.allowed);
  EXPECT_THAT(codes(refused), ElementsAre("transition_skip", "exit_criteria_open", "fields_missing",
                                          "verdict_missing"));
  EXPECT_THAT(refused.reasons[1].missing,
              ElementsAre("lead/call-the-customer", "contacted/verdict-qualified"));
  EXPECT_THAT(refused.reasons[2].missing, ElementsAre("expected_close", "contract_no"));
  EXPECT_EQ(refused.reasons[3].severity, ReasonSeverity::warn);
  EXPECT_EQ(refused, book.evaluate(deal, kQualified, noon("2026-01-05")));
  EXPECT_EQ(book.state_json(), before);

  // Each reason goes away when what it asks for is there.
  qualify_all();
  book.change_expected_close(deal, parse_day("2026-03-01"), at("2026-01-05"));
  book.set_field(deal, "contract_no", "C-17", at("2026-01-05"));
  EXPECT_TRUE(book.tick(deal, kLead, ExitCriterionId("call-the-customer"), true, at("2026-01-05")));
  EXPECT_THAT(codes(book.evaluate(deal, kQualified, noon("2026-01-05"))),
              ElementsAre("transition_skip"));
  EXPECT_TRUE(
      book.tick(deal, kLead, ExitCriterionId("call-the-customer"), false, at("2026-01-06")));
  EXPECT_THAT(codes(book.evaluate(deal, kQualified, noon("2026-01-05"))),
              ElementsAre("transition_skip", "exit_criteria_open"));
}

TEST_F(Moves, MoveToTheStageItIsInIsRefused) {
  EXPECT_THAT(codes(book.move(deal, kLead, at("2026-01-05"))), ElementsAre("already_there"));
}

TEST_F(Moves, UnknownStageIsAnErrorThatListsTheStages) {
  const auto call = [&] { book.move(deal, StageId("negotiation"), at("2026-01-05")); };
  EXPECT_EQ(error_of(call), ErrorCode::not_found);
  EXPECT_THAT(message_of(call), HasSubstr("lead, contacted, qualified, proposal-made, won, lost"));
}

TEST_F(Moves, StageIsNamedByItsIdOrItsName) {
  EXPECT_TRUE(book.evaluate(deal, "contacted", at("2026-01-05").at));
  EXPECT_TRUE(book.move(deal, "Contacted", at("2026-01-05")));
  EXPECT_EQ(state().stage, kContacted);
  EXPECT_TRUE(book.move(deal, "lead", at("2026-01-06")));
  EXPECT_EQ(state().stage, kLead);
  const auto call = [&] { book.move(deal, "negotiation", at("2026-01-07")); };
  EXPECT_EQ(error_of(call), ErrorCode::not_found);
  CommandContext again = at("2026-01-08");
  again.event_id = EventId("once");
  EXPECT_TRUE(book.move(deal, "Contacted", again));
  EXPECT_TRUE(book.move(deal, "contacted", again)) << "the same command, said another way";
  EXPECT_EQ(error_of([&] { book.move(deal, "lead", again); }), ErrorCode::conflict);
}

TEST_F(Moves, LostReasonWithoutALostStageIsMisuse) {
  EXPECT_EQ(
      error_of([&] { book.move(deal, kContacted, at("2026-01-05"), {.lost_reason = "Price"}); }),
      ErrorCode::invalid_argument);
}

TEST_F(Moves, MoveBackKeepsTheDealOpen) {
  qualify_all();
  ASSERT_TRUE(book.move(deal, kQualified, at("2026-01-05")));
  EXPECT_EQ(book.move(deal, kLead, at("2026-01-06")).transition, TransitionKind::back);
  EXPECT_TRUE(state().is_open());
}

TEST_F(Moves, DealIsMovedToAnotherPipelineWithItsHistory) {
  const auto other =
      book.add_pipeline(Pipeline::standard("Renewals", Currency("EUR")), at("2026-01-01"));
  ASSERT_TRUE(book.move(deal, kContacted, at("2026-01-05")));
  const std::uint64_t version = state().version;
  EXPECT_THAT(codes(book.move_to_pipeline(deal, other, kWon, at("2026-01-06"))),
              testing::Contains("stage_kind_differs"));
  const Decision moved = book.move_to_pipeline(deal, other, kLead, at("2026-01-06"));
  EXPECT_TRUE(moved.allowed);
  EXPECT_EQ(moved.transition, TransitionKind::switch_pipeline);
  EXPECT_EQ(state().pipeline, other);
  EXPECT_EQ(state().stage, kLead);
  EXPECT_EQ(state().created_at, noon("2026-01-02"));
  EXPECT_EQ(state().version, version + 1);
  EXPECT_EQ(book.history(deal).size(), 3U);
  EXPECT_THAT(codes(book.move_to_pipeline(deal, other, kLead, at("2026-01-07"))),
              ElementsAre("same_pipeline"));
  EXPECT_TRUE(book.move(deal, kContacted, at("2026-01-08"))) << "the new pipeline rules it now";
}

TEST_F(Moves, DealInAnotherCurrencyDoesNotSwitchPipelines) {
  const auto dollars =
      book.add_pipeline(Pipeline::standard("US", Currency("USD")), at("2026-01-01"));
  EXPECT_THAT(codes(book.move_to_pipeline(deal, dollars, kLead, at("2026-01-06"))),
              ElementsAre("currency_differs"));
}

}  // namespace
}  // namespace salespipe::test
