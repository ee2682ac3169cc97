// A book that is changed while memory is lacking: each command whole or not at all.
#include <filesystem>

#include "disturbed.hpp"

namespace salespipe::memory_test {
namespace {

constexpr const char* kAt = "2026-07-01T09:00:00Z";
constexpr const char* kDeal = "a-deal-with-a-longer-id";  // not within a string itself

json definition(const char* name, bool with_steps) {
  sp_buffer text = 0;
  EXPECT_EQ(sp_pipeline_standard(name, SP_TO_ZERO, "EUR", SP_TO_ZERO, 1, &text, 0), SP_OK);
  json made = json::parse(c_test::take(text));
  if (with_steps) {
    made["stages"][1]["exit_criteria"] = {
        {{"id", "ask"}, {"type", "task"}, {"description", "Ask what it may cost"}},
        {{"id", "send"}, {"type", "task"}, {"description", "Send the papers"}}};
    made["stages"][1]["checklist_as_tasks"] = true;
  }
  return made;
}

json of(const char* name, json members) {
  members["command"] = name;
  members["at"] = kAt;
  return members;
}
json of_deal(const char* name, json members = json::object()) {
  members["opportunity"] = kDeal;
  return of(name, std::move(members));
}

Step move(const char* stage, bool with_decision) {
  return {std::string("sp_book_move to ") + stage,
          [=](Desk& desk) {
            return sp_book_move(desk.book, kDeal, SP_TO_ZERO, stage, SP_TO_ZERO, c_test::kNow,
                                nullptr, &desk.allowed, with_decision ? &desk.buffer : nullptr,
                                desk.error);
          },
          [=](Desk& desk) {
            return std::to_string(desk.allowed) + (with_decision ? take_buffer(desk) : "");
          },
          true};
}

/// Commands with which deals are made, moved and closed.
std::vector<Step> daily_commands() {
  return {
      command(of("add_pipeline", {{"definition", definition("New business", true)}})),
      command(of("add_pipeline", {{"definition", definition("Renewals of contracts", false)}})),
      command(of("account_named", {{"name", "Acme of the long name"}})),
      command(of("add_contact", {{"id", "eve"},
                                 {"name", "Eve Adams of Acme"},
                                 {"account", "account-1"},
                                 {"email", "eve.adams@acme.example"}})),
      command(of("create_opportunity", {{"pipeline", "new-business"},
                                        {"id", kDeal},
                                        {"name", "Acme, twenty seats and a half"},
                                        {"account", "account-1"},
                                        {"contacts", {"eve"}},
                                        {"value", "500 EUR/month x 24"},
                                        {"tags", {"renewal", "a tag that is rather long"}},
                                        {"fields", {{"region", "north by north-west"}}}})),
      command(of_deal("change_owner", {{"owner", "ann-with-a-longer-name"}})),
      command(of_deal("change_value", {{"value", "9000 EUR"}})),
      command(of_deal("change_expected_close", {{"day", "2026-09-30"}})),
      command(of_deal("rename", {{"name", "Acme, all the seats that there are"}})),
      command(of_deal("tag", {{"tag", "hot, and hotter every day"}})),
      command(of_deal("untag", {{"tag", "renewal"}})),
      command(of_deal("set_field", {{"field", "region"}, {"value", "south by south-east"}})),
      command(of_deal("assess", {{"criterion", "budget"},
                                 {"state", "met"},
                                 {"evidence", "said so in a meeting"},
                                 {"event_id", "a-host-s-own-id-of-an-event"}})),
      command(of_deal("qualify", {{"states", {{"authority", "met"}, {"need", "met"}}},
                                  {"event_id", "another-id-of-a-host-s"}})),
      move("Lost", true),  // refused: without a reason
      move("Contacted", true),
      command(of_deal("tick", {{"stage", "contacted"}, {"criterion", "ask"}})),
      move("Qualified", false),
      command(of_deal("move", {{"to", "proposal-made"}, {"note", "with a word of why"}})),
      command(of("add_task", {{"id", "call"},
                              {"description", "Call Eve about the seats"},
                              {"opportunity", kDeal},
                              {"due", "2026-07-03"},
                              {"repeat", "weekly"}})),
      command(of("assign_task", {{"task", "call"}, {"assignee", "bob-with-a-longer-name"}})),
      command(of("snooze_task", {{"task", "call"}, {"due", "2026-07-06"}})),
      command(of("edit_task", {{"task", "call"}, {"description", "Call Eve about all of them"}})),
      command(of("complete_task", {{"task", "call"}, {"outcome", "she wants all the seats"}})),
      command(
          of("add_task", {{"id", "write"}, {"description", "Write"}, {"account", "account-1"}})),
      command(of("dismiss_task", {{"task", "write"}, {"reason", "not worth it"}})),
      command(
          of("log_interaction",
             {{"type", "call"}, {"contact", "eve"}, {"external_id", "telephone-exchange-12345"}})),
      command(of_deal("park", {{"wake_up", "2026-12-01"}})),
      command(of_deal("reopen")),
      command(of_deal("lose", {{"reason", "The price, and nothing but it"}})),
      command(of_deal("undo_last")),
      command(of_deal("move_to_pipeline",
                      {{"pipeline", "renewals-of-contracts"}, {"to", "contacted"}})),
      command(json::array({of("create_opportunity", {{"pipeline", "new-business"},
                                                     {"id", "another"},
                                                     {"name", "Another deal"},
                                                     {"account", "account-1"}}),
                           of_deal("win", {{"event_id", "won-by-a-list"}}),
                           of("move", {{"opportunity", "another"}, {"to", "contacted"}}),
                           of("change_owner", {{"opportunity", "another"}, {"owner", "bob"}})})),
      command(of("undo", {{"events", {"won-by-a-list"}}, {"reason", "too early"}})),
      command(json::array({of_deal("rename", {{"name", "Never"}}),
                           of("lose", {{"opportunity", "another"}})})),  // refused, so is the first
  };
}

/// Those that change what holds for all, or many things.
std::vector<Step> rare_commands() {
  json changed = definition("New business", true);
  changed["revision"] = 2;
  changed["stages"][0]["name"] = "First of all";
  const json access = {{"salespipe", "access"},
                       {"version", 1},
                       {"roles", {{{"id", "rep"}, {"read", "own"}, {"write", "own"}}}},
                       {"actors", {{{"id", "bob"}, {"roles", {"rep"}}}}}};
  const json rules = {
      {"salespipe", "automation"},
      {"version", 1},
      {"rules",
       {{{"id", "r"},
         {"when", {{"event", "stage_entered"}, {"stage", "Qualified"}}},
         {"if", {{"all", json::array()}}},
         {"then",
          {{{"do", "create_task"}, {"description", "Ask {{deal.name}}"}, {"due_days", 2}},
           {{"do", "add_tag"}, {"tag", "seen by a rule of ours"}}}}}}}};
  return {
      command(of("change_pipeline", {{"definition", changed}})),
      command(of("configure_access", {{"rules", access}})),
      command(of("rename", {{"opportunity", "another"}, {"name", "Bob's"}, {"as_actor", "bob"}})),
      command(
          of("change_owner", {{"opportunity", "another"}, {"owner", "ann"}, {"as_actor", "bob"}})),
      command(of("configure_automation", {{"rules", rules}})),
      command(of("move", {{"opportunity", "another"}, {"to", "qualified"}})),
      command({{"command", "automate"}, {"at", "2026-07-02T09:00:00Z"}}),
      command({{"command", "flush"},
               {"at", "2026-12-01T09:00:00Z"},
               {"inactive_days", 30},
               {"to", "lost"},
               {"reason", "Nothing happened any more"}}),
      command(of("erase_person", {{"contact", "eve"}, {"reason", "asked for it"}})),
  };
}

Step append_facts(const std::string& lines) {
  return {"sp_book_append",
          [=](Desk& desk) {
            return sp_book_append(desk.book, lines.data(), lines.size(), &desk.number, desk.error);
          },
          [](Desk& desk) { return std::to_string(desk.number); }, true};
}

std::string journal_of_a_team() {
  sp_simulate_options options{};
  options.struct_size = sizeof options;
  options.opportunities = 3;
  options.months = 3;
  c_test::OwnedBook team;
  EXPECT_EQ(sp_simulate_book(&options, team.out(), 0), SP_OK);
  sp_buffer lines = 0;
  EXPECT_EQ(sp_book_events(team, 1, 0, &lines, 0), SP_OK);
  return c_test::take(lines);
}

void open_in_memory(Desk& desk) { ASSERT_EQ(sp_book_create(nullptr, desk.book.out(), 0), SP_OK); }

std::vector<Step> operator+(std::vector<Step> some, std::vector<Step> more) {
  for (Step& step : more) some.push_back(std::move(step));
  return some;
}

class Commands : public testing::TestWithParam<Lacking> {};
INSTANTIATE_TEST_SUITE_P(Fails, Commands, testing::Values(Lacking::once, Lacking::from_then_on),
                         [](const auto& of) {
                           return of.param == Lacking::once ? "Once" : "FromThenOn";
                         });

TEST_P(Commands, OfABookInMemoryHappenWholeOrNotAtAll) {
  // Every allocation, whatever it takes.
  run_disturbed({daily_commands(), open_in_memory, UINT64_MAX}, GetParam());
}

TEST_P(Commands, ThatAreRareHappenWholeOrNotAtAll) {
  const auto open = [](Desk& desk) {
    open_in_memory(desk);
    for (const Step& step : daily_commands()) {
      ASSERT_EQ(step.call(desk), SP_OK) << sp_error_message(desk.error);
      (void)step.told(desk);
    }
  };
  run_disturbed({rare_commands(), open}, GetParam());
}

TEST_P(Commands, ThatBringFactsHappenWholeOrNotAtAll) {
  run_disturbed({{append_facts(journal_of_a_team())}, open_in_memory}, GetParam());
}

/// SQLite's memory is lacking too.
class CommandsInAFile : public Commands {
 protected:
  CommandsInAFile()
      : folder(std::filesystem::temp_directory_path() /
               ("salespipe-memory-" + std::to_string(static_cast<int>(GetParam())))) {}
  ~CommandsInAFile() override { std::filesystem::remove_all(folder); }
  void open(Desk& desk) const {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    desk.file = (folder / "sales.db").string();
    const c_test::ErrorText error;
    ASSERT_EQ(sp_book_open(desk.file.data(), desk.file.size(), nullptr, desk.book.out(), error),
              SP_OK)
        << error.message();
  }
  static Step open_again() {
    return {"sp_book_open",
            [](Desk& desk) {
              return sp_book_open(desk.file.data(), desk.file.size(), nullptr, &desk.given,
                                  desk.error);
            },
            [](Desk& desk) {
              desk.book.close();
              desk.book = c_test::OwnedBook(desk.given);
              return std::string();
            }};
  }
  static Step refresh() {
    return {"sp_book_refresh",
            [](Desk& desk) { return sp_book_refresh(desk.book, &desk.number, desk.error); },
            [](Desk& desk) { return std::to_string(desk.number); }, true};
  }

  std::filesystem::path folder;
};
INSTANTIATE_TEST_SUITE_P(Fails, CommandsInAFile,
                         testing::Values(Lacking::once, Lacking::from_then_on), [](const auto& of) {
                           return of.param == Lacking::once ? "Once" : "FromThenOn";
                         });

TEST_P(CommandsInAFile, HappenWholeOrNotAtAll) {
  auto steps = daily_commands();
  steps.erase(steps.begin() + 5, steps.end() - 20);
  steps.insert(steps.begin() + 8, open_again());
  steps = std::move(steps) + rare_commands();
  steps.pop_back();  // what is erased from files is erased in several steps: docs/erasure.md
  steps.push_back(open_again());
  run_disturbed({std::move(steps), [this](Desk& desk) { open(desk); }}, GetParam());
}

}  // namespace
}  // namespace salespipe::memory_test
