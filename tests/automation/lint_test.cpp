// What is told about rules before they are put to use.
#include <gmock/gmock.h>

#include "automation/rules_fixture.hpp"

namespace salespipe::automation::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LintTest : public RulesTest {
 protected:
  std::vector<std::string> told(const std::string& rules) {
    std::vector<std::string> found;
    for (const auto& one : lint(document(rules), book)) {
      if (one.severity != Severity::info) found.push_back(one.code);
    }
    return found;
  }
  static std::string rule(const std::string& when, const std::string& then,
                          const std::string& only_if = R"({"all":[]})",
                          const std::string& id = "r") {
    return R"({"id":")" + id + R"(","when":)" + when + R"(,"if":)" + only_if + R"(,"then":[)" +
           then + "]}";
  }
  static std::string moves(const char* id, const char* from, const char* to,
                           const char* only_if = R"({"all":[]})", const char* more = "") {
    return rule(std::string(R"({"event":"stage_entered","stage":")") + from + "\"}",
                std::string(R"({"do":"move","stage":")") + to + "\"}" + more, only_if, id);
  }
  const std::string kEntered = R"({"event":"stage_entered"})";
  const std::string kTag = R"({"do":"add_tag","tag":"x"})";
};

TEST_F(LintTest, RulesThatAreRightAreLetBe) {
  EXPECT_THAT(told(rule(kEntered, kTag, R"({"field":"value","at_least":"10 EUR"})")), IsEmpty());
}

