// Rules of automation as a document: read strictly, written in one form.
#include <gmock/gmock.h>

#include "salespipe/base/error.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe {
namespace {

using ::testing::HasSubstr;

std::string of_rules(const std::string& rules) {
  return R"({"salespipe":"automation","version":1,"rules":[)" + rules + "]}";
}

std::string rule(const std::string& when, const std::string& only_if, const std::string& action) {
  return of_rules(R"({"id":"r","when":)" + when + R"(,"if":)" + only_if + R"(,"then":[)" + action +
                  "]}");
}

constexpr const char* kWhen = R"({"event":"stage_entered"})";
constexpr const char* kIf = R"({"all":[]})";
constexpr const char* kThen = R"({"do":"add_tag","tag":"x"})";

struct Problem {
  ErrorCode code = ErrorCode::ok;
  std::string field;
  std::string message;
};
Problem problem_of(const std::string& text) {
  try {
    (void)automation_from_json(text);
  } catch (const Error& error) {
    return {error.code(), error.place().field, error.message()};
  }
  return {};
}

TEST(AutomationJson, SaysEverythingThatTheRulesHold) {
  const std::string text =
      R"({"salespipe":"automation","version":1,)"
      R"("limits":{"depth":2,"per_deal_and_day":4,"per_run":10,"late_days":0},)"
      R"("mails":[{"id":"m","subject":"Hi","text":"Dear","html":"<p>Dear</p>"}],)"
      R"("rules":[{"id":"a","name":"A rule","on":false,)"
      R"("when":{"event":"date_reached","pipeline":"Sales","stage":"Won","date":"created","days":-3},)"
      R"("if":{"any":[{"field":"value","at_least":"10 EUR"},{"not":{"field":"contacts","in":[1,2]}},{"field":"product","exists":false}]},)"
      R"("then":[{"do":"create_task","description":"Call","assignee":"bob","due_days":2},)"
      R"({"do":"send_mail","template":"m","to":"all"},{"do":"add_tag","tag":"t"},)"
      R"({"do":"remove_tag","tag":"t"},{"do":"set_field","field":"f","value":"v"},)"
      R"({"do":"assign","to":"bob"},{"do":"move","stage":"Lost","reason":"Price","wake_up_days":3},)"
      R"({"do":"notify","who":"bob","text":"Look"},{"do":"call_host","call":"x"}]},)"
      R"({"id":"b","when":{"event":"inactive","days":10},"then":[{"do":"add_tag","tag":"t"}]}]})";
  EXPECT_EQ(to_json(automation_from_json(text)), text);
}

TEST(AutomationJson, EveryTriggerIsReadAndWritten) {
  for (const char* when : {
           R"({"event":"stage_entered","pipeline":"p","stage":"s"})",
           R"({"event":"stage_left","stage":"s"})",
           R"({"event":"tag_given","tag":"t"})",
           R"({"event":"task_completed","task":"Call"})",
           R"({"event":"verdict","verdict":"not_now"})",
           R"({"event":"interaction","type":"email_in"})",
           R"({"event":"inactive","stage":"s","days":3})",
           R"({"event":"date_reached","date":"field.end","days":-3})",
       }) {
    EXPECT_THAT(to_json(automation_from_json(rule(when, kIf, kThen))),
                HasSubstr(std::string("\"when\":") + when));
  }
}

TEST(AutomationJson, WhatIsNotSaidIsAsUsual) {
  const auto read = automation_from_json(of_rules(""));
  EXPECT_EQ(read, AutomationRules{});
  EXPECT_EQ(read.limits.depth, 5);
}

TEST(AutomationJson, AMistakeIsToldWithItsPlace) {
  const std::pair<std::string, const char*> cases[] = {
      {R"({"salespipe":"access","version":1})", "/salespipe"},
      {R"({"salespipe":"automation"})", "/version"},
      {R"({"salespipe":"automation","version":2})", "/version"},
      {R"({"salespipe":"automation","version":1,"limits":{"depth":0}})", "/limits/depth"},
      {of_rules("7"), "/rules/0"},
      {of_rules(R"({"id":"a b"})"), "/rules/0/id"},
      {of_rules(R"({"id":"a","then":[]})"), "/rules/0/when"},
      {rule(R"({"event":"moonrise"})", kIf, kThen), "/rules/0/when/event"},
      {rule(R"({"event":"tag_given","stage":"s"})", kIf, kThen), "/rules/0/when/stage"},
      {rule(R"({"event":"inactive"})", kIf, kThen), "/rules/0/when/days"},
      {rule(R"({"event":"verdict","verdict":"fine"})", kIf, kThen), "/rules/0/when/verdict"},
      {rule(kWhen, R"({"field":"owner"})", kThen), "/rules/0/if"},
      {rule(kWhen, R"({"field":"owner","is":"a","is_not":"b"})", kThen), "/rules/0/if"},
      {rule(kWhen, R"({"field":"owner","is":1.5})", kThen), "/rules/0/if/is"},
      {rule(kWhen, R"({"field":"owner","in":[]})", kThen), "/rules/0/if/in"},
      {rule(kWhen, R"({"any":[]})", kThen), "/rules/0/if/any"},
      {rule(kWhen, R"({"not":7})", kThen), "/rules/0/if/not"},
      {rule(kWhen, R"({"all":[],"any":[]})", kThen), "/rules/0/if/any"},
      {rule(kWhen, kIf, R"({"do":"dance"})"), "/rules/0/then/0/do"},
      {rule(kWhen, kIf, R"({"do":"add_tag"})"), "/rules/0/then/0/tag"},
      {rule(kWhen, kIf, R"({"do":"add_tag","tag":" "})"), "/rules/0/then/0/tag"},
      {rule(kWhen, kIf, R"({"do":"send_mail","template":"m","to":"nobody"})"),
       "/rules/0/then/0/to"},
      {rule(kWhen, kIf, ""), "/rules/0/then"},
  };
  for (const auto& [text, place] : cases) {
    const Problem problem = problem_of(text);
    EXPECT_EQ(problem.code, ErrorCode::schema_violation) << text;
    EXPECT_EQ(problem.field, place) << text << problem.message;
  }
}

TEST(AutomationJson, AnIdIsGivenOnce) {
  const std::string one =
      R"({"id":"a","when":{"event":"tag_given"},"then":[{"do":"add_tag","tag":"x"}]})";
  const Problem problem = problem_of(of_rules(one + "," + one));
  EXPECT_EQ(problem.code, ErrorCode::already_exists);
  EXPECT_EQ(problem.field, "/rules/1/id");
}

TEST(AutomationJson, IsNotReadTooDeep) {
  std::string deep = kIf;
  for (int i = 0; i < 20; ++i) deep = R"({"not":)" + deep + "}";
  EXPECT_EQ(problem_of(rule(kWhen, deep, kThen)).code, ErrorCode::parse_error);
}

}  // namespace
}  // namespace salespipe
