#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "salespipe/base/id.hpp"
#include "salespipe/definition/qualification.hpp"

namespace salespipe {

struct ExitCriterionTag {
  static constexpr const char* name = "exit criterion id";
};
/// Names an exit criterion within its stage; facts about a deal ("done") refer to it.
using ExitCriterionId = Id<ExitCriterionTag>;

/// A step to tick off: "Send the proposal". Somebody says that it is done.
struct ChecklistTask {
  std::string description;
  bool operator==(const ChecklistTask&) const = default;
};

/// A field of the opportunity that must hold something: "account", "contacts", "owner", "value",
/// "source", "product", "expected_close", "tags", or the name of a custom field.
struct RequiredField {
  std::string field;
  bool operator==(const RequiredField&) const = default;
};

/// A verdict that the deal must have reached.
struct RequiredVerdict {
  std::string framework;  ///< Name of the framework; empty: the pipeline's own.
  Verdict verdict = Verdict::qualified;
  bool operator==(const RequiredVerdict&) const = default;
};

/// What must be true before a deal leaves a stage towards a win (forward, skip or win). What an
/// unfulfilled one does is the policy's to say: Requirement::exit_criteria of each transition.
struct ExitCriterion {
  /// Unique in its stage. Derived by Pipeline when empty: the description in lower case with '-',
  /// "field-<field>", "verdict-<verdict>".
  ExitCriterionId id;
  std::variant<ChecklistTask, RequiredField, RequiredVerdict> what;
  bool operator==(const ExitCriterion&) const = default;
};

enum class ExitCriterionType : std::uint8_t { task, field, verdict };

/// Which of the three it is; the order of the variant.
inline ExitCriterionType type_of(const ExitCriterion& criterion) noexcept {
  return static_cast<ExitCriterionType>(criterion.what.index());
}

/// For a person: "Send the proposal", "field value is filled", "BANT verdict is qualified".
std::string describe(const ExitCriterion& criterion);

/// "task", "field", "verdict"
std::string_view to_string(ExitCriterionType type) noexcept;
std::optional<ExitCriterionType> parse_exit_criterion_type(std::string_view text) noexcept;

}  // namespace salespipe
