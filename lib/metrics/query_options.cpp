// The names of the query's options, both ways.
#include <array>
#include <utility>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/metrics/query.hpp"

namespace salespipe::metrics {
namespace {

template <class Option>
struct Names;

template <>
struct Names<OutcomePolicy> {
  static constexpr std::string_view what = "outcome";
  static constexpr std::array<std::pair<OutcomePolicy, std::string_view>, 3> list{{
      {OutcomePolicy::restated, "restated"},
      {OutcomePolicy::first, "first"},
      {OutcomePolicy::as_recorded, "as_recorded"},
  }};
};

template <>
struct Names<ValueAt> {
  static constexpr std::string_view what = "value_at";
  static constexpr std::array<std::pair<ValueAt, std::string_view>, 2> list{
      {{ValueAt::at_close, "at_close"}, {ValueAt::current, "current"}}};
};

template <>
struct Names<OwnerAt> {
  static constexpr std::string_view what = "owner_at";
  static constexpr std::array<std::pair<OwnerAt, std::string_view>, 2> list{
      {{OwnerAt::at_event, "at_event"}, {OwnerAt::current, "current"}}};
};

template <>
struct Names<CreatedValueAt> {
  static constexpr std::string_view what = "created_value_at";
  static constexpr std::array<std::pair<CreatedValueAt, std::string_view>, 2> list{
      {{CreatedValueAt::at_create, "at_create"}, {CreatedValueAt::as_of, "as_of"}}};
};

template <>
struct Names<CycleFrom> {
  static constexpr std::string_view what = "cycle_from";
  static constexpr std::array<std::pair<CycleFrom, std::string_view>, 3> list{{
      {CycleFrom::created, "created"},
      {CycleFrom::qualified, "qualified"},
      {CycleFrom::first_contact, "first_contact"},
  }};
};

template <>
struct Names<CountDays> {
  static constexpr std::string_view what = "days";
  static constexpr std::array<std::pair<CountDays, std::string_view>, 2> list{
      {{CountDays::calendar, "calendar"}, {CountDays::business, "business"}}};
};

template <>
struct Names<WaterfallWindow> {
  static constexpr std::string_view what = "waterfall_window";
  static constexpr std::array<std::pair<WaterfallWindow, std::string_view>, 2> list{
      {{WaterfallWindow::rolling, "rolling"}, {WaterfallWindow::closing, "closing"}}};
};

template <>
struct Names<Compare> {
  static constexpr std::string_view what = "compare";
  static constexpr std::array<std::pair<Compare, std::string_view>, 3> list{{
      {Compare::none, "none"},
      {Compare::previous, "previous"},
      {Compare::last_year, "last_year"},
  }};
};

template <class Option>
std::string_view name_of(Option value) noexcept {
  for (const auto& [option, name] : Names<Option>::list) {
    if (option == value) return name;
  }
  return "";
}

}  // namespace

std::string_view to_string(OutcomePolicy value) noexcept { return name_of(value); }
std::string_view to_string(ValueAt value) noexcept { return name_of(value); }
std::string_view to_string(OwnerAt value) noexcept { return name_of(value); }
std::string_view to_string(CreatedValueAt value) noexcept { return name_of(value); }
std::string_view to_string(CycleFrom value) noexcept { return name_of(value); }
std::string_view to_string(CountDays value) noexcept { return name_of(value); }
std::string_view to_string(WaterfallWindow value) noexcept { return name_of(value); }
std::string_view to_string(Compare value) noexcept { return name_of(value); }

template <class Option>
Option parse_option(std::string_view text) {
  std::string names;
  for (const auto& [option, name] : Names<Option>::list) {
    if (name == text) return option;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(ErrorCode::invalid_argument, quoted(text) + " is not a value of the option " +
                                               std::string(Names<Option>::what) +
                                               "; it takes one of " + names);
}

template OutcomePolicy parse_option<OutcomePolicy>(std::string_view);
template ValueAt parse_option<ValueAt>(std::string_view);
template OwnerAt parse_option<OwnerAt>(std::string_view);
template CreatedValueAt parse_option<CreatedValueAt>(std::string_view);
template CycleFrom parse_option<CycleFrom>(std::string_view);
template CountDays parse_option<CountDays>(std::string_view);
template WaterfallWindow parse_option<WaterfallWindow>(std::string_view);
template Compare parse_option<Compare>(std::string_view);

}  // namespace salespipe::metrics
