#include "salespipe/metrics/dataset.hpp"

#include <array>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::array<std::string_view, kInteractionTypes> kTypeNames{
    "email_out", "email_in", "meeting", "call", "note", "email_opened", "link_clicked", "web_visit",
};

}  // namespace

std::string_view to_string(InteractionType type) noexcept {
  return kTypeNames[static_cast<std::size_t>(type)];
}

InteractionType parse_interaction_type(std::string_view text) {
  std::string names;
  for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
    if (kTypeNames[i] == text) return static_cast<InteractionType>(i);
    names += (i == 0 ? "" : ", ") + std::string(kTypeNames[i]);
  }
  throw Error(ErrorCode::invalid_argument,
              quoted(text) + " is not a type of interaction; the types are " + names);
}

int Dataset::dimension(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < opportunities.dimensions.size(); ++i) {
    if (opportunities.dimensions[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

std::vector<std::string> Dataset::dimension_names() const {
  std::vector<std::string> names{"owner", "stage"};
  for (const DimensionColumn& column : opportunities.dimensions) names.push_back(column.name);
  if (dimension("forecast_category") < 0) names.emplace_back("forecast_category");
  return names;
}

}  // namespace salespipe::metrics
