#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/id.hpp"

namespace salespipe {

/// What an actor does with a deal. `bulk` is a change of several deals at once; `configure` is a
/// change of what holds for all: pipelines, rules of access, erasure.
enum class AccessVerb : std::uint8_t { read, write, bulk, configure };
inline constexpr std::size_t kAccessVerbCount = 4;
/// Whose deals: nobody's, those that he owns, also those of his teams and the teams below them, or
/// everybody's, those without an owner too. Each takes in the one before.
enum class AccessScope : std::uint8_t { none, own, team, all };

/// "read", "write", "bulk", "configure"
std::string_view to_string(AccessVerb verb) noexcept;
std::optional<AccessVerb> parse_access_verb(std::string_view text) noexcept;
/// "none", "own", "team", "all"
std::string_view to_string(AccessScope scope) noexcept;
std::optional<AccessScope> parse_access_scope(std::string_view text) noexcept;

struct AccessTeam {
  std::string id{};
  std::string parent{};  ///< The team above; empty: none.
  bool operator==(const AccessTeam&) const = default;
};

struct AccessRole {
  std::string id{};
  std::array<AccessScope, kAccessVerbCount> scopes{};  ///< By verb; configure is none or all.
  AccessScope scope(AccessVerb verb) const { return scopes[static_cast<std::size_t>(verb)]; }
  bool operator==(const AccessRole&) const = default;
};

struct AccessActor {
  ActorId id{};
  std::vector<std::string> roles{};  ///< The widest scope of them counts.
  std::vector<std::string> teams{};
  bool operator==(const AccessActor&) const = default;
};

/// Who may what: data. Whoever is not named may nothing.
struct AccessRules {
  std::vector<AccessTeam> teams{};
  std::vector<AccessRole> roles{};
  std::vector<AccessActor> actors{};
  bool operator==(const AccessRules&) const = default;
};

/// Error(invalid_argument) that names what contradicts itself: an id twice, a role or team that is
/// not there, teams above each other in a circle, a scope of configure that is own or team.
void check_access_rules(const AccessRules& rules);

/// Reads docs/schemas/access.schema.json. Error(parse_error), Error(schema_violation) with the JSON
/// pointer, and as check_access_rules().
AccessRules access_rules_from_json(std::string_view text);
/// The canonical text. Errors as check_access_rules().
std::string to_json(const AccessRules& rules);

}  // namespace salespipe
