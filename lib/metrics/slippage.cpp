#include "metrics/slippage.hpp"

#include <algorithm>
#include <array>

#include "metrics/uses_any.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::array kWritten{Slot::due_count,       Slot::pushed_count,  Slot::start_due_count,
                              Slot::start_due_value, Slot::slipped_count, Slot::slipped_value};

}  // namespace

Slippage::Slippage(const Plan& plan, const Binding& binding, LineTable& lines)
    : plan_(plan), binding_(binding), lines_(lines), wanted_(uses_any(plan, kWritten)) {}

void Slippage::add(const Due& due, Slot slot, std::int64_t amount) {
  if (due.group == Binding::kNoGroup) return;
  lines_.sums(lines_.line(due.group, due.period))[lines_.column(slot)] += lines_.sign() * amount;
}

/// The record of a period in which the deal is due, a new one the first time.
Slippage::Due& Slippage::due(const DealFold& fold, std::uint32_t period) {
  const auto found = std::find_if(due_.begin(), due_.end(),
                                  [period](const Due& other) { return other.period == period; });
  if (found != due_.end()) return *found;
  const std::int64_t value = fold.value == kNoValue ? 0 : fold.value;
  due_.push_back(
      {period, binding_.group(deal_group_, fold.owner, fold.stage), value, false, false});
  add(due_.back(), Slot::due_count, 1);
  return due_.back();
}

void Slippage::at_start(const DealFold& fold, std::uint32_t period) {
  if (!span(period).contains(fold.expected_close)) return;
  Due& starting = due(fold, period);
  starting.from_start = true;
  add(starting, Slot::start_due_count, 1);
  add(starting, Slot::start_due_value, starting.value);
}

void Slippage::changed(const DealFold& before, const DealFold& after,
                       const std::vector<std::uint32_t>& running) {
  if (!after.is_open()) return;
  for (const std::uint32_t period : running) {
    const Period& days = span(period);
    if (days.contains(after.expected_close)) {
      due(after, period);
    } else if (before.is_open() && days.contains(before.expected_close) &&
               after.expected_close >= days.to()) {
      Due& leaving = due(before, period);
      if (!leaving.pushed) add(leaving, Slot::pushed_count, 1);
      leaving.pushed = true;
    }
  }
}

void Slippage::open_at_cut(const DealFold& fold, std::uint32_t period) {
  // Before the period is over, what is still expected in it may yet close in time.
  const bool over = plan_.periods()[period].open_cut == span(period).to();
  if (!over && fold.expected_close < span(period).to()) return;
  for (const Due& due : due_) {
    if (due.period != period || !due.from_start) continue;
    add(due, Slot::slipped_count, 1);
    add(due, Slot::slipped_value, due.value);
  }
}

}  // namespace salespipe::metrics
