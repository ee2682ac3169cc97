#include <map>
#include <set>

#include "definition/enum_names.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/access.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<AccessVerb, kAccessVerbCount> kVerbs{{"read", "write", "bulk", "configure"}};
constexpr EnumNames<AccessScope, 4> kScopes{{"none", "own", "team", "all"}};
/// Room for "opportunity-<actor>-<number>" among ids.
constexpr std::size_t kLongestActor = 150;

[[noreturn]] void refuse(const std::string& message, const std::string& field) {
  ErrorPlace place;
  place.field = field;
  throw Error(ErrorCode::invalid_argument, message, std::move(place));
}

std::string place(const char* list, std::size_t index, const char* member) {
  return std::string("/") + list + "/" + std::to_string(index) + "/" + member;
}

/// The ids of a list, each once.
template <class Things, class IdOf>
std::set<std::string> ids_of(const Things& things, const char* list, const char* what,
                             const IdOf& id_of_thing) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < things.size(); ++i) {
    const std::string& id = id_of_thing(things[i]);
    try {
      check_id(id, what);
    } catch (const Error& error) {
      refuse(error.message(), place(list, i, "id"));
    }
    if (!ids.insert(id).second) {
      refuse(std::string(what) + " " + quoted(id) + " is there twice; name each once",
             place(list, i, "id"));
    }
  }
  return ids;
}

void check_teams(const AccessRules& rules, const std::set<std::string>& teams) {
  std::map<std::string, std::string> above;
  for (std::size_t i = 0; i < rules.teams.size(); ++i) {
    const AccessTeam& team = rules.teams[i];
    if (team.parent.empty()) continue;
    if (!teams.contains(team.parent)) {
      refuse("there is no team " + quoted(team.parent) + " above " + quoted(team.id),
             place("teams", i, "parent"));
    }
    above[team.id] = team.parent;
  }
  for (std::size_t i = 0; i < rules.teams.size(); ++i) {
    std::string at = rules.teams[i].id;
    for (std::size_t steps = 0; above.contains(at); ++steps) {
      if (steps > rules.teams.size()) {
        refuse("team " + quoted(rules.teams[i].id) + " is above itself; break the circle",
               place("teams", i, "parent"));
      }
      at = above[at];
    }
  }
}

}  // namespace

std::string_view to_string(AccessVerb verb) noexcept { return kVerbs.name(verb); }
std::optional<AccessVerb> parse_access_verb(std::string_view text) noexcept {
  return kVerbs.parse(text);
}
std::string_view to_string(AccessScope scope) noexcept { return kScopes.name(scope); }
std::optional<AccessScope> parse_access_scope(std::string_view text) noexcept {
  return kScopes.parse(text);
}

void check_access_rules(const AccessRules& rules) {
  const auto by_id = [](const auto& thing) -> const std::string& { return thing.id; };
  const auto teams = ids_of(rules.teams, "teams", "team", by_id);
  const auto roles = ids_of(rules.roles, "roles", "role", by_id);
  (void)ids_of(rules.actors, "actors", "actor",
               [](const AccessActor& actor) -> const std::string& { return actor.id.text(); });
  check_teams(rules, teams);
  for (std::size_t i = 0; i < rules.roles.size(); ++i) {
    for (const AccessScope scope : rules.roles[i].scopes) {
      if (to_string(scope).empty()) refuse("a scope is not known", place("roles", i, "id"));
    }
    const AccessScope configure = rules.roles[i].scope(AccessVerb::configure);
    if (configure == AccessScope::own || configure == AccessScope::team) {
      refuse("what is configured holds for all deals: give none or all",
             place("roles", i, "configure"));
    }
  }
  for (std::size_t i = 0; i < rules.actors.size(); ++i) {
    const AccessActor& actor = rules.actors[i];
    if (actor.id.text().size() > kLongestActor) {
      refuse("the actor id " + quoted(actor.id.text()) + " is longer than " +
                 std::to_string(kLongestActor) + " bytes; shorten it",
             place("actors", i, "id"));
    }
    for (const auto& role : actor.roles) {
      if (!roles.contains(role)) {
        refuse("actor " + quoted(actor.id.text()) + " has a role " + quoted(role) +
                   " that is not among the roles",
               place("actors", i, "roles"));
      }
    }
    for (const auto& team : actor.teams) {
      if (!teams.contains(team)) {
        refuse("actor " + quoted(actor.id.text()) + " is in a team " + quoted(team) +
                   " that is not among the teams",
               place("actors", i, "teams"));
      }
    }
  }
}

}  // namespace salespipe
