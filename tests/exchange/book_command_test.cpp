// Commands and queries as documents: what a wrong one is told.
#include "salespipe/exchange/book_command.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "salespipe/base/error.hpp"
#include "salespipe/exchange/book_query.hpp"
#include "salespipe/exchange/decision_json.hpp"

namespace salespipe::exchange {
namespace {

using ::testing::HasSubstr;

struct Told {
  ErrorCode code = ErrorCode::ok;
  std::string field;
  std::string message;
};

template <class Run>
Told told_by(const Run& run) {
  try {
    run();
  } catch (const Error& error) {
    return {error.code(), error.place().field, error.message()};
  }
  return {};
}

Book book_with_a_deal() {
  Book book;
  const CommandContext context{Instant::parse("2026-07-01T09:00:00Z")};
  const auto pipeline = book.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), context);
  NewOpportunity deal;
  deal.name = "Acme";
  deal.id = OpportunityId("d1");
  book.create_opportunity(pipeline, deal, context);
  return book;
}

Told command(const std::string& text) {
  Book book = book_with_a_deal();
  const auto before = book.state_json();
  const auto told = told_by([&] { run_command(book, text); });
  EXPECT_EQ(book.state_json(), before);
  return told;
}

TEST(BookCommand, AMistakeIsToldAtItsField) {
  const auto unknown = command(R"({"command":"sell","at":"2026-07-01T09:00:00Z"})");
  EXPECT_EQ(unknown.code, ErrorCode::not_found);
  EXPECT_EQ(unknown.field, "/command");
  EXPECT_THAT(unknown.message, HasSubstr("move_to_pipeline"));
  EXPECT_EQ(command(R"({"command":"win","at":"2026-07-01T09:00:00","opportunity":"d1"})").field,
            "/at");
  EXPECT_EQ(command(R"({"command":"win","at":"2026-07-01T09:00:00Z"})").field, "/opportunity");
  EXPECT_EQ(
      command(R"({"command":"win","at":"2026-07-01T09:00:00Z","opportunity":"d1","x":1})").field,
      "/x");
  EXPECT_EQ(command(R"({"command":"move","at":"2026-07-01T09:00:00Z","opportunity":"d1","to":"X"})")
                .field,
            "/to");
  EXPECT_EQ(command(R"({"command":"change_value","at":"2026-07-01T09:00:00Z","opportunity":"d1",)"
                    R"("value":"1.005 EUR"})")
                .field,
            "/value");
  EXPECT_EQ(command(R"({"command":"qualify","at":"2026-07-01T09:00:00Z","opportunity":"d1",)"
                    R"("states":{"budget":"maybe"}})")
                .field,
            "/states/budget");
  EXPECT_EQ(
      command(R"({"command":"add_pipeline","at":"2026-07-01T09:00:00Z","definition":)"
              R"({"salespipe":"pipeline","version":1,"name":"X","currency":"EURO","stages":[]}})")
          .field,
      "/definition/currency");
  EXPECT_EQ(command(R"({"command":"win","at":"2026-07-01T09:00:00Z","opportunity":"d1",)"
                    R"("expected_version":-1})")
                .field,
            "/expected_version");
  EXPECT_EQ(command("[1]").code, ErrorCode::schema_violation);
  EXPECT_EQ(command("{").code, ErrorCode::parse_error);
  EXPECT_EQ(command(std::string(100'000, '[')).code, ErrorCode::parse_error);
}

TEST(BookCommand, AConflictIsToldAndNothingIsDone) {
  const auto told = command(R"({"command":"win","at":"2026-07-01T09:00:00Z","opportunity":"d1",)"
                            R"("expected_version":9})");
  EXPECT_EQ(told.code, ErrorCode::conflict);
}

TEST(BookCommand, AListIsCarriedOutWholeOrNotAtAll) {
  Book book = book_with_a_deal();
  const auto before = book.state_json();
  const std::string tag =
      R"({"command":"tag","at":"2026-07-01T09:00:00Z","opportunity":"d1","tag":"x"})";
  const std::string lose = R"({"command":"lose","at":"2026-07-01T09:00:00Z","opportunity":"d1"})";
  const std::string wrong =
      R"({"command":"move","at":"2026-07-01T09:00:00Z","opportunity":"d1","to":"X"})";
  const auto refused = nlohmann::json::parse(run_command(book, "[" + tag + "," + lose + "]"));
  EXPECT_EQ(refused["committed"], false);
  EXPECT_EQ(refused["sequence"], 2);
  EXPECT_EQ(refused["answers"][1]["decision"]["allowed"], false);
  EXPECT_EQ(book.state_json(), before);
  EXPECT_EQ(command("[" + tag + "," + wrong + "]").field, "/1/to");
  const auto done = nlohmann::json::parse(run_command(book, "[" + tag + "," + tag + "]"));
  EXPECT_EQ(done["committed"], true);
  EXPECT_EQ(done["sequence"], 3);
  EXPECT_EQ(done["answers"][1]["changed"], false);
  EXPECT_EQ(nlohmann::json::parse(run_command(book, "[]"))["committed"], true);
}

TEST(BookCommand, WhatWasDoneIsTakenBack) {
  Book book = book_with_a_deal();
  run_command(book, R"({"command":"win","at":"2026-07-01T09:00:00Z","opportunity":"d1"})");
  const std::string undo =
      R"({"command":"undo_last","at":"2026-07-01T10:00:00Z","opportunity":"d1"})";
  const auto done = nlohmann::json::parse(run_command(book, undo));
  EXPECT_EQ(done["undoing"]["allowed"], true);
  EXPECT_EQ(done["undoing"]["recorded"], (nlohmann::json{4}));
  EXPECT_TRUE(book.opportunity(OpportunityId("d1")).is_open());
  const auto again = nlohmann::json::parse(
      run_command(book, R"({"command":"undo","at":"2026-07-01T10:00:00Z","events":["event-3"]})"));
  EXPECT_EQ(again["undoing"]["allowed"], false);
  EXPECT_EQ(again["undoing"]["reasons"][0]["code"], "undone_already");
}

TEST(BookCommand, TextsInAnswersAreEscaped) {
  Book book = book_with_a_deal();
  const auto answer = run_command(
      book, R"({"command":"add_account","at":"2026-07-01T09:00:00Z","name":"x","id":"a\"b\\ü"})");
  EXPECT_EQ(nlohmann::json::parse(answer)["id"], "a\"b\\ü");
}

TEST(Decisions, AreWrittenWithEveryReason) {
  Decision decision;
  decision.allowed = false;
  decision.reasons = {{ReasonSeverity::refuse, "a", "say \"why\"\n", {"x", "y"}},
                      {ReasonSeverity::warn, "b", "m", {}}};
  const auto read = nlohmann::json::parse(to_json(decision));
  EXPECT_EQ(read["reasons"][0]["message"], "say \"why\"\n");
  EXPECT_EQ(read["reasons"][0]["missing"], (nlohmann::json{"x", "y"}));
  EXPECT_FALSE(read["reasons"][1].contains("missing"));
}

TEST(BookQuery, AMistakeIsToldAtItsField) {
  const Book book = book_with_a_deal();
  const auto query = [&](const std::string& text) {
    return told_by([&] { answer_query(book, text); });
  };
  EXPECT_EQ(query(R"({"query":"all"})").field, "/query");
  EXPECT_EQ(query(R"({"query":"board"})").field, "/pipeline");
  EXPECT_EQ(query(R"({"query":"board","pipeline":"none"})").code, ErrorCode::not_found);
  EXPECT_EQ(query(R"({"query":"opportunities","stage_kind":"gone"})").field, "/stage_kind");
  EXPECT_EQ(query(R"({"query":"opportunities","limit":-1})").field, "/limit");
  EXPECT_EQ(query(R"({"query":"tasks","state":"done"})").field, "/state");
}

}  // namespace
}  // namespace salespipe::exchange
