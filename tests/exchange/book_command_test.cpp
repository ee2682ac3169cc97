// Commands and queries as documents: what a wrong one is told.
#include "salespipe/exchange/book_command.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "salespipe/base/date.hpp"
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

nlohmann::json answer(const Book& book, const std::string& text) {
  return nlohmann::json::parse(answer_query(book, text));
}

TEST(BookQuery, TasksTellWhatIsDueInTheBooksZone) {
  BookOptions options;
  options.zone = TimeZone::find("Pacific/Auckland");
  Book book(options);
  const CommandContext context{Instant::parse("2026-07-01T09:00:00Z")};
  book.add_task({.description = "Call", .due = parse_day("2026-07-10")}, context);
  book.add_task({.description = "Some time"}, context);
  const auto left = [&](const std::string& at, const std::string& due) {
    std::vector<std::string> found;
    const auto told =
        answer(book, R"({"query":"tasks","at":")" + at + R"(","due":")" + due + "\"}");
    for (const auto& task : told["tasks"]) {
      found.push_back(task["description"].get<std::string>() + " " +
                      (task.contains("days_left") ? task["days_left"].dump() : "-"));
    }
    return found;
  };
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  // 13:00 UTC is the next day in Auckland.
  EXPECT_THAT(left("2026-07-10T11:00:00Z", "now"), ElementsAre("Call 0"));
  EXPECT_THAT(left("2026-07-10T11:00:00Z", "overdue"), IsEmpty());
  EXPECT_THAT(left("2026-07-10T13:00:00Z", "overdue"), ElementsAre("Call -1"));
  EXPECT_THAT(left("2026-07-08T13:00:00Z", "later"), ElementsAre("Call 1", "Some time -"));
  EXPECT_EQ(told_by([&] { answer_query(book, R"({"query":"tasks","due":"now"})"); }).field, "/due");
}

TEST(BookQuery, ATimelineIsOfADealOrOfAnAccount) {
  Book book = book_with_a_deal();
  const auto told = answer(book, R"({"query":"timeline","opportunity":"d1"})");
  EXPECT_EQ(told["events"].size(), 1U);
  EXPECT_EQ(told["last_activity"], "2026-07-01T09:00:00Z");
  EXPECT_EQ(told_by([&] { answer_query(book, R"({"query":"timeline"})"); }).code,
            ErrorCode::schema_violation);
}

TEST(BookCommand, AFlushTellsEachStaleDealAndClosesIt) {
  Book book = book_with_a_deal();
  const std::string condition = R"("at":"2026-12-01T09:00:00Z","inactive_days":90,"reason":"Gone")";
  const auto asked = answer(book, R"({"query":"stale",)" + condition + "}");
  ASSERT_EQ(asked["deals"].size(), 1U);
  EXPECT_EQ(asked["deals"][0]["reasons"][0], "no activity for 153 days");
  EXPECT_FALSE(asked["deals"][0].contains("event"));
  const auto done = nlohmann::json::parse(
      run_command(book, R"({"command":"flush","event_id":"f1",)" + condition + "}"));
  EXPECT_EQ(done["deals"][0]["event"], "f1");
  EXPECT_EQ(book.opportunity(OpportunityId("d1")).lost_reason, "Gone");
  EXPECT_EQ(command(R"({"command":"flush","at":"2026-12-01T09:00:00Z"})").code,
            ErrorCode::invalid_argument);
}

TEST(BookQuery, TheFridgeIsListedByItsDayToWakeUp) {
  Book book;
  const CommandContext context{Instant::parse("2026-07-01T09:00:00Z")};
  const auto pipeline =
      book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), context);
  for (const char* day : {"2026-10-01", "2026-09-01"}) {
    NewOpportunity deal;
    deal.name = day;
    book.park(book.create_opportunity(pipeline, deal, context), parse_day(day), context);
  }
  const auto all = answer(book, R"({"query":"fridge"})")["opportunities"];
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["name"], "2026-09-01");
  EXPECT_EQ(answer(book, R"({"query":"fridge","until":"2026-09-15"})")["opportunities"].size(), 1U);
}

}  // namespace
}  // namespace salespipe::exchange
