#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/period.hpp"

namespace salespipe::metrics {

/// Which closing of a deal counts: the one it stands in at the cut; the first ever; or every one,
/// each with its own value and owner unless the current ones are asked for.
enum class OutcomePolicy : std::uint8_t { restated, first, as_recorded };
enum class ValueAt : std::uint8_t { at_close, current };
enum class OwnerAt : std::uint8_t { at_event, current };
enum class CreatedValueAt : std::uint8_t { at_create, as_of };
enum class CycleFrom : std::uint8_t { created, qualified, first_contact };
/// What durations count: every day, or Monday to Friday without the query's holidays.
enum class CountDays : std::uint8_t { calendar, business };
/// Which deals a waterfall is about: all open ones, or only while they are expected to close in the
/// period ("pulled in" and "pushed" are then moved_in and moved_out).
enum class WaterfallWindow : std::uint8_t { rolling, closing };
enum class Compare : std::uint8_t { none, previous, last_year };

/// Names as reports and command lines write them ("restated", "at_close", "last_year").
std::string_view to_string(OutcomePolicy value) noexcept;
std::string_view to_string(ValueAt value) noexcept;
std::string_view to_string(OwnerAt value) noexcept;
std::string_view to_string(CreatedValueAt value) noexcept;
std::string_view to_string(CycleFrom value) noexcept;
std::string_view to_string(CountDays value) noexcept;
std::string_view to_string(WaterfallWindow value) noexcept;
std::string_view to_string(Compare value) noexcept;

/// The opposite; `Option` is one of the enumerations above. Error(invalid_argument) lists the
/// names.
template <class Option>
Option parse_option(std::string_view text);

/// Deals (and interactions) whose `dimension` has one of `values`, or none of them with `exclude`.
/// "owner" and "stage" are taken as they are for `by`: at the event, or at the cut.
struct Filter {
  std::string dimension;
  std::vector<std::string> values;
  bool exclude = false;
  bool operator==(const Filter&) const = default;
};

/// The n groups with most of `metric`, and the rest as one row.
struct Top {
  std::int32_t count = 10;
  std::string metric;  ///< "": the first metric asked that is money or a count, else won_revenue.
  bool operator==(const Top&) const = default;
};

/// What is asked. A plain value; compile() (plan.hpp) validates it.
struct Query {
  std::vector<std::string> metrics;  ///< Names of the catalogue; empty: all of it.
  std::vector<Period> periods;       ///< At least one.
  Compare compare = Compare::none;
  /// Dimensions ("owner", "stage", "account", custom ones), and at most one of "day", "week",
  /// "month", "quarter", "year", which splits each period, by its own calendar, into periods that
  /// follow it.
  std::vector<std::string> by;
  std::vector<Filter> filters;  ///< All must hold.
  /// Judge with what had happened up to the end of this day; kNoDay: up to each period's own end.
  Day as_of = kNoDay;
  std::optional<Top> top;
  std::string currency;  ///< "": the data's; otherwise it must be the data's.

  OutcomePolicy outcome = OutcomePolicy::restated;
  ValueAt value_at = ValueAt::at_close;
  OwnerAt owner_at = OwnerAt::at_event;
  CreatedValueAt created_value_at = CreatedValueAt::at_create;
  CycleFrom cycle_from = CycleFrom::created;
  bool exclude_closed_gap = false;
  std::int32_t abandoned_after_days = 30;
  CountDays days = CountDays::calendar;
  std::vector<Day> holidays;  ///< No business days: for days=business, and for the pace.
  WaterfallWindow waterfall_window = WaterfallWindow::rolling;
};

}  // namespace salespipe::metrics
