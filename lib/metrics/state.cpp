#include "salespipe/metrics/state.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "metrics/checked.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

std::uint64_t line_key(std::uint32_t group, std::uint32_t period) {
  return (std::uint64_t{group} << 32) | period;
}

/// The first line that two canonical texts do not share, for the message.
std::string first_difference(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::string_view line_a = a.substr(0, a.find('\n'));
    const std::string_view line_b = b.substr(0, b.find('\n'));
    if (line_a != line_b) return quoted(line_a) + " and " + quoted(line_b);
    a.remove_prefix(std::min(a.size(), line_a.size() + 1));
    b.remove_prefix(std::min(b.size(), line_b.size() + 1));
  }
  return "nothing";
}

}  // namespace

State::State(StateSpec spec)
    : spec_(std::move(spec)), sum_columns_(kSlots, kNoColumn), bins_columns_(kSlots, kNoColumn) {
  for (const Slot slot : spec_.slots) {
    if (info(slot).kind == SlotKind::sum) {
      sum_columns_[static_cast<std::size_t>(slot)] = sum_count_++;
    } else {
      bins_columns_[static_cast<std::size_t>(slot)] = bins_count_++;
    }
  }
}

void State::extend_data_through(Day day) noexcept { data_through_ = std::max(data_through_, day); }

std::uint32_t State::group(std::span<const std::string_view> keys) {
  if (!keys.empty() && keys.size() != spec_.keys) {
    throw Error(ErrorCode::invalid_argument, "a group key has " + std::to_string(keys.size()) +
                                                 " values where the query has " +
                                                 std::to_string(spec_.keys) + " dimensions");
  }
  std::vector<std::uint32_t> codes;
  codes.reserve(keys.size());
  for (const std::string_view key : keys) codes.push_back(texts_.intern(key));
  const auto [found, is_new] =
      group_ids_.try_emplace(std::move(codes), static_cast<std::uint32_t>(groups_.size()));
  if (is_new) groups_.push_back(found->first);
  return found->second;
}

std::uint32_t State::rest_group() {
  if (!rest_group_) {
    rest_group_ = static_cast<std::uint32_t>(groups_.size());
    groups_.emplace_back();
  }
  return *rest_group_;
}

State::Line& State::line(std::uint32_t group, std::uint32_t period) {
  if (period >= spec_.periods && period != kWholeQuery) {
    throw Error(ErrorCode::invalid_argument, "period " + std::to_string(period) +
                                                 " is not one of the query's " +
                                                 std::to_string(spec_.periods));
  }
  const auto [found, is_new] =
      line_ids_.try_emplace(line_key(group, period), static_cast<std::uint32_t>(lines_.size()));
  if (is_new) {
    Line line;
    line.group = group;
    line.period = period;
    line.sums.assign(sum_count_, 0);
    line.bins.resize(bins_count_);
    lines_.push_back(std::move(line));
  }
  return lines_[found->second];
}

void State::add(std::uint32_t period, std::span<const std::string_view> keys, Slot slot,
                std::int64_t bin, Int128 amount) {
  const std::uint32_t sum_at = sum_column(slot);
  const std::uint32_t bins_at = bins_column(slot);
  const SlotKind kind = info(slot).kind;
  if ((sum_at == kNoColumn && bins_at == kNoColumn) || kind == SlotKind::labels ||
      (kind == SlotKind::sum && bin != 0)) {
    throw Error(ErrorCode::invalid_argument, "slot " + quoted(info(slot).name) + ", bin " +
                                                 std::to_string(bin) +
                                                 " is not a cell of this query");
  }
  Line& target = line(group(keys), period);
  if (sum_at != kNoColumn) {
    target.sums[sum_at] = checked_add(target.sums[sum_at], amount);
  } else {
    target.bins[bins_at].add(bin, amount);
  }
}

void State::add_label(std::uint32_t period, std::span<const std::string_view> keys, Slot slot,
                      std::string_view label_text, Int128 amount) {
  const std::uint32_t bins_at = bins_column(slot);
  if (bins_at == kNoColumn || info(slot).kind != SlotKind::labels) {
    throw Error(ErrorCode::invalid_argument,
                "slot " + quoted(info(slot).name) + " has no labels in this query");
  }
  line(group(keys), period).bins[bins_at].add(label(label_text), amount);
}

void State::combine(const State& other, bool subtract) {
  if (spec_.text != other.spec_.text) {
    throw Error(ErrorCode::invalid_argument,
                "states of different queries do not merge; they differ in " +
                    first_difference(spec_.text, other.spec_.text));
  }
  if (this == &other) {
    const State copy = other;
    combine(copy, subtract);
    return;
  }
  extend_data_through(other.data_through_);
  for (const Line& source : other.lines_) {
    Line& target = line(group(other.group_keys(source.group)), source.period);
    for (std::size_t i = 0; i < source.sums.size(); ++i) {
      target.sums[i] = subtract ? checked_sub(target.sums[i], source.sums[i])
                                : checked_add(target.sums[i], source.sums[i]);
    }
    for (const Slot slot : spec_.slots) {
      const std::uint32_t column = bins_column(slot);
      if (column == kNoColumn) continue;
      if (info(slot).kind == SlotKind::histogram) {
        target.bins[column].add_sorted(source.bins[column].sorted(), subtract);
        continue;
      }
      for (const Bin& bin : source.bins[column].sorted()) {
        const std::uint32_t code = label(other.labels_.text(static_cast<std::uint32_t>(bin.at)));
        target.bins[column].add(code, subtract ? checked_sub(0, bin.amount) : bin.amount);
      }
    }
  }
}

void State::merge(const State& other) { combine(other, false); }

void State::remove(const State& other) { combine(other, true); }

void State::negate() {
  for (Line& line : lines_) {
    for (Int128& amount : line.sums) amount = checked_sub(0, amount);
    for (Bins& bins : line.bins) bins.negate();
  }
}

std::vector<std::string_view> State::group_keys(std::uint32_t group) const {
  std::vector<std::string_view> keys;
  keys.reserve(groups_[group].size());
  for (const std::uint32_t code : groups_[group]) keys.emplace_back(texts_.text(code));
  return keys;
}

std::vector<Cell> State::cells() const {
  std::vector<Cell> cells;
  for (const Line& line : lines_) {
    for (const Slot slot : spec_.slots) {
      Cell cell;
      cell.period = line.period;
      cell.keys = group_keys(line.group);
      cell.slot = slot;
      if (const std::uint32_t column = sum_column(slot); column != kNoColumn) {
        cell.amount = line.sums[column];
        if (cell.amount != 0) cells.push_back(cell);
        continue;
      }
      for (const Bin& bin : line.bins[bins_column(slot)].sorted()) {
        const bool labelled = info(slot).kind == SlotKind::labels;
        cell.bin = labelled ? 0 : bin.at;
        if (labelled) cell.label = labels_.text(static_cast<std::uint32_t>(bin.at));
        cell.amount = bin.amount;
        cells.push_back(cell);
      }
    }
  }
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return std::tie(a.period, a.keys, a.slot, a.bin, a.label) <
           std::tie(b.period, b.keys, b.slot, b.bin, b.label);
  });
  return cells;
}

bool State::operator==(const State& other) const {
  return spec_.text == other.spec_.text && cells() == other.cells();
}

}  // namespace salespipe::metrics
