#pragma once

#include <array>
#include <set>
#include <string>
#include <unordered_map>

#include "salespipe/book/access.hpp"

namespace salespipe {

/// Rules of access, ready to be asked.
class AccessPolicy {
 public:
  /// Errors as check_access_rules().
  explicit AccessPolicy(AccessRules rules);

  const AccessRules& rules() const noexcept { return rules_; }
  /// The widest scope of the actor's roles; none for one who is not named.
  AccessScope scope(const ActorId& actor, AccessVerb verb) const;
  /// Whether the actor may do that to what `owner` owns; empty: nobody owns it.
  bool covers(const ActorId& actor, AccessVerb verb, const ActorId& owner) const;

 private:
  struct Known {
    std::array<AccessScope, kAccessVerbCount> scopes{};
    std::set<std::string> teams;    // that he is in
    std::set<std::string> reaches;  // and those below them
  };
  AccessRules rules_;
  std::unordered_map<ActorId, Known> actors_;
};

}  // namespace salespipe
