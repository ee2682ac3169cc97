#include <gtest/gtest.h>

#include "book/book_fixture.hpp"
#include "salespipe/book/access.hpp"

namespace salespipe::test {
namespace {

constexpr const char* kText =
    R"({"salespipe":"access","version":1,"teams":[{"id":"emea"},{"id":"germany","parent":"emea"}],)"
    R"("roles":[{"id":"rep","read":"team","write":"own","bulk":"none","configure":"none"}],)"
    R"("actors":[{"id":"ann","roles":["rep"],"teams":["germany"]}]})";

AccessRules rules() { return access_rules_from_json(kText); }

TEST(AccessRules, ComeBackFromTheirTextAsTheyWere) {
  EXPECT_EQ(to_json(rules()), kText);
  EXPECT_EQ(access_rules_from_json(to_json(rules())), rules());
  EXPECT_EQ(rules().roles[0].scope(AccessVerb::read), AccessScope::team);
}

TEST(AccessRules, LeaveOutWhatIsNone) {
  const auto bare =
      access_rules_from_json(R"({"salespipe":"access","version":1,"roles":[{"id":"guest"}]})");
  EXPECT_EQ(bare.roles[0].scope(AccessVerb::read), AccessScope::none);
}

TEST(AccessRules, NameTheirContradictions) {
  const auto broken = [](const auto& change) {
    AccessRules bad = rules();
    change(bad);
    return message_of([&] { check_access_rules(bad); });
  };
  EXPECT_EQ(broken([](AccessRules&) {}), "");
  EXPECT_EQ(broken([](AccessRules& r) { r.actors[0].roles = {"boss"}; }),
            "field /actors/0/roles: actor \"ann\" has a role \"boss\" that is not among the roles");
  EXPECT_EQ(
      broken([](AccessRules& r) { r.actors[0].teams = {"moon"}; }),
      "field /actors/0/teams: actor \"ann\" is in a team \"moon\" that is not among the teams");
  EXPECT_EQ(broken([](AccessRules& r) { r.teams[1].parent = "moon"; }),
            "field /teams/1/parent: there is no team \"moon\" above \"germany\"");
  EXPECT_EQ(broken([](AccessRules& r) { r.teams[0].parent = "germany"; }),
            "field /teams/0/parent: team \"emea\" is above itself; break the circle");
  EXPECT_EQ(broken([](AccessRules& r) { r.teams[1].id = "emea"; }),
            "field /teams/1/id: team \"emea\" is there twice; name each once");
  EXPECT_EQ(broken([](AccessRules& r) { r.roles[0].scopes[3] = AccessScope::team; }),
            "field /roles/0/configure: what is configured holds for all deals: give none or all");
  EXPECT_NE(broken([](AccessRules& r) { r.actors[0].id = ActorId(std::string(151, 'a')); }), "");
}

TEST(AccessRules, RefuseDocumentsOfAnotherKind) {
  EXPECT_EQ(error_of([] { access_rules_from_json("{}"); }), ErrorCode::schema_violation);
  EXPECT_EQ(error_of([] { access_rules_from_json("no"); }), ErrorCode::parse_error);
  EXPECT_EQ(error_of([] {
              access_rules_from_json(
                  R"({"salespipe":"access","version":1,"roles":[{"id":"a","read":"some"}]})");
            }),
            ErrorCode::schema_violation);
  EXPECT_EQ(error_of([] {
              access_rules_from_json(R"({"salespipe":"access","version":1,"actors":[{"id":""}]})");
            }),
            ErrorCode::schema_violation);
}

}  // namespace
}  // namespace salespipe::test