TEST_F(LintTest, NamesThatAreNotThereAreErrors) {
  EXPECT_THAT(told(rule(R"({"event":"stage_entered","stage":"Nowhere"})", kTag)),
              ElementsAre("unknown_stage"));
  EXPECT_THAT(told(rule(R"({"event":"stage_entered","pipeline":"None"})", kTag)),
              ElementsAre("unknown_pipeline"));
  EXPECT_THAT(told(rule(R"({"event":"interaction","type":"fax"})", kTag)),
              ElementsAre("unknown_interaction"));
  EXPECT_THAT(told(rule(R"({"event":"date_reached","date":"birthday"})", kTag)),
              ElementsAre("unknown_date"));
  EXPECT_THAT(told(rule(kEntered, kTag, R"({"field":"colour","is":"red"})")),
              ElementsAre("bad_condition"));
  EXPECT_THAT(told(rule(kEntered, R"({"do":"send_mail","template":"none"})")),
              ElementsAre("unknown_mail"));
  EXPECT_THAT(told(rule(kEntered, R"({"do":"move","stage":"Nowhere"})")),
              ElementsAre("unknown_stage"));
  EXPECT_THAT(told(rule(kEntered, R"({"do":"create_task","description":"{{deal.colour}}"})")),
              ElementsAre("unknown_text_field"));
  EXPECT_THAT(told(rule(kEntered, R"({"do":"create_task","description":"{{deal.name"})")),
              ElementsAre("bad_text"));
  EXPECT_THAT(told(rule(kEntered, R"({"do":"set_field","field":"owner","value":"x"})")),
              ElementsAre("own_field"));
}

TEST_F(LintTest, AMistakeSaysWhereItIs) {
  const auto found =
      lint(document(rule(R"({"event":"stage_entered","stage":"Nowhere"})", kTag)), book);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_EQ(found[0].where,
            (std::map<std::string, std::string>{{"rule", "r"}, {"member", "when"}}));
  EXPECT_THAT(found[0].message, HasSubstr("rule \"r\": there is no stage \"Nowhere\""));
}

TEST_F(LintTest, ValuesMustFitTheirFields) {
  for (const char* bad : {
           R"({"field":"value","at_least":10000})",
           R"({"field":"value","contains":"1"})",
           R"({"field":"age_days","is":"old"})",
           R"({"field":"owner","at_least":3})",
           R"({"field":"tag","at_most":3})",
           R"({"field":"field.seats","at_least":"many"})",
       }) {
    EXPECT_THAT(told(rule(kEntered, kTag, bad)), ElementsAre("bad_condition")) << bad;
  }
  EXPECT_THAT(told(rule(kEntered, kTag, R"({"field":"value","at_least":"10 USD"})")),
              ElementsAre("currency_differs"));
}

TEST_F(LintTest, ConditionsThatCannotHoldMakeADeadRule) {
  const char* const never[] = {
      R"({"all":[{"field":"owner","is":"ann"},{"field":"owner","is":"bob"}]})",
      R"({"all":[{"field":"owner","is":"ann"},{"field":"owner","is_not":"ann"}]})",
      R"({"all":[{"field":"owner","is":"ann"},{"field":"owner","in":["bob","carl"]}]})",
      R"({"all":[{"field":"owner","is":"ann"},{"not":{"field":"owner","is":"ann"}}]})",
      R"({"all":[{"field":"value","at_least":"10 EUR"},{"field":"value","at_most":"9 EUR"}]})",
      R"({"all":[{"field":"value","at_least":"10 EUR"},{"field":"value","exists":false}]})",
      R"({"all":[{"field":"value","at_least":"10 EUR"},{"not":{"field":"value","at_least":"9 EUR"}}]})",
      R"({"all":[{"field":"tag","is":"a"},{"field":"tag","is_not":"a"}]})",
      R"({"all":[{"field":"stage","is":"Lead"},{"field":"stage_kind","is":"won"}]})",
      R"({"all":[{"field":"stage","is":"Lead"},{"any":[{"field":"stage","is":"Won"},{"field":"stage","is":"Lost"}]}]})",
      R"({"not":{"any":[{"field":"stage_kind","is":"open"},{"not":{"field":"stage_kind","is":"open"}}]}})",
  };
  for (const char* condition : never) {
    EXPECT_THAT(told(rule(kEntered, kTag, condition)), ElementsAre("never_speaks")) << condition;
  }
  EXPECT_THAT(told(rule(R"({"event":"stage_entered","stage":"Won"})", kTag,
                        R"({"field":"stage","is":"Lead"})")),
              ElementsAre("never_speaks"));
  EXPECT_THAT(
      told(rule(R"({"event":"tag_given","tag":"a"})", kTag, R"({"field":"tag","is_not":"a"})")),
      ElementsAre("never_speaks"));
  EXPECT_THAT(told(rule(R"({"event":"inactive","days":5,"stage":"Won"})", kTag)),
              ElementsAre("never_speaks"));
}

TEST_F(LintTest, ConditionsThatCanHoldAreLetBe) {
  const char* const possible[] = {
      R"({"all":[{"field":"owner","is":"ann"},{"field":"source","is_not":"ann"}]})",
      R"({"all":[{"field":"value","at_least":"10 EUR"},{"field":"value","at_most":"10 EUR"}]})",
      R"({"any":[{"all":[{"field":"owner","is":"ann"},{"field":"owner","is":"bob"}]},{"field":"owner","is":"ann"}]})",
      // A value that is not known is neither at least the one nor at most the other.
      R"({"all":[{"not":{"field":"value","at_least":"5 EUR"}},{"not":{"field":"value","at_most":"7 EUR"}}]})",
      R"({"all":[{"field":"tag","is":"a"},{"field":"tag","is":"b"}]})",
      R"({"all":[{"field":"account","is":"Acme"},{"field":"account","is":"account-1"}]})",
      R"({"all":[{"field":"stage","is":"Lead"},{"field":"stage","is":"lead"}]})",
  };
  for (const char* condition : possible) {
    EXPECT_THAT(told(rule(kEntered, kTag, condition)), IsEmpty()) << condition;
  }
}

TEST_F(LintTest, RulesThatMoveADealInACircleAreALoop) {
  const auto circle = moves("a", "Lead", "Contacted") + "," + moves("b", "Contacted", "Lead");
  EXPECT_THAT(told(circle), ElementsAre("loop"));
  const auto found = lint(document(circle), book);
  EXPECT_EQ(found[0].where.at("rules"), "a > b > a");
  EXPECT_EQ(error_of([&] { configure(book, document(circle), at("2026-01-03")); }),
            ErrorCode::invalid_argument);
  EXPECT_THAT(told(moves("a", "Lead", "Contacted") + "," + moves("b", "Contacted", "Qualified") +
                   "," + moves("c", "Qualified", "Lead")),
              ElementsAre("loop"));
  EXPECT_THAT(told(moves("a", "Lead", "Contacted") + "," + moves("b", "Contacted", "Qualified")),
              IsEmpty());
}

TEST_F(LintTest, ACircleThatOnlyConditionsCanEndIsAWarning) {
  const auto circle = moves("a", "Lead", "Contacted", R"({"field":"owner","is":"ann"})") + "," +
                      moves("b", "Contacted", "Lead");
  EXPECT_THAT(told(circle), ElementsAre("possible_loop"));
  EXPECT_EQ(error_of([&] { configure(book, document(circle), at("2026-01-03")); }), ErrorCode::ok);
}

TEST_F(LintTest, ACircleThatEndsItselfIsNone) {
  // It gives a tag that it must not have, and nobody takes it away.
  EXPECT_THAT(told(moves("a", "Lead", "Contacted", R"({"field":"tag","is_not":"once"})",
                         R"(,{"do":"add_tag","tag":"once"})") +
                   "," + moves("b", "Contacted", "Lead")),
              IsEmpty());
  // A condition that the circle cannot meet.
  EXPECT_THAT(told(moves("a", "Lead", "Contacted") + "," +
                   moves("b", "Contacted", "Lead", R"({"field":"stage","is_not":"Contacted"})")),
              ElementsAre("never_speaks"));
  // A tag is given once while no rule takes it away.
  const auto tags = [&](const char* id, const char* from, const char* to, const char* more) {
    return rule(std::string(R"({"event":"tag_given","tag":")") + from + "\"}",
                std::string(R"({"do":"add_tag","tag":")") + to + "\"}" + more, R"({"all":[]})", id);
  };
  EXPECT_THAT(told(tags("a", "x", "y", "") + "," + tags("b", "y", "x", "")), IsEmpty());
  EXPECT_THAT(told(tags("a", "x", "y", R"(,{"do":"remove_tag","tag":"x"})") + "," +
                   tags("b", "y", "x", R"(,{"do":"remove_tag","tag":"y"})")),
              ElementsAre("loop"));
}

TEST_F(LintTest, ARuleThatMailsItselfIsALoop) {
  EXPECT_THAT(told(rule(R"({"event":"interaction"})", R"({"do":"send_mail","template":"hello"})")),
              ElementsAre("loop"));
  EXPECT_THAT(told(rule(R"({"event":"interaction","type":"email_in"})",
                        R"({"do":"send_mail","template":"hello"})")),
              IsEmpty());
}

TEST_F(LintTest, WhatIsUnwiseIsAWarning) {
  EXPECT_THAT(
      told(rule(R"({"event":"inactive","days":30})", R"({"do":"send_mail","template":"hello"})")),
      ElementsAre("repeats_itself"));
  EXPECT_THAT(told(rule(R"({"event":"inactive","days":30})", R"({"do":"move","stage":"Lost"})")),
              ElementsAre("no_reason"));
  book.add_pipeline(Pipeline::standard("Renewals", Currency("EUR")), at("2026-01-02"));
  EXPECT_THAT(told(rule(R"({"event":"inactive","days":30})", R"({"do":"move","stage":"Fridge"})")),
              ElementsAre("stage_missing"));
}

}  // namespace
}  // namespace salespipe::automation::test
