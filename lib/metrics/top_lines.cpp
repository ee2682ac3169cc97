#include "metrics/top_lines.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

/// The slot whose sum is the ranking metric.
Slot ranked(const Plan& plan) { return plan.top_metric()->slots.view().front(); }

}  // namespace

bool can_keep_top(const Plan& plan) {
  const Metric* metric = plan.top_metric();
  if (metric == nullptr || plan.periods().size() != 1) return false;
  if (metric->unit != Unit::money && metric->unit != Unit::count) return false;
  if (metric->slots.view().size() != 1) return false;
  const auto is_sum = [](Slot slot) { return info(slot).kind == SlotKind::sum; };
  return std::all_of(plan.spec().slots.begin(), plan.spec().slots.end(), is_sum) &&
         plan.lacks(*metric) == Knowledge::nothing;
}

void flush_top(LineTable& lines, const Plan& plan, const Binding& binding, Day data_through,
               State& state) {
  const bool through = plan.periods().front().open_cut > data_through;
  std::vector<std::uint32_t> told;  // columns that make a row
  for (const Slot slot : plan.spec().slots) {
    if (plan.tells(slot) && (through || !is_of_undated(slot))) told.push_back(lines.column(slot));
  }
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> silent;
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    const Int128* sums = lines.sums(line);
    const bool tells = std::any_of(told.begin(), told.end(),
                                   [sums](std::uint32_t column) { return sums[column] != 0; });
    (tells ? rows : silent).push_back(line);
  }
  const std::uint32_t column = lines.column(ranked(plan));
  const auto top = std::min(rows.size(), static_cast<std::size_t>(plan.query().top->count));
  std::vector<std::string_view> keys_a;
  std::vector<std::string_view> keys_b;
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    const Int128 sum_a = lines.sums(a)[column];
    const Int128 sum_b = lines.sums(b)[column];
    if (sum_a != sum_b) return sum_a > sum_b;
    binding.keys(lines.group(a), keys_a);
    binding.keys(lines.group(b), keys_b);
    return keys_a < keys_b;
  };
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(top), rows.end(),
                    before);
  const auto add = [&](std::uint32_t group, const std::vector<std::uint32_t>& from) {
    State::Line& target = state.line(group, 0);
    for (const std::uint32_t line : from) {
      const Int128* sums = lines.sums(line);
      for (std::size_t i = 0; i < target.sums.size(); ++i) {
        target.sums[i] = checked_add(target.sums[i], sums[i]);
      }
    }
  };
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < top; ++i) {
    binding.keys(lines.group(rows[i]), keys);
    add(state.group(keys), {rows[i]});
  }
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(top));
  if (!rows.empty()) add(state.rest_group(), rows);
  if (!silent.empty()) add(state.group({}), silent);
}

}  // namespace salespipe::metrics
