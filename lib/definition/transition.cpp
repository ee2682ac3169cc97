#include "salespipe/definition/transition.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<TransitionKind, kTransitionKinds> kKinds{
    {"forward", "skip", "back", "win", "lose", "park", "reopen", "switch_pipeline", "reclose"}};
constexpr EnumNames<Permission, 3> kPermissions{{"allow", "warn", "refuse"}};
constexpr EnumNames<Requirement, kRequirements> kRequirementNames{
    {"lost_reason", "qualified_verdict", "exit_criteria", "required_fields", "wake_up_date"}};

}  // namespace

TransitionPolicy TransitionPolicy::standard() {
  TransitionPolicy policy;
  for (const auto kind : {TransitionKind::forward, TransitionKind::skip, TransitionKind::win}) {
    for (const auto requirement : {Requirement::qualified_verdict, Requirement::exit_criteria,
                                   Requirement::required_fields}) {
      policy[kind].set_missing(requirement, Permission::warn);
    }
  }
  policy[TransitionKind::lose].set_missing(Requirement::lost_reason, Permission::refuse);
  policy[TransitionKind::park].set_missing(Requirement::wake_up_date, Permission::refuse);
  policy[TransitionKind::reopen].permission = Permission::warn;
  auto& reclose = policy[TransitionKind::reclose];
  reclose.permission = Permission::warn;
  reclose.set_missing(Requirement::lost_reason, Permission::refuse);
  reclose.set_missing(Requirement::wake_up_date, Permission::refuse);
  return policy;
}

std::string_view to_string(TransitionKind kind) noexcept { return kKinds.name(kind); }
std::string_view to_string(Permission permission) noexcept { return kPermissions.name(permission); }
std::string_view to_string(Requirement requirement) noexcept {
  return kRequirementNames.name(requirement);
}
std::optional<TransitionKind> parse_transition_kind(std::string_view text) noexcept {
  return kKinds.parse(text);
}
std::optional<Permission> parse_permission(std::string_view text) noexcept {
  return kPermissions.parse(text);
}
std::optional<Requirement> parse_requirement(std::string_view text) noexcept {
  return kRequirementNames.parse(text);
}

}  // namespace salespipe
