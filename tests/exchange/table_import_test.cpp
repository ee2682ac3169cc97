#include "salespipe/exchange/table_import.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "salespipe/base/error.hpp"
#include "small_team.hpp"

namespace salespipe::exchange {
namespace {

using test::book_with_pipeline;
using test::days;
using test::import_options;
using test::small_history;
using test::small_team;
using test::taken;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Error refusal(Book& book, const ArrowTable& table, const ArrowTable* history = nullptr) {
  const std::string before = book.state_json();
  try {
    import_tables(book, table, history, nullptr, import_options(book));
  } catch (const Error& error) {
    EXPECT_EQ(book.state_json(), before) << "a refused import must leave the book as it was";
    return error;
  }
  ADD_FAILURE() << "the import was not refused";
  return {ErrorCode::ok, ""};
}

TEST(TableImport, DealsStandWhereTheTableSaysAndKeepTheirDates) {
  Book book = book_with_pipeline();
  const auto counts = import_tables(book, small_team(), nullptr, nullptr, import_options(book));
  EXPECT_EQ(counts.opportunities, 4);
  EXPECT_EQ(counts.accounts, 2);
  const auto& won = book.opportunity(OpportunityId("d1"));
  EXPECT_EQ(won.stage_kind, StageKind::won);
  EXPECT_EQ(to_string(won.created_at), "2025-01-05T12:00:00Z");
  EXPECT_EQ(to_string(won.closed_at), "2025-02-10T12:00:00Z");
  EXPECT_EQ(won.value->total().to_string(), "100.00 EUR");
  EXPECT_EQ(book.opportunity(OpportunityId("d2")).lost_reason, "Price");
  EXPECT_EQ(book.opportunity(OpportunityId("d3")).fields.at("region"), "north");
}

TEST(TableImport, ADealWithoutDatesIsKeptWithoutInventingOne) {
  Book book = book_with_pipeline();
  import_tables(book, small_team(), nullptr, nullptr, import_options(book));
  const auto& deal = book.opportunity(OpportunityId("d4"));
  EXPECT_EQ(deal.created_at, kNoInstant);
  EXPECT_FALSE(deal.value.has_value());
  EXPECT_TRUE(deal.is_open());
}

TEST(TableImport, HistoryTellsTheWayOfADeal) {
  Book book = book_with_pipeline();
  const auto history = small_history();
  import_tables(book, small_team(), &history, nullptr, import_options(book));
  std::vector<std::string> types;
  for (const auto& event : book.history(OpportunityId("d1"))) {
    types.emplace_back(to_string(event.type()));
  }
  EXPECT_THAT(types, ElementsAre("opportunity_created", "stage_entered", "owner_changed",
                                 "value_changed", "stage_entered"));
  EXPECT_EQ(book.opportunity(OpportunityId("d1")).owner, ActorId("ann"));
}

TEST(TableImport, AnImportedBookReplaysToTheSameBytes) {
  Book book = book_with_pipeline();
  const auto history = small_history();
  import_tables(book, small_team(), &history, nullptr, import_options(book));
  std::vector<Event> events;
  book.visit_events([&](const Event& event) { events.push_back(event); });
  EXPECT_EQ(Book::replay(events).state_json(), book.state_json());
}

TEST(TableImport, ASecondImportOfTheSameDealIsRefusedWhole) {
  Book book = book_with_pipeline();
  import_tables(book, small_team(), nullptr, nullptr, import_options(book));
  const Error error = refusal(book, small_team());
  EXPECT_EQ(error.code(), ErrorCode::already_exists);
  EXPECT_THAT(error.what(), HasSubstr("\"d1\""));
}

TEST(TableImport, AnUnknownStageIsRefusedWithThoseThereAre) {
  Book book = book_with_pipeline();
  ArrowWriter out;
  out.text("id", {"d1", "d2"});
  out.text("stage", {"Lead", "Nonsense"});
  const Error error = refusal(book, taken(std::move(out)));
  EXPECT_EQ(error.code(), ErrorCode::not_found);
  EXPECT_THAT(error.what(), HasSubstr("row 1: pipeline \"Sales\" has no stage \"Nonsense\""));
  EXPECT_THAT(error.what(), HasSubstr("\"Proposal made\""));
}

TEST(TableImport, AmountsInAnotherCurrencyThanThePipelinesAreRefused) {
  Book book = book_with_pipeline();
  ArrowWriter out;
  out.text("id", {"d1"});
  out.text("stage", {"Lead"});
  out.text("currency", {"USD"});
  EXPECT_EQ(refusal(book, taken(std::move(out))).code(), ErrorCode::currency_mismatch);
}

TEST(TableImport, HistoryOfADealThatIsNotThereIsRefused) {
  Book book = book_with_pipeline();
  ArrowWriter out;
  out.text("opportunity", {"d9"});
  out.dates("at", days({"2025-01-05"}));
  out.text("stage", {"Won"});
  const auto history = taken(std::move(out));
  EXPECT_EQ(refusal(book, small_team(), &history).code(), ErrorCode::not_found);
}

TEST(TableImport, InteractionsAreLoggedOnceForEachExternalId) {
  Book book = book_with_pipeline();
  ArrowWriter out;
  out.text("opportunity", {"d1", "d1", "d3"});
  out.text("type", {"call", "call", "email_out"});
  out.text("external_id", {"x1", "x1", "x2"});
  out.dates("at", days({"2025-01-06", "2025-01-06", "2025-02-03"}));
  const auto interactions = taken(std::move(out));
  import_tables(book, small_team(), nullptr, &interactions, import_options(book));
  EXPECT_EQ(book.interactions().size(), 2U);
}

}  // namespace
}  // namespace salespipe::exchange
