#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/definition/stage.hpp"

namespace salespipe {

/// What a change of stage is. Pipeline::classify tells it for two stages of one pipeline.
enum class TransitionKind : std::uint8_t {
  forward,          ///< Open to the next open stage.
  skip,             ///< Open to an open stage beyond the next.
  back,             ///< Open to an earlier open stage.
  win,              ///< Open or parked to won.
  lose,             ///< Open or parked to lost.
  park,             ///< Open or parked to parked.
  reopen,           ///< Won, lost or parked to open.
  switch_pipeline,  ///< To a stage of another pipeline; never the answer of classify.
  reclose,          ///< Won or lost to another stage that is not open: an outcome is corrected.
};
inline constexpr std::size_t kTransitionKinds = 9;

/// What a policy says about a transition, or about something missing in it.
enum class Permission : std::uint8_t { allow, warn, refuse };

/// What a transition can ask for.
enum class Requirement : std::uint8_t {
  lost_reason,        ///< Asked when the target is a lost stage.
  qualified_verdict,  ///< Verdict qualified; asked when a stage marked qualified is entered or
                      ///< passed (Pipeline::reaches_qualified).
  exit_criteria,      ///< The exit criteria of the stages that are left and skipped.
  required_fields,    ///< The fields that the transition's rule lists.
  wake_up_date,       ///< Asked when the target is a parked stage.
};
inline constexpr std::size_t kRequirements = 5;

/// The policy for one kind of transition.
struct TransitionRule {
  Permission permission = Permission::allow;
  /// Per Requirement, what its absence means; allow: it is not asked for.
  std::array<Permission, kRequirements> when_missing{};
  /// Fields that must hold something, named as in RequiredField; for Requirement::required_fields.
  std::vector<std::string> required_fields;

  Permission missing(Requirement requirement) const noexcept {
    return when_missing[static_cast<std::size_t>(requirement)];
  }
  void set_missing(Requirement requirement, Permission permission_when_missing) noexcept {
    when_missing[static_cast<std::size_t>(requirement)] = permission_when_missing;
  }
  bool operator==(const TransitionRule&) const = default;
};

/// Which changes of stage a pipeline allows, warns about and refuses, and what each asks for.
/// Plain data. A default-constructed policy allows everything and asks for nothing.
struct TransitionPolicy {
  std::array<TransitionRule, kTransitionKinds> rules;

  /// Everything allowed, reclose and reopening warned about. Losing asks for a reason and parking
  /// for a wake-up date (refused without). Forward, skip and win warn about unfulfilled exit
  /// criteria, missing required fields and a missing qualified verdict.
  static TransitionPolicy standard();

  const TransitionRule& operator[](TransitionKind kind) const noexcept {
    return rules[static_cast<std::size_t>(kind)];
  }
  TransitionRule& operator[](TransitionKind kind) noexcept {
    return rules[static_cast<std::size_t>(kind)];
  }

  /// What the absence of `requirement` means for a move of `kind` into a stage of kind `target`;
  /// allow where it makes no sense there (a lost reason for a stage that is not lost).
  Permission missing(TransitionKind kind, Requirement requirement,
                     StageKind target) const noexcept {
    if (requirement == Requirement::lost_reason && target != StageKind::lost) {
      return Permission::allow;
    }
    if (requirement == Requirement::wake_up_date && target != StageKind::parked) {
      return Permission::allow;
    }
    return (*this)[kind].missing(requirement);
  }

  bool operator==(const TransitionPolicy&) const = default;
};

/// The names of the enumerators.
std::string_view to_string(TransitionKind kind) noexcept;
std::string_view to_string(Permission permission) noexcept;
std::string_view to_string(Requirement requirement) noexcept;
std::optional<TransitionKind> parse_transition_kind(std::string_view text) noexcept;
std::optional<Permission> parse_permission(std::string_view text) noexcept;
std::optional<Requirement> parse_requirement(std::string_view text) noexcept;

}  // namespace salespipe
