// A book through the C interface: commands, queries, moves, the journal, files.
#include <cstdio>
#include <filesystem>
#include <limits>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "c_support.hpp"

namespace salespipe::c_test {
namespace {

using ::testing::HasSubstr;

TEST(CBook, ARefusedMoveIsAnAnswerAndChangesNothing) {
  const auto book = book_with_a_deal();
  const auto before = query(book, {{"query", "state"}});
  std::int32_t allowed = 7;
  sp_buffer decision = 0;
  ASSERT_EQ(move(book, "Lost", &allowed, &decision), SP_OK);
  EXPECT_EQ(allowed, 0);
  const auto told = json::parse(take(decision));
  EXPECT_EQ(told["allowed"], false);
  EXPECT_EQ(told["transition"], "lose");
  EXPECT_EQ(told["reasons"][0]["code"], "lost_reason_missing");
  EXPECT_EQ(query(book, {{"query", "state"}}), before);
}

TEST(CBook, AnAllowedMoveIsRecordedOnce) {
  const auto book = book_with_a_deal();
  sp_move_options options{};
  options.struct_size = sizeof options;
  options.actor = "ann";
  options.event_id = "host-1";
  options.expected_version = 1;
  std::int32_t allowed = 0;
  for (int time = 0; time < 2; ++time) {  // the second call repeats the first
    ASSERT_EQ(sp_book_move(book, "opportunity-1", SP_TO_ZERO, "contacted", SP_TO_ZERO, kNow,
                           &options, &allowed, nullptr, 0),
              SP_OK);
    EXPECT_EQ(allowed, 1);
  }
  std::uint64_t sequence = 0;
  ASSERT_EQ(sp_book_last_sequence(book, &sequence, 0), SP_OK);
  EXPECT_EQ(sequence, 3U);
  EXPECT_EQ(query(book, {{"query", "opportunity"},
                         {"opportunity", "opportunity-1"}})["opportunity"]["stage"],
            "contacted");
}

TEST(CBook, EvaluatingTellsWhatAMoveWouldBeToldAndChangesNothing) {
  const auto book = book_with_a_deal();
  std::int32_t allowed = 0;
  sp_buffer decision = 0;
  ASSERT_EQ(sp_book_evaluate(book, "opportunity-1", SP_TO_ZERO, "Won", SP_TO_ZERO, kNow, nullptr,
                             &allowed, &decision, 0),
            SP_OK);
  EXPECT_EQ(allowed, 1);
  const auto evaluated = take(decision);
  const auto asked = query(book, {{"query", "evaluate"},
                                  {"opportunity", "opportunity-1"},
                                  {"to", "Won"},
                                  {"at", "2026-07-01T09:00:00Z"}});
  EXPECT_EQ(asked["decision"], json::parse(evaluated));
  ASSERT_EQ(move(book, "Won", &allowed, &decision), SP_OK);
  EXPECT_EQ(take(decision), evaluated);
}

TEST(CBook, AnErrorSaysWhatWhereAndWhatToDo) {
  const auto book = book_with_a_deal();
  const ErrorText error;
  const std::string text = R"({"command": "move", "at": "yesterday"})";
  sp_buffer answer = 7;
  EXPECT_EQ(sp_book_command(book, text.data(), text.size(), &answer, error),
            SP_ERROR_SCHEMA_VIOLATION);
  EXPECT_EQ(answer, 0U);
  EXPECT_EQ(sp_error_code(error), SP_ERROR_SCHEMA_VIOLATION);
  EXPECT_STREQ(sp_error_field(error), "/opportunity");
  EXPECT_THAT(error.message(), HasSubstr("missing"));
  std::int32_t allowed = 0;
  EXPECT_EQ(move(book, "Nowhere", &allowed, nullptr, error), SP_ERROR_NOT_FOUND);
  EXPECT_THAT(error.message(), HasSubstr("Contacted"));
  EXPECT_STREQ(sp_error_field(error), "");
  EXPECT_EQ(move(book, "Contacted", &allowed, nullptr, error), SP_OK);
  EXPECT_EQ(sp_error_code(error), SP_OK);
  EXPECT_EQ(error.message(), "");
}

TEST(CBook, AnErrorInALongTextIsCutBetweenCharacters) {
  const auto book = book_with_a_deal();
  const ErrorText error;
  const std::string text = json{{"command", "x"}, {"at", std::string(20'000, 'x')}}.dump();
  EXPECT_EQ(sp_book_command(book, text.data(), text.size(), nullptr, error), SP_ERROR_NOT_FOUND);
  EXPECT_LT(error.message().size(), 8192U);
}

TEST(CBook, CommandsMakeEverythingThatABookHolds) {
  const auto book = book_with_a_deal();
  const std::string at = "2026-07-01T09:00:00Z";
  const auto account =
      command(book, {{"command", "account_named"}, {"at", at}, {"name", "Acme"}})["id"];
  EXPECT_EQ(command(book, {{"command", "account_named"}, {"at", at}, {"name", "Acme"}})["id"],
            account);
  const auto contact = command(book, {{"command", "add_contact"},
                                      {"at", at},
                                      {"name", "Eve"},
                                      {"account", account},
                                      {"email", "eve@acme.example"}})["id"];
  const auto deal = command(book, {{"command", "create_opportunity"},
                                   {"at", at},
                                   {"pipeline", "new-business"},
                                   {"id", "deal-2"},
                                   {"name", "Acme, renewal"},
                                   {"stage", "Contacted"},
                                   {"account", account},
                                   {"contacts", {contact}},
                                   {"value", "500 EUR/month x 24"},
                                   {"tags", {"renewal"}},
                                   {"fields", {{"region", "north"}}}})["id"];
  EXPECT_EQ(deal, "deal-2");
  const auto give = [&](json document) {
    document["at"] = at;
    document["opportunity"] = deal;
    return command(book, document);
  };
  EXPECT_EQ(give({{"command", "change_owner"}, {"owner", "bob"}})["changed"], true);
  EXPECT_EQ(give({{"command", "change_owner"}, {"owner", "bob"}})["changed"], false);
  EXPECT_EQ(give({{"command", "change_value"}, {"value", "9000 EUR"}})["changed"], true);
  EXPECT_EQ(give({{"command", "change_expected_close"}, {"day", "2026-09-30"}})["changed"], true);
  EXPECT_EQ(give({{"command", "rename"}, {"name", "Acme again"}})["changed"], true);
  EXPECT_EQ(give({{"command", "tag"}, {"tag", "hot"}})["changed"], true);
  EXPECT_EQ(give({{"command", "untag"}, {"tag", "renewal"}})["changed"], true);
  EXPECT_EQ(give({{"command", "set_field"}, {"field", "region"}, {"value", "south"}})["changed"],
            true);
  EXPECT_EQ(give({{"command", "assess"}, {"criterion", "budget"}, {"state", "met"}})["verdict"],
            "incomplete");
  EXPECT_EQ(
      give({{"command", "qualify"},
            {"states", {{"authority", "met"}, {"need", "met"}, {"timeline", "met"}}}})["verdict"],
      "qualified");
  const auto task = command(book, {{"command", "add_task"},
                                   {"at", at},
                                   {"description", "Call Eve"},
                                   {"opportunity", deal},
                                   {"due", "2026-07-03"}})["id"];
  const auto about = [&](json document) {
    document["at"] = at;
    document["task"] = task;
    return command(book, document);
  };
  EXPECT_EQ(about({{"command", "assign_task"}, {"assignee", "bob"}})["changed"], true);
  EXPECT_EQ(about({{"command", "snooze_task"}, {"due", "2026-07-06"}})["changed"], true);
  EXPECT_EQ(about({{"command", "edit_task"}, {"description", "Call Eve again"}})["changed"], true);
  EXPECT_EQ(query(book, {{"query", "tasks"}, {"opportunity", deal}})["tasks"][0]["due"],
            "2026-07-06");
  EXPECT_EQ(about({{"command", "complete_task"}, {"outcome", "reached"}})["decision"]["allowed"],
            true);
  EXPECT_TRUE(query(book, {{"query", "tasks"}})["tasks"].empty());
  const auto event = command(book, {{"command", "log_interaction"},
                                    {"at", at},
                                    {"type", "call"},
                                    {"opportunity", deal},
                                    {"external_id", "pbx-1"}})["event"];
  EXPECT_EQ(command(book, {{"command", "log_interaction"},
                           {"at", at},
                           {"type", "call"},
                           {"opportunity", deal},
                           {"external_id", "pbx-1"}})["event"],
            event);
  EXPECT_EQ(give({{"command", "park"}, {"wake_up", "2026-12-01"}})["decision"]["allowed"], true);
  EXPECT_EQ(give({{"command", "reopen"}})["decision"]["transition"], "reopen");
  EXPECT_EQ(give({{"command", "lose"}, {"reason", "Price"}})["decision"]["allowed"], true);

  EXPECT_EQ(
      query(book, {{"query", "opportunities"}, {"stage_kind", "lost"}})["opportunities"][0]["id"],
      deal);
  EXPECT_EQ(query(book, {{"query", "opportunities"}, {"limit", 1}})["opportunities"].size(), 1U);
  EXPECT_EQ(
      query(book,
            {{"query", "opportunities"}, {"limit", 1}, {"offset", 1}})["opportunities"][0]["id"],
      deal);
  EXPECT_EQ(query(book, {{"query", "board"},
                         {"pipeline", "new-business"}})["columns"][0]["opportunities"][0]["id"],
            "opportunity-1");
  EXPECT_GT(query(book, {{"query", "timeline"}, {"account", account}})["events"].size(), 10U);
  EXPECT_EQ(query(book, {{"query", "history"}, {"opportunity", deal}})["events"][0]["type"],
            "opportunity_created");
  EXPECT_EQ(query(book, {{"query", "contacts"}})["contacts"][0]["email"], "eve@acme.example");
  EXPECT_EQ(query(book, {{"query", "accounts"}, {"name", "Acme"}})["accounts"].size(), 1U);
  EXPECT_EQ(query(book, {{"query", "interactions"}})["interactions"].size(), 1U);
  EXPECT_EQ(query(book, {{"query", "pipelines"}})["pipelines"][0]["id"], "new-business");
}

TEST(CBook, TheJournalMakesTheSameBookElsewhere) {
  const auto book = book_with_a_deal();
  sp_buffer lines = 0;
  ASSERT_EQ(sp_book_events(book, 1, 0, &lines, 0), SP_OK);
  const auto journal = take(lines);
  OwnedBook copy;
  ASSERT_EQ(sp_book_create(nullptr, copy.out(), 0), SP_OK);
  std::uint64_t sequence = 0;
  for (int time = 0; time < 2; ++time) {  // events that are there already change nothing
    ASSERT_EQ(sp_book_append(copy, journal.data(), journal.size(), &sequence, 0), SP_OK);
    EXPECT_EQ(sequence, 2U);
  }
  EXPECT_EQ(query(copy, {{"query", "state"}}), query(book, {{"query", "state"}}));
  ASSERT_EQ(sp_book_events(book, 2, 1, &lines, 0), SP_OK);
  EXPECT_EQ(take(lines), journal.substr(journal.find('\n') + 1));
  ASSERT_EQ(sp_book_events(book, 3, 0, &lines, 0), SP_OK);
  EXPECT_EQ(take(lines), "");
}

TEST(CBook, ABatchOfFactsWithABadLineIsRefusedWholeAndNamesIt) {
  const auto book = book_with_a_deal();
  sp_buffer lines = 0;
  ASSERT_EQ(sp_book_events(book, 1, 0, &lines, 0), SP_OK);
  const auto journal = take(lines) + "{\"no\": \"event\"}\n";
  OwnedBook copy;
  ASSERT_EQ(sp_book_create(nullptr, copy.out(), 0), SP_OK);
  const ErrorText error;
  EXPECT_EQ(sp_book_append(copy, journal.data(), journal.size(), nullptr, error),
            SP_ERROR_SCHEMA_VIOLATION);
  EXPECT_EQ(sp_error_line(error), 3);
  std::uint64_t sequence = 7;
  ASSERT_EQ(sp_book_last_sequence(copy, &sequence, 0), SP_OK);
  EXPECT_EQ(sequence, 0U);
}

TEST(CBook, ABookIsSavedAndOpenedAgain) {
  const auto book = book_with_a_deal();
  const auto file = std::filesystem::temp_directory_path() /
                    ("salespipe-capi-" +
                     std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + ".jsonl");
  const auto path = file.string();
  const ErrorText error;
  ASSERT_EQ(sp_book_save(book, path.data(), path.size(), error), SP_OK) << error.message();
  sp_book_options options{};
  options.struct_size = sizeof options;
  options.timezone = "Europe/Stockholm";
  OwnedBook opened;
  ASSERT_EQ(sp_book_open(path.data(), path.size(), &options, opened.out(), error), SP_OK);
  EXPECT_EQ(query(opened, {{"query", "state"}}), query(book, {{"query", "state"}}));
  std::filesystem::remove(file);
  sp_book none = 7;
  EXPECT_EQ(sp_book_open(path.data(), path.size(), nullptr, &none, error), SP_ERROR_IO);
  EXPECT_EQ(none, 0U);
  EXPECT_EQ(sp_error_file(error), path);
}

/// One book in a file, opened twice.
struct TwoHandles {
  explicit TwoHandles(const std::string& name)
      : folder(std::filesystem::temp_directory_path() / name) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto path = (folder / "sales.db").string();
    EXPECT_EQ(sp_book_open(path.data(), path.size(), nullptr, one.out(), 0), SP_OK);
    EXPECT_EQ(sp_book_open(path.data(), path.size(), nullptr, other.out(), 0), SP_OK);
  }
  TwoHandles(const TwoHandles&) = delete;
  TwoHandles& operator=(const TwoHandles&) = delete;
  ~TwoHandles() {
    one.close();
    other.close();
    std::filesystem::remove_all(folder);
  }
  std::filesystem::path folder;
  OwnedBook one;
  OwnedBook other;
};

TEST(CBook, ABookInSqliteKeepsEachChangeAndTakesInThoseOfOthers) {
  const auto folder = std::filesystem::temp_directory_path() / "salespipe-capi-sqlite";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto path = (folder / "sales.db").string();
  const ErrorText error;
  OwnedBook one;
  OwnedBook other;
  ASSERT_EQ(sp_book_open(path.data(), path.size(), nullptr, one.out(), error), SP_OK)
      << error.message();
  ASSERT_EQ(sp_book_open(path.data(), path.size(), nullptr, other.out(), error), SP_OK);
  add_a_deal(one);
  std::uint64_t taken_in = 0;
  ASSERT_EQ(sp_book_refresh(other, &taken_in, error), SP_OK);
  EXPECT_EQ(taken_in, 2U);
  std::int32_t allowed = 0;
  ASSERT_EQ(move(other, "Contacted", &allowed, nullptr, error), SP_OK) << error.message();
  one.close();
  other.close();
  OwnedBook again;
  ASSERT_EQ(sp_book_open(path.data(), path.size(), nullptr, again.out(), error), SP_OK);
  EXPECT_EQ(
      query(again, {{"query", "opportunities"}, {"stage", "contacted"}})["opportunities"].size(),
      1U);
  again.close();
  std::filesystem::remove_all(folder);
}

TEST(CBook, WaitingTakesInWhatAnotherWritesAndTellsTheWatches) {
  const TwoHandles sales("salespipe-capi-wait");
  const ErrorText error;
  std::uint64_t taken_in = 7;
  ASSERT_EQ(sp_book_wait(sales.other, 0, &taken_in, error), SP_OK) << error.message();
  EXPECT_EQ(taken_in, 0U);
  std::uint64_t heard = 0;
  sp_watch_options watching{};
  watching.struct_size = sizeof watching;
  watching.user_data = &heard;
  watching.callback = [](void* user_data, sp_watch, std::uint64_t sequence) {
    *static_cast<std::uint64_t*>(user_data) = sequence;
  };
  OwnedWatch watch;
  ASSERT_EQ(sp_watch_create(sales.other, R"({"period":"2026","metrics":["won_count"]})", SP_TO_ZERO,
                            &watching, watch.out(), error),
            SP_OK)
      << error.message();
  std::thread writer([&] { add_a_deal(sales.one); });
  std::uint64_t sum = 0;
  while (sum < 2) {
    ASSERT_EQ(sp_book_wait(sales.other, 60'000, &taken_in, error), SP_OK) << error.message();
    ASSERT_GT(taken_in, 0U) << "nothing came in a minute";
    sum += taken_in;
  }
  writer.join();
  EXPECT_EQ(sum, 2U);
  EXPECT_EQ(heard, 2U);
  EXPECT_EQ(query(sales.other, {{"query", "opportunities"}})["opportunities"].size(), 1U);
}

TEST(CBook, OthersUseABookThatIsWaitedForAndClosingItEndsTheWait) {
  TwoHandles sales("salespipe-capi-waited");
  add_a_deal(sales.one);
  std::thread waiter([&, book = std::uint64_t{sales.one}] {
    std::uint64_t taken_in = 7;
    sp_status status = SP_OK;
    while (status == SP_OK) status = sp_book_wait(book, 60'000, &taken_in, 0);
    EXPECT_TRUE(status == SP_ERROR_INVALID_STATE || status == SP_ERROR_INVALID_HANDLE) << status;
    EXPECT_EQ(taken_in, 0U);
  });
  for (int i = 0; i < 20; ++i) {  // a wait of a minute that kept the book would hang here
    EXPECT_EQ(query(sales.one, {{"query", "opportunities"}})["opportunities"].size(), 1U);
    command(sales.one, {{"command", "tag"},
                        {"at", "2026-07-01T09:00:00Z"},
                        {"opportunity", "opportunity-1"},
                        {"tag", "t" + std::to_string(i)}});
  }
  sales.one.close();
  waiter.join();
}

TEST(CBook, WaitingForNobodyOrForANegativeTimeIsRefused) {
  const auto in_memory = book_with_a_deal();
  const ErrorText error;
  std::uint64_t taken_in = 7;
  EXPECT_EQ(sp_book_wait(in_memory, 0, &taken_in, error), SP_ERROR_INVALID_STATE);
  EXPECT_EQ(taken_in, 0U);
  EXPECT_NE(error.message().find("in memory"), std::string::npos) << error.message();
  EXPECT_EQ(sp_book_wait(in_memory, -1, nullptr, error), SP_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(error.message().rfind("timeout is negative", 0), 0U) << error.message();
}

TEST(CBook, TimesAtTheirLimitsAreRefusedNotWrappedAround) {
  const auto book = book_with_a_deal();
  std::int32_t allowed = 0;
  for (const std::int64_t at :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(sp_book_move(book, "opportunity-1", SP_TO_ZERO, "contacted", SP_TO_ZERO, at, nullptr,
                           &allowed, nullptr, 0),
              SP_ERROR_INVALID_ARGUMENT);
  }
  const std::string long_ago = R"({"command":"lose","opportunity":"opportunity-1","reason":"x",)"
                               R"("at":"99999-01-01T00:00:00Z"})";
  EXPECT_EQ(sp_book_command(book, long_ago.data(), long_ago.size(), nullptr, 0), SP_ERROR_PARSE);
}

}  // namespace
}  // namespace salespipe::c_test
