#include "book/access_policy.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace salespipe {

AccessPolicy::AccessPolicy(AccessRules rules) : rules_(std::move(rules)) {
  check_access_rules(rules_);
  std::map<std::string, std::vector<std::string>> below;
  for (const auto& team : rules_.teams) below[team.parent].push_back(team.id);
  std::map<std::string, const AccessRole*> roles;
  for (const auto& role : rules_.roles) roles[role.id] = &role;
  for (const auto& actor : rules_.actors) {
    Known& known = actors_[actor.id];
    for (const auto& role : actor.roles) {
      for (std::size_t verb = 0; verb < kAccessVerbCount; ++verb) {
        known.scopes[verb] = std::max(known.scopes[verb], roles[role]->scopes[verb]);
      }
    }
    known.teams.insert(actor.teams.begin(), actor.teams.end());
    std::vector<std::string> open(actor.teams);
    while (!open.empty()) {
      const std::string team = std::move(open.back());
      open.pop_back();
      if (!known.reaches.insert(team).second) continue;
      const auto& next = below[team];
      open.insert(open.end(), next.begin(), next.end());
    }
  }
}

AccessScope AccessPolicy::scope(const ActorId& actor, AccessVerb verb) const {
  const auto known = actors_.find(actor);
  return known == actors_.end() ? AccessScope::none
                                : known->second.scopes[static_cast<std::size_t>(verb)];
}

bool AccessPolicy::covers(const ActorId& actor, AccessVerb verb, const ActorId& owner) const {
  const AccessScope scope_of_actor = scope(actor, verb);
  if (scope_of_actor == AccessScope::none) return false;
  if (scope_of_actor == AccessScope::all) return true;
  if (owner.empty()) return false;
  if (owner == actor) return true;
  if (scope_of_actor == AccessScope::own) return false;
  const auto of_owner = actors_.find(owner);
  if (of_owner == actors_.end()) return false;
  const auto& reached = actors_.at(actor).reaches;
  return std::any_of(of_owner->second.teams.begin(), of_owner->second.teams.end(),
                     [&](const std::string& team) { return reached.contains(team); });
}

}  // namespace salespipe
