#include "salespipe/definition/stage.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<StageKind, 4> kKinds{{"open", "won", "lost", "parked"}};
constexpr EnumNames<ForecastCategory, 5> kCategories{
    {"pipeline", "best_case", "commit", "closed", "omitted"}};

}  // namespace

ForecastCategory default_forecast_category(StageKind kind) noexcept {
  switch (kind) {
    case StageKind::open:
      return ForecastCategory::pipeline;
    case StageKind::won:
      return ForecastCategory::closed;
    case StageKind::lost:
    case StageKind::parked:
      break;
  }
  return ForecastCategory::omitted;
}

std::string_view to_string(StageKind kind) noexcept { return kKinds.name(kind); }
std::string_view to_string(ForecastCategory category) noexcept {
  return kCategories.name(category);
}
std::optional<StageKind> parse_stage_kind(std::string_view text) noexcept {
  return kKinds.parse(text);
}
std::optional<ForecastCategory> parse_forecast_category(std::string_view text) noexcept {
  return kCategories.parse(text);
}

}  // namespace salespipe
