#include "salespipe/definition/exit_criterion.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<ExitCriterionType, 3> kTypes{{"task", "field", "verdict"}};

}  // namespace

std::string describe(const ExitCriterion& criterion) {
  if (const auto* task = std::get_if<ChecklistTask>(&criterion.what)) return task->description;
  if (const auto* field = std::get_if<RequiredField>(&criterion.what)) {
    return "field " + field->field + " is filled";
  }
  const auto& required = std::get<RequiredVerdict>(criterion.what);
  const std::string verdict(to_string(required.verdict));
  return (required.framework.empty() ? "verdict is " : required.framework + " verdict is ") +
         verdict;
}

std::string_view to_string(ExitCriterionType type) noexcept { return kTypes.name(type); }
std::optional<ExitCriterionType> parse_exit_criterion_type(std::string_view text) noexcept {
  return kTypes.parse(text);
}

}  // namespace salespipe
